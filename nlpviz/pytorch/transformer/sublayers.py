"""The way past a part of a block, and its norm."""

from torch import nn

from ...check import number, one_of
from .norms import LayerNorm, RMSNorm


def dropping(p):
    """A dropout layer; p is the share that is set to 0."""
    p = number("dropout", p, 0)
    if p >= 1:
        raise ValueError(f"dropout is {p}; it must be less than 1, or "
                         "nothing would be left")
    return nn.Dropout(p)


class Residual(nn.Module):
    """A part f of a block, with the way past it and its norm LN.

    norm "post": Y = LN(X + f(X)), as published (Vaswani et al. 2017,
    section 3.1). "pre": Y = X + f(LN(X)), where X itself reaches the
    end untouched (Xiong et al. 2020). dropout: of what f returns,
    before it is added (section 5.4). rms: `rms_norm` for LN.
    """

    def __init__(self, d, norm="post", dropout=0.0, rms=False,
                 eps=1e-5):
        super().__init__()
        self.place = one_of("norm", norm, ("post", "pre"))
        self.norm = (RMSNorm if rms else LayerNorm)(d, eps)
        self.dropout = dropping(dropout)

    def extra_repr(self):
        return self.place

    def forward(self, X, f):
        """f: X -> output, more; returns Y and f's more."""
        if self.place == "post":
            F, more = f(X)
            return self.norm(X + self.dropout(F)), more
        F, more = f(self.norm(X))
        return X + self.dropout(F), more
