"""The colours can be read on both papers, and their scales work in grey."""

import numpy as np

from nlpviz.widgets.core import palette


def luminance(colour):
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(a, b):
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def test_text_in_every_role_can_be_read_on_both_papers():
    for role, pair in palette.ROLES.items():
        if role in ("rule", "soft", "paper"):
            continue
        for paper in ("paper", "soft"):
            for colour, ground in zip(pair, palette.ROLES[paper], strict=True):
                assert contrast(colour, ground) >= 4.5, (role, colour, ground)


def test_the_scales_are_even_in_lightness_so_that_they_work_in_grey():
    for light, dark in (palette.SEQUENTIAL, palette.DIVERGING):
        assert len(light) == len(dark) == palette.STEPS == 17
    for stops, sign in zip(palette.SEQUENTIAL, (-1, 1), strict=True):
        lightness = np.cbrt([luminance(c) for c in stops])
        steps = sign * np.diff(lightness)
        assert steps.min() > 0.4 * steps.mean() and steps.max() < 2 * steps.mean()
