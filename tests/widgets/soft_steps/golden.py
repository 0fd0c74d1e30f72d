"""Golden numbers of SoftSteps: what nlpviz.scratch makes of the arrays that travel."""

import numpy as np

from nlpviz.scratch import attend, dot, readout, softmax
from nlpviz.widgets import SoftSteps
from nlpviz.widgets.core.encode import unpack
from tests.widgets.soft_steps.examples import by_hand, case
from tools.golden import flat, wire


def steps(figure, shift, look):
    """All six steps, the scores moved by shift, with or without the look."""
    state = figure.state()
    of = {name: unpack(packed) for name, packed in state["of"].items()}
    S, _ = dot(of["q"][None], of["K"], scale=state["scale"])
    S = S + np.array(shift)
    o, trace = attend(S, of["V"])
    last = of["h"][None], of["W_c"], of["b_c"], of["W_o"], of["b_o"]
    (logits, said), (without, _) = (readout(x, *last) for x in (look * o, 0 * o))
    return {
        "of": {name: wire(packed) for name, packed in state["of"].items()},
        "scale": state["scale"], "shift": list(shift), "look": look, "S": flat(S),
        "A": flat(trace.A), "parts": flat(trace.A[0][:, None] * of["V"]), "o": flat(look * o),
        "g": flat(said.G), "P": flat(softmax(logits)[0]), "blind": flat(softmax(without)[0])}


def cases():
    large = SoftSteps(**case(8, 5, 8, 8, 8, 6))
    return {"soft_steps": [
        steps(by_hand(), [0, 0, 0], True), steps(by_hand(), [2.5, -1, 0.25], True),
        steps(by_hand(), [0, 0, 0], False), steps(SoftSteps(**case()), [0] * 5, True),
        steps(SoftSteps(**case(), scale=True), [0.5, 0, 0, -3, 1], True),
        steps(large, [0, 1, 0, 0, 0, -2, 0, 0], True)]}
