"""Train end-to-end memory networks on a folder of stories, a task at a time.

    python -m nlpviz.memory --data FOLDER

FOLDER holds files in the public bAbI format, a pair a task:
qa1_single-supporting-fact_train.txt and …_test.txt, or NAME_train.txt
and NAME_test.txt. Every task is learnt --restarts times from other
random weights; of these the one with the lowest training loss counts,
as in the paper (Sukhbaatar et al. 2015, section 4.4). What it prints,
a line for each network and at the end the table:

    task                        restart  loss   test error   0:17
    1 single-supporting-fact       3/10  0.000        0.0 %
    …
    task                        error  restarts: median, range   paper
    1 single-supporting-fact      0.0          0.0  0.0 … 31.2     0.0
    …
    mean of 20                   12.9                            13.9

"paper" is Table 1 of the same paper, for the settings that the command
has unless told otherwise: 3 hops, position encoding, linear start,
random noise, one network a task.

Each network is written to a file of its own in --out as soon as it has
been trained, and the same command goes on from there: nothing that has
been written is trained again. Ctrl-C stops it with exit status 130.
Other exit statuses: 0 done, 1 training diverged or a process died, 2
wrong arguments or files.

With NLPVIZ_LANGUAGE=ja in the environment all of it is in Japanese, but
for errors in arguments and files (the words: words.json).
"""
