"""Train a translator on your own aligned pairs, and see what looks at what.

    python -m nlpviz.translate SOURCE.txt TARGET.txt

Two plain-text files, UTF-8, one sentence a line; line n of one is the
translation of line n of the other. All options: --help.

Pairs are held out by distinct source sentences (2 %, at least 100 and
at most 1,000 pairs): no held-out source is seen in training. Pairs with
a side of more than --max-length tokens are left out of both. The model
is nlpviz.pytorch.Seq2Seq or, with --kind transformer,
nlpviz.pytorch.Transformer (its norms before, positions sinusoidal; --lr
is reached after 200 steps and then falls like 1/√step). What it prints,
one line each:

    source  23,511 sentences by characters, vocabulary 1,873
    target  23,511 sentences by words, vocabulary 6,520
    pairs   23,031 to train, 480 held out, 0 left out as too long
    general  step 36/360  epoch 0.10  perplexity 88.1  best  0:21, 3:09 left
    …
    general  perplexity 12.34 at step 360, over 5,214 held-out tokens
    general  attention looks at 3.6 of 12.5 source tokens at once; one has 0.26 of …

and for every sentence shown, from the held-out ones,

    1  source  彼 は 走る 。
       wanted  he runs .
       found   he runs .
          he    彼    0.92
          runs  走る  0.81
          .     。    0.77
          </s>  。    0.50

each word found, the source word with the largest weight, and that
weight. Perplexity is exp of the mean cross-entropy of a held-out
target token, the end of the sentence among them, unknown words counted
as <unk>. "best": lower than before, and so written to --model. While
a line is in the making a bar on the terminal tells how far it is.
Of a Transformer a weight is the mean over the heads of its last layer.

The last line says where attention looks, over the held-out sentences
that have four tokens or more on both sides. exp of the mean entropy of
a target token's weights is the number of source tokens that it looks at
at once. Then: averaged over the target tokens of a sentence, how much
weight has the one source token that gets most? Above one half the
command says that attention has collapsed. It then looks at the same
place whatever is being written, often at </s>, and tells nothing.

Ctrl-C stops it with exit status 130 and leaves the best weights in
--model; the same command then goes on from the last line (what it
needs for that stands in MODEL.run until the end). Other exit statuses:
0 done, 1 training diverged, 2 wrong arguments or files.

With NLPVIZ_LANGUAGE=ja in the environment all of it is in Japanese, but
for errors in arguments and files (the words: words.json).
"""
