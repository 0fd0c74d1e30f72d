"""What the checkers of chapter 2 say, in English; added to `english.MESSAGES`."""

MESSAGES = {
    # labels of inputs
    "two_words": "the text has two words",
    "one_negative": "there is one negative",
    "all_alike": "all words occur equally often",
    "independent": "words and contexts have nothing to do with each other",
    "all_rare": "every word is rarer than `t`",
    # where to look if no typical mistake fits
    "see_pairs":
        "For each place `t`, left to right, pair `ids[t]` with the words at places t − window to "
        "t + window, without t itself, as far as the text goes.",
    "see_skipgram_gradient":
        "The scores are `W_out @ v` with `v = W_in[center]`. Their error is P minus one-hot of the "
        "context; it meets `W_out` on the way to `v`, and `v` on the way to `W_out`.",
    "see_negative_loss":
        "−log σ of the context's score, plus −log σ of each negative's score with its sign turned.",
    "see_noise": "First the power, `counts**0.75`, then divide by the sum.",
    "see_analogy":
        "Make the rows of length 1, take `b − a + c`, and give the three query words the score −∞ "
        "before the argmax.",
    "see_ppmi":
        "Compare each count with what chance would give: row sum times column sum, over the sum "
        "of all. Then log, then nothing below 0.",
    "see_keep": "f is a word's share of all counts. Add √(t/f) and t/f; a probability ends at 1.",
    # hints of single exercises
    "right_only": "Only the words to the right are there. The window looks to both sides.",
    "left_only": "Only the words to the left are there. The window looks to both sides.",
    "with_itself": "A word is paired with itself: leave out the place t.",
    "open_end": "The last place of the window is missing: `range` stops one short of its end.",
    "whole_windows":
        "Words near the ends are left out. There the window is cut, and what is left counts.",
    "wraps":
        "A negative index counts from the end in Python: your first words are neighbours of the "
        "last ones.",
    "slice_start":
        "`ids[t - window:t]` is empty where t − window is negative: start at `max(0, t - window)`.",
    "half_window": "`window` is the reach to *each* side, not the width of both.",
    "places": "These are the places in the text. The words at them, `ids[...]`, are wanted.",
    "target_row":
        "Only the context's row of `dW_out` is there. Every word stands in the softmax's sum, so "
        "every row moves.",
    "target_forgotten": "P is right; the 1 of the context is not subtracted.",
    "outer_of_rows": "The rows of `dW_out` are multiples of `v = W_in[center]`, the hidden layer.",
    "center_is_target": "The 1 is subtracted at the center. The word to predict is the context.",
    "no_softmax_scores": "These are scores minus one-hot. The softmax is missing.",
    "whole_table":
        "That is all of `dW_in`. Its other rows are 0; the center's row alone is wanted.",
    "pull_alone":
        "The context pulls, and nothing pushes. What the softmax expects, `P @ W_out`, belongs to "
        "it.",
    "table_mixed": "The error comes back through `W_out`, the table that made the scores.",
    "own_pull": "Only the context's error comes back in yours. All scores depend on `v`.",
    "negatives_pulled":
        "The negatives are treated like the context. Their score should be low: σ(−s).",
    "positive_alone": "The negatives are missing. Without them, long vectors are all it takes.",
    "negatives_alone": "The context's own term, −log σ(s), is missing.",
    "negatives_averaged": "The negatives are summed, not averaged.",
    "log_of_sum": "Each negative has a logarithm of its own. Yours takes one of their sum.",
    "log_forgotten": "The logarithms are missing: this adds the σ themselves.",
    "minus_outside":
        "The sign turns inside σ: log σ(−s). Outside, the loss would have no lower end.",
    "softmax_of_few":
        "That is a softmax over the context and its negatives. Here each word is asked by itself, "
        "with σ.",
    "one_table": "Both words are read from `W_in`. The word that is scored has its row in `W_out`.",
    "unigram": "These are the words' shares. The power 0.75 is missing.",
    "not_renormalised":
        "The powers are divided by the power of a sum, and no longer sum to 1. Sum the powers.",
    "divided_by_counts": "You divide by the sum of the counts: what comes out does not sum to 1.",
    "uniform": "All words are drawn alike in yours. Frequent words should come more often.",
    "power_turned": "That is the power 4/3: it favours frequent words still more.",
    "softmax_of_counts": "That is a softmax of counts. A power is enough.",
    "query_answered":
        "A query word may win: `b − a + c` is often nearest to `c` or `b`. Leave a, b and c out.",
    "query_words_left": "`c` is left out; `a` and `b` have to be left out, too.",
    "second_taken": "The second best is not always the answer. Leave a, b and c out by number.",
    "analogy_turned": "The direction is turned. From a to b, then on from c: `b − a + c`.",
    "all_added": "`a` is subtracted: what it shares with `b` should go.",
    "lengths_count":
        "Long rows win here because they are long. The cosine wants rows of length 1, a, b and c "
        "among them.",
    "lengths_late":
        "The rows are made of length 1 too late: a, b and c still enter with lengths of their own.",
    "by_distance": "That is the nearest by distance. The cosine asks for the direction alone.",
    "least_like": "That is the word that is least like it. The largest cosine wins.",
    "negative_kept": "Negative values are still there: PPMI keeps the positive ones.",
    "log_two": "The logarithm is to the base 2. Here it is the natural one, `np.log`.",
    "ratio_alone": "That is the ratio. Its logarithm is the PMI.",
    "absolute": "The sign is taken away. What is rarer than chance becomes 0.",
    "one_added": "log(1 + x) is not log x. A count of 0 gets 0 from the maximum.",
    "total_forgotten": "The sum of all counts is missing: row sum times column sum *over N*.",
    "log_of_counts": "That is the logarithm of the counts. Chance is not divided out.",
    "weighted": "Each entry is weighted by its share. That is a term of the mutual information.",
    "paper_keep":
        "That is the paper's √(t/f). The program word2vec adds t/f, and that is asked here.",
    "dropped": "That is the probability to *drop* a word.",
    "paper_drop": "That is the paper's probability to *drop* a word, 1 − √(t/f).",
    "above_one": "Rare words get more than 1. A probability ends there.",
    "counts_for_shares": "f is a share: divide the counts by their sum.",
    "root_forgotten": "√(t/f) is missing; only t/f is there.",
    "ratio_turned": "The ratio is turned: *frequent* words are dropped, so f stands below.",
}
