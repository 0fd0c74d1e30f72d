"""Exercises that check themselves: a folder for each chapter.

    from nlpviz.exercises.recurrent import check
    check("rnn_step", my_rnn_step)

The learner's function is run on random inputs of several shapes (the
seed is fixed) and held against the book's own.  `check` never raises
because of what the learner wrote; it says what is wrong and where to
look.
"""
