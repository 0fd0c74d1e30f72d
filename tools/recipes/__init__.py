"""What `tools/train.py` trains, chapter by chapter.

A recipe is a module with

    FILES             what it writes
    JOBS, CHECK       all trainings, and those that `--check --whole`
                      repeats; each the keyword arguments of `run`
    training(**job)   what is trained on what: a Training, whose first
                      steps `--check` repeats (or rehearsal(**job), where
                      its data differs from one Python to another, or
                      first(**job), the losses themselves)
    run(**job)        one training -> dict of arrays and numbers
    store(done)       writes FILES from [(job, result), …]
    failures(job, result)   what is not as stored, as sentences
    bars()            where there are any: which of its own bars a file
                      misses, as sentences

and with its settings as constants in capitals: whoever changes one
trains again (see `memory`).
"""

CHAPTERS = {
    "02": ("words",),
    "03": ("adding", "relu", "agreement", "characters", "cell"),
    "04": ("attending", "dates", "crossing", "hard"),
}
