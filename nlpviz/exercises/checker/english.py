"""What the checkers say, in English.  Another language: the same keys."""

from . import english_attention, english_embeddings

HEADS = {
    "right": "✓ **{name}**: right.",
    "empty": "○ **{name}**: not attempted.",
    "wrong": "✗ **{name}**: not yet.",
}

MESSAGES = english_attention.MESSAGES | english_embeddings.MESSAGES | {
    # the two good ends
    "right": "It agrees with the book's own on {n} random inputs.",
    "right_numeric":
        "It agrees with the book's own on {n} random inputs, and with finite differences.",
    "empty": "Fill in the function, then run this cell again.",
    # what can be wrong with any function
    "not_callable":
        "`check` wants the function itself, and got {got}. Is there a pair of brackets too many?",
    "signature":
        "The checker calls `({arguments})`, and your function does not take these {n} arguments.",
    "exception": "It stopped with `{error}`{where}. The input that did it: {shapes}.",
    "where": " in line {number}: `{line}`",
    "no_return": "It computes, but returns nothing. Is a `return` missing?",
    "count": "It should return {n} results, `{names}`; it returned {got}.",
    "missing": "`{output}` is still empty; the other results are there.",
    "not_numbers": "`{output}` should be a NumPy array of real numbers, and is {got}.",
    "shape": "`{output}` has shape {got}, and should have {expected}. The input: {shapes}.",
    "shape_transposed":
        "`{output}` has shape {got}, and should have {expected}: the two factors of the product "
        "are in the wrong order.",
    "odd": "What came back, {got}, cannot be looked at. Return NumPy arrays of numbers.",
    "in_place":
        "It changes its input `{argument}` in place. Whoever called it still needs the old "
        "values: make a new array.",
    "not_finite":
        "`{output}` contains {got}: is something divided by zero? The input: {shapes}.",
    "not_repeatable":
        "Two calls with the same input give two different `{output}`. Nothing here is random or "
        "kept between calls.",
    "swapped": "The results are right but in another order: return `{names}`.",
    "value": "`{entry}` is {got}, and should be {expected}{numeric}. The input: {shapes}.",
    "numeric": " (finite differences say {numeric})",
    # what a wrong value often means
    "precision":
        "`{output}` is right in its first digits only. Is a part of it computed in float32, or a "
        "small number added? Compute in float64.",
    "sign": "`{output}` has the wrong sign.",
    "factor": "`{output}` is {factor} times what it should be. Where does the factor come from?",
    "transposed":
        "`{output}` comes out transposed. Row *i*, column *j* of a weight leads from unit *i* to"
        " unit *j*.",
    "reversed": "`{output}` is right, but in the reverse order.",
    "only_some":
        "`{output}` is right when {label}, and wrong otherwise. Which term is then invisible?",
    # labels of inputs
    "first_step": "the old state is zero",
    "one_step": "the sequence has one step",
    "small": "the norm is below the limit",
    "no_peepholes": "the peepholes are zero",
    "q_one": "there is one step",
    # where to look if no typical mistake fits
    "see_rnn_step": "The step adds three summands, `x @ W_x`, `h @ W_h` and `b`; then comes tanh.",
    "see_tanh_backward": "The chain rule: what comes from above, times the slope at this state.",
    "see_rnn_backward":
        "Find the error at the net input first; it is `db`, and the other three are products "
        "with it.",
    "see_bptt":
        "Begin with the last step. Each step adds what the next one sends back to its own `dH[t]`.",
    "see_clip_by_norm":
        "Above `max_norm` all arrays shrink by one factor; below it they stay as they are.",
    "see_lstm_step":
        "Go in order: `i`, `f`, `z`; then the new cell; then `o`, which already sees it.",
    "see_forget_bias": "First find the gate that q steps need, then the bias that makes σ give it.",
    # hints of single exercises
    "no_tanh": "Without tanh the state is not squashed: the last thing a step does is missing.",
    "no_bias": "The bias `b` is not added.",
    "bias_outside": "The bias belongs inside tanh, with the other two summands.",
    "no_state":
        "The old state `h` is not used: this network remembers nothing. It is right only for the"
        " first step.",
    "no_input": "The input `x` is not used: this network hears nothing.",
    "W_h_transposed": "`W_h` is used transposed. Our weights stand on the right: `h @ W_h`.",
    "two_tanh": "One tanh for the sum, not one for each summand.",
    "sigmoid_for_tanh":
        "That is σ. The content of a state goes through tanh, which can be negative.",
    "tanh_of_h": "`h` is tanh's *output* already. Its slope is `1 - h**2`, with no second tanh.",
    "slope_alone": "That is the slope alone. What came from above, `dh`, is not passed on.",
    "no_slope": "tanh's slope is forgotten: every step back costs a factor `1 - h**2`.",
    "sigmoid_slope": "`h * (1 - h)` is the slope of σ. For tanh it is `1 - h**2`.",
    "square_of_difference": "The square belongs to `h` alone: `1 - h**2`, not `(1 - h)**2`.",
    "linear_slope": "The slope is `1 - h**2`; the square is missing.",
    "divided": "The slope multiplies on the way back. You divide.",
    "slope_of_previous": "The slope is taken at `h_prev`. It belongs to the tanh that made `h`.",
    "slope_late":
        "The slope comes first, then the weights: the error meets tanh before it meets `W_h`.",
    "W_h_not_transposed":
        "On the way back the error goes through `W_h.T`: from where the state went, to where it "
        "came from.",
    "outer_transposed":
        "`{output}` comes out transposed: what entered the weight is the row, the error that "
        "left it the column.",
    "h_for_h_prev": "`W_h` was multiplied by the *old* state, `h_prev`. You use `h`.",
    "one_step_only":
        "Each step hears only its own `dH[t]`. The error from step t + 1 must come in too; it is"
        " right only for the last step.",
    "last_only": "Only the error at the last step is sent back. Each step adds its own `dH[t]`.",
    "forward_in_time": "The errors travel forward in your loop. Begin with the last step.",
    "own_error_unsloped":
        "The slope must multiply the whole sum: what comes from above and what comes from the "
        "future.",
    "each_alone":
        "Each array is clipped alone. That turns the direction of the whole gradient; one norm "
        "over all of them keeps it.",
    "always_scaled":
        "A gradient below the limit must stay as it is. Yours is stretched to `max_norm`.",
    "elementwise":
        "You clip the numbers one by one. Clipping by norm shrinks all of them by one factor and"
        " keeps the direction.",
    "no_root": "The norm is the *root* of the sum of squares.",
    "sum_of_norms":
        "The norm of all is not the sum of the norms: add the squares, then take one root.",
    "unclipped": "Nothing is clipped: a gradient above the limit comes back as it was.",
    "to_one": "The gradient is scaled to norm 1. It should have norm `max_norm`.",
    "no_forget": "The old cell is kept whole: the forget gate `f` is missing.",
    "no_input_gate": "Everything is written: the input gate `i` is missing.",
    "gates_swapped": "`i` and `f` are swapped: *i* lets in `z`, *f* keeps the old cell.",
    "block_order": "The blocks are read in another order. Ours is i, f, z, o.",
    "tanh_gates": "A gate lies between 0 and 1, so it wants σ. tanh would give negative shares.",
    "sigmoid_content": "`z` is content, not a gate: tanh, so that the cell can also count down.",
    "no_peepholes_used": "The peepholes are missing: `i` and `f` also see `c * p_i` and `c * p_f`.",
    "no_output_tanh": "The cell leaves through tanh: `o * tanh(c)`.",
    "no_output_gate": "The output gate `o` is missing.",
    "output_sees_old":
        "The output gate's peephole sees the *new* cell. `i` and `f` see the old one.",
    "no_output_peephole": "The output gate's peephole `p_o` is missing.",
    "old_cell_shown": "The *new* cell leaves through the output gate. You show the old one.",
    "share": "With your bias {share} is left after {q} steps, and {remain} was wanted.",
    "gate_not_bias": "That is the gate's value. The bias is what σ must be fed to give it.",
    "one_step_bias":
        "That bias keeps the share after *one* step. After q steps the gate has multiplied q "
        "times.",
    "log_not_logit": "You undo the exponential, not σ. The inverse of σ is log(f / (1 − f)).",
    "power_not_root": "The share per step is the q-th *root* of what remains, not its power.",
    "sigmoid_of_share": "σ must be undone, not applied.",
    "divided_share":
        "q steps multiply: take the q-th root. A q-th part of the share is something else.",
}
