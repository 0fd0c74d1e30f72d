"""What `tools/train.py` trains, chapter by chapter.

A recipe is a module with

    FILES             what it writes
    JOBS, CHECK       all trainings, and those that `--check` repeats;
                      each the keyword arguments of `run`
    run(**job)        one training -> dict of arrays and numbers
    store(done)       writes FILES from [(job, result), …]
    failures(job, result)   what is not as stored, as sentences
"""

CHAPTERS = {
    "02": ("words",),
    "03": ("adding", "relu", "agreement", "characters", "cell"),
    "04": ("attending", "dates", "crossing", "hard"),
}
