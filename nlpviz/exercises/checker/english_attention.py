"""What the checkers of chapter 4 say, in English; added to `english.MESSAGES`."""

MESSAGES = {
    # labels of inputs
    "nothing_masked": "nothing is masked",
    "large": "the scores are near 1000",
    "no_baseline_given": "the baseline is 0",
    "one_beam": "there is one beam, as at the first step",
    # where to look if no typical mistake fits
    "see_weights":
        "Give masked scores −∞, then exponentiate and divide each row by its sum. Subtract the "
        "largest score of the row first, or a score of 1000 overflows.",
    "see_attend": "Scores `K @ q`, their softmax, and the mixture `A @ V`.",
    "see_additive":
        "Project the query and every key to the same width, add, bend with tanh, and weigh by `v`.",
    "see_attend_backward":
        "First `dA = dO @ V.T`. The softmax then centres it: what matters is how much better a "
        "value is than the mixture.",
    "see_reinforce":
        "The gradient of log A[z] with respect to the scores is one-hot of z minus A.",
    "see_expected_gradient": "A score should fall if its loss is above the *expected* loss.",
    "see_beam_step":
        "Add each beam's `logp` to its row of `logP`; sort all entries together; `np.divmod` "
        "gives beam and token back.",
    # hints of single exercises
    "no_mask": "The mask is not used: padding gets a share.",
    "mask_late":
        "The mask comes after the softmax: the rows no longer sum to 1. Padding has taken its "
        "share before it was sent away.",
    "mask_zero":
        "A masked score of 0 is a score like any other, and e⁰ = 1. Only −∞ has the weight 0.",
    "mask_turned": "`mask` is True where a key *may* be seen. Yours hides those.",
    "softmax_down": "Each *row* must sum to 1. Yours are the columns.",
    "one_sum": "Each row has a sum of its own. You divide all rows by one sum.",
    "scaled":
        "You divide by √d_k, as the package does unless it is told scale=False. Here the scores "
        "are the plain inner products.",
    "scores_for_weights": "These are the scores. The softmax is missing.",
    "no_softmax": "The values are mixed by scores. They want weights, which sum to 1.",
    "plain_mean": "That is the mean of the values. The query has no say in it.",
    "best_only": "That is the best value alone. Soft attention mixes all of them.",
    "tanh_missing":
        "Without tanh the score is a sum of a part of the query and a part of the key: after the "
        "softmax the query is gone.",
    "tanh_outside": "tanh belongs inside, before `v` weighs the d_a numbers.",
    "two_tanhs": "One tanh of the sum. Two separate ones never let query and key meet.",
    "blind": "The query is not used.",
    "multiplied": "Additive: the two projections are added, not multiplied.",
    "not_centred":
        "The mean under A is not subtracted. A softmax gives to one by taking from the others: "
        "the gradient of a row sums to 0.",
    "softmax_slope":
        "`A * (1 - A)` is only the diagonal of the softmax's Jacobian. Each weight also depends "
        "on all the other scores.",
    "dA_alone": "That is `dA`, the blame at the weights. It has to go back through the softmax.",
    "plain_centre": "The mean that is subtracted is taken under the weights A, not a plain one.",
    "unweighted": "Each value hears `dO` as loudly as it was listened to: weigh by A.",
    "baseline_forgotten": "The baseline `b` is not subtracted.",
    "baseline_added": "The baseline is subtracted: `f - b`.",
    "baseline_later": "The baseline belongs to the loss, `(f - b)`, before the product.",
    "only_drawn":
        "Only the drawn score moves in yours. The softmax takes from the others: one-hot minus A.",
    "p_for_logp":
        "That is f ∇p. Since z was drawn with probability p, f ∇log p is wanted: p is counted "
        "already.",
    "loss_forgotten": "That is ∇log p. How lucky the draw was, `f - b`, does not come in.",
    "weights_forgotten": "Each score's gradient is in proportion to its weight.",
    "past_forgotten": "You rank the last step alone. What a beam has cost so far, `logp`, counts.",
    "worst_kept": "These are the least likely ones. The largest log probabilities are the best.",
    "each_its_own":
        "One continuation for each beam. All continuations compete together: a good beam may "
        "have two, a bad one none.",
    "product_of_logs": "Probabilities multiply, so their logarithms add.",
}
