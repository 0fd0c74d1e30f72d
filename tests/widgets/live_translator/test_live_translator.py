"""LiveTranslator takes two trained translators and refuses what it cannot run, naming the
argument; in 8 bits they write nearly the same, and the page is held to exactly those weights."""

import numpy as np
import pytest

from nlpviz.data.dates import formats
from nlpviz.widgets import LiveTranslator
from nlpviz.widgets.core import encode
from nlpviz.widgets.live_translator import CALENDAR, quantised
from nlpviz.widgets.live_translator import model as translation
from tests.widgets.live_translator import golden

SOURCE = [*translation.SPECIALS, *" 0123456789年;<"]
TARGET = [*translation.SPECIALS, *" -0123456789"]
EXAMPLES = [("1998年3", "1998-03"), ("12", "12"), ("7; <8", "7 8")]


def weights(attention=True, every=False, ways=("forward", "backward"), d=5, unit=3, seed=0,
            scale=1.0):
    """A translator that nobody has trained."""
    rng, d_h = np.random.default_rng(seed), unit * len(ways)

    def cell(wide, n):
        shapes = {"W_x": (wide, 3 * n), "W_h": (n, 3 * n), "b": (3 * n,), "b_n": (n,)}
        return {key: rng.normal(size=shape) for key, shape in shapes.items()}

    found = {"E_in": rng.normal(size=(len(SOURCE), d)), "E_out": rng.normal(size=(len(TARGET), d)),
             "decoder": cell(d + d_h * every, d_h), "W_o": rng.normal(size=(d_h, len(TARGET))),
             "b_o": rng.normal(size=len(TARGET))} | {way: cell(d, unit) for way in ways}
    if attention:
        found |= {"W_c": rng.normal(size=(2 * d_h, d_h)), "b_c": rng.normal(size=d_h),
                  "scale": scale}
    return found


def case(**options):
    models = {"soft": weights(), "one <b>": weights(False, every=True, seed=1)}
    return LiveTranslator(models, SOURCE, TARGET, EXAMPLES, **options)


def test_weights_may_be_tensors_of_a_model_in_training():
    import torch

    from tests.widgets.core.every import tensors

    given = {name: weights(name == "a") for name in "ab"}
    due = LiveTranslator(given, SOURCE, TARGET, EXAMPLES)
    found = LiveTranslator(tensors(given), SOURCE, TARGET, EXAMPLES)
    assert found.html() == due.html() and found.effect(EXAMPLES) == due.effect(EXAMPLES)
    assert isinstance(tensors(given)["a"]["b_o"], torch.Tensor)


def test_a_vocabulary_of_another_size_is_refused_by_name():
    with pytest.raises(ValueError, match=r"models\['a'\]\['E_in'\] has 18 rows but source has 17"):
        LiveTranslator({"a": weights()}, SOURCE[:-1], TARGET, EXAMPLES)
    with pytest.raises(ValueError, match=r"models\['a'\]\['E_out'\] has 16 rows but target has 17"):
        LiveTranslator({"a": weights()}, SOURCE, [*TARGET, "x"], EXAMPLES)


WRONG = {
    "a missing array": (lambda w: w.pop("W_o"), "has no 'W_o'; it must hold E_in"),
    "a missing half": (lambda w: w.pop("b_c"), "has no 'b_c'"),
    "another score": (lambda w: w.update(W_q=np.ones(2)), "holds 'W_q', which is not known here"),
    "an LSTM": (lambda w: w["decoder"].update(W_h=np.ones((6, 24))),
                r"\['decoder.W_h'\] has shape \(6, 24\); it must be \(d_h, 3 d_h\) = \(6, 18\)"),
    "input feeding": (lambda w: w["decoder"].update(W_x=np.ones((11, 18))),
                      r"\['decoder.W_x'\] has shape \(11, 18\)"),
    "NaN": (lambda w: w.update(b_o=w["b_o"] * np.nan), r"\['b_o'\]\[0\] is nan"),
    "text": (lambda w: w.update(W_o="weights"), r"\['W_o'\] must be an array of real numbers"),
    "a vector": (lambda w: w.update(E_in=np.ones(18)), r"\['E_in'\] has shape \(18,\); .*a matrix"),
    "no scale": (lambda w: w.pop("scale"), "has no 'scale'"),
    "two scales": (lambda w: w.update(scale=np.ones(2)), r"\['scale'\] has shape \(2,\)"),
    "a lost way": (lambda w: w.pop("forward"), "has no 'forward.W_h'"),
    "an uneven pair": (lambda w: w.update(backward=weights(unit=4)["backward"]),
                       r"\['backward.W_x'\] has shape \(5, 12\)"),
}


@pytest.mark.parametrize("what", WRONG)
def test_weights_with_what_cannot_be_computed_are_refused_by_name(what):
    change, says = WRONG[what]
    w = weights()
    change(w)
    with pytest.raises((ValueError, TypeError), match=rf"models\['a'\] ?{says}"):
        LiveTranslator({"a": w}, SOURCE, TARGET, EXAMPLES)


@pytest.mark.parametrize(("change", "error", "says"), [
    ({"models": {}}, TypeError, "models is 0 models; it must be a dict of one to three"),
    ({"models": [weights()]}, TypeError, "models is list"),
    ({"models": {"a": 3}}, TypeError, r"models\['a'\] must be a dict of arrays, not int"),
    ({"source": "abc"}, TypeError, "source is one str; it must be a list of texts"),
    ({"source": SOURCE[1:]}, ValueError, "source begins with .*must hold <pad>, <s>, </s>, <unk>"),
    ({"target": [*TARGET[:-1], "0"]}, ValueError, "target begins with .*different tokens"),
    ({"target": [*TARGET[:-1], 9]}, TypeError, r"target\[15\] is 9, a int; it must be a str"),
    ({"examples": []}, ValueError, "examples has 0 pairs; it must have 1 to 200"),
    ({"examples": [("a", "b")] * 201}, ValueError, "examples has 201 pairs"),
    ({"examples": "ab"}, TypeError, "examples is one str; it must be a list of pairs"),
    ({"examples": ["ab"]}, TypeError, r"examples\[0\] is 'ab'; it must be a pair of texts"),
    ({"examples": [("a", 1)]}, TypeError, r"examples\[0\] is \('a', 1\)"),
    ({"examples": [("a" * 129, "1")]}, ValueError, r"examples\[0\] has a text of 129 characters"),
    ({"examples": [("a", "1" * 64)]}, ValueError, "at most 128 are read and 63 written"),
    ({"line": 3}, TypeError, "line is a int; it must be a text"),
])
def test_an_argument_of_another_kind_is_refused_by_name(change, error, says):
    given = {"models": {"a": weights()}, "source": SOURCE, "target": TARGET, "examples": EXAMPLES}
    with pytest.raises(error, match=says):
        LiveTranslator(**(given | change))


def test_a_model_too_wide_for_the_page_is_refused_with_the_limit():
    with pytest.raises(ValueError, match=r"models\['a'\] has d_h = 258; this .* at most 256"):
        LiveTranslator({"a": weights(unit=129)}, SOURCE, TARGET, EXAMPLES)


@pytest.mark.parametrize("kind", [
    {}, {"attention": False}, {"attention": False, "every": True}, {"ways": ("forward",)},
    {"scale": 0.0}, {"scale": np.array(True)},
])
def test_the_figure_writes_what_the_trained_module_writes_with_the_same_weights(kind):
    import torch

    from nlpviz.decode import greedy
    from nlpviz.pytorch.attention.restored import restored

    w = quantised.nested({key: np.float64(np.float32(array)) for key, array in
                          quantised.flat(weights(**kind)).items()})  # `restored` is float32
    model = restored(w).double()
    for text in ("1998年3", "", "zz 7", "0123456789" * 20):
        ids = translation.numbered(text, SOURCE)
        ours = translation.translate(w, ids)
        with torch.no_grad():
            theirs, = greedy(model.step, model.encode(torch.tensor(ids[None])),
                             max_length=translation.LONGEST)
            words = torch.tensor([[translation.BOS, *ours.ids[:-1]]])
            _, seen = model(torch.tensor(ids[None]), words, trace=True)
        assert [i for i in ours.ids if i != translation.EOS] == list(theirs.ids)
        assert abs(np.log(ours.p).sum() - theirs.logp) < 1e-9
        assert (ours.A is None) == (seen["A"] is None)
        if ours.A is not None:
            np.testing.assert_allclose(ours.A, seen["A"][0], atol=1e-12)


def as_shown(given):
    """The weights that the page computes with."""
    return quantised.nested(quantised.unpacked(quantised.packed(given)))


def test_weights_lose_at_most_half_a_step_of_their_row():
    given = weights()
    shown = as_shown(given)
    assert shown.keys() == given.keys() and shown["decoder"].keys() == given["decoder"].keys()
    for key, w in quantised.flat(given | {"scale": np.ones(1)}).items():
        error = np.abs(quantised.flat(shown)[key] - w)
        step = np.abs(w).max(-1, keepdims=True) / 127 if w.ndim == 2 else np.abs(w) * 2**-10
        assert (error <= step / 2 * 1.001 + 1e-9).all()
    again = quantised.flat(as_shown(shown))
    for key, w in quantised.flat(shown).items():
        np.testing.assert_allclose(again[key], w, rtol=1e-6)


def test_weights_that_do_not_say_whether_scores_were_divided_are_refused():
    w = weights()
    del w["scale"]
    with pytest.raises(ValueError, match="weights has no 'scale'; add 1.0 if"):
        translation.translate(w, [5, 2])


def test_flat_and_nested_weights_are_the_same():
    w = weights()
    assert quantised.flat(quantised.nested(quantised.flat(w))).keys() == quantised.flat(w).keys()
    both = [LiveTranslator({"a": given}, SOURCE, TARGET, EXAMPLES).html()
            for given in (w, quantised.flat(w))]
    assert both[0] == both[1]


def test_what_travels_is_what_the_figure_says_it_computes_with():
    figure = case()
    state = figure.state()
    for k, name in enumerate(state["names"]):
        for key in state["parts"][k].split():
            packed = state[f"w{k}_{key.replace('.', '_')}"]
            np.testing.assert_array_equal(
                encode.unpack(packed), quantised.flat(figure.weights[name])[key])


def test_a_vocabulary_of_letters_travels_as_one_text_and_any_other_as_it_is():
    state = case().state()
    assert state["source"] == "".join(SOURCE[4:]) and state["target"] == "".join(TARGET[4:])
    words = [*TARGET[:-1], "nine"]
    figure = LiveTranslator({"a": weights()}, SOURCE, words, EXAMPLES)
    assert figure.state()["target"] == words


def test_what_8_bits_change_is_measured_on_given_lines():
    found = case().effect([*EXAMPLES, *EXAMPLES])
    assert set(found) == {"soft", "one <b>"}
    for parts in found.values():
        assert set(parts) == {"changed", "before", "after"}
        assert all(0 <= x <= 1 for x in parts.values())
    figure = case()
    figure._given = figure.weights
    assert all(parts["changed"] == 0 for parts in figure.effect(EXAMPLES).values())


def test_an_unknown_character_is_unk_and_what_is_too_long_is_cut():
    ids = translation.numbered("7☃", SOURCE)
    assert ids.tolist() == [SOURCE.index("7"), translation.UNK, translation.EOS]
    assert len(translation.numbered("7" * 500, SOURCE)) == translation.MOST + 1
    assert len(case(line="☃" * 500).translate("soft").A[0]) == translation.MOST + 1
    with pytest.raises(ValueError, match="name is 'x'; the models are soft, one <b>"):
        case().translate("x")


def test_the_table_holds_each_character_its_probability_and_where_it_looked():
    header, rows = case().table()
    assert header == ["step", "soft", "probability", "looks most at", "weight",
                      "one <b>", "probability"]
    soft = case().translate("soft")
    for t, row in enumerate(rows[:len(soft.ids)]):
        assert row[:3] == [t + 1, TARGET[soft.ids[t]], soft.p[t]] and row[4] == soft.A[t].max()
    assert all(len(row) == 7 for row in rows)


def test_it_opens_with_the_first_example_which_gives_no_answer():
    assert case().line == EXAMPLES[0][0] and case(line="").line == ""


def test_a_line_is_text_and_never_markup():
    line = "</script><script>alert(1)</script>\"'\u202e"
    html = case(line=line).html()
    assert "<script>alert" not in html and "one &lt;b&gt;" in html


def test_the_trained_models_weigh_at_most_150_kB_and_the_figure_200():
    parts, source, target = golden.shown()
    raw = sum(len(p["data"]) for w in parts.values() for p in w.values())
    assert 4 * raw / 3 <= 150_000
    from nlpviz.data import dates
    from nlpviz.stored import load

    found = load("04_dates")
    lines = [line for n in (1, 2, 3, 4) for line in dates.lines(6, n, seed=n, held=True)]
    figure = LiveTranslator({name: found[name] for name in golden.NAMES}, source, target, lines)
    assert len(figure.html().encode()) <= 200_000


TYPED = {
    "oct 19, 2002": "2002-10-19", "OCTOBER 19, 2002": "2002-10-19", "Apr 7, 1961": "1961-04-07",
    "saturday, october 19, 2002": "2002-10-19", "FEBRUARY 16, 2015": "2015-02-16",
    "sePTeMbER 27, 1994": "1994-09-27", "JULY 18, 1989": "1989-07-18", "AUG 29 1994": "1994-08-29",
    "THE 9TH OF NOVEMBER, 1989": "1989-11-09", "Sept. 3Rd, 1998": "1998-09-03",
    "21st of june 2031": "2031-06-21", "TUE, 5 MAY 2026": "2026-05-05", "4-Jul-1976": "1976-07-04",
    "DECEMBER THE TWENTY-FIFTH, 1977": "1977-12-25", "31.XII.1999": "1999-12-31",
    "Wednesday 1st january 2020": "2020-01-01", "20jan1951": "1951-01-20",
    "2044年2月9日火曜日": "2044-02-09", "平成１０年３月３日": "1998-03-03",
}


def right_in_the_page(w, source, target, lines):
    """Which of the lines the page writes as they should be: text -> truth."""
    found = {text: translation.written(
        translation.translate(w, translation.numbered(text, source)).ids, target)
        for text in lines}
    return {text for text, truth in lines.items() if found[text] == truth}


def test_dates_are_read_in_any_letter_case():
    from nlpviz.data import dates
    from nlpviz.stored import load

    found = load("04_dates")
    w = as_shown(found["attention"])
    english = [name for name in dates.FORMATS if any("a" <= c <= "z" for c in name)]
    unseen = dates.dates(60, seed=8, formats=english, held=True)
    for case in (str, str.lower, str.upper, str.title, str.swapcase):
        lines = {case(p.source): p.target for p in unseen}
        right = right_in_the_page(w, found["source"], found["target"], lines)
        assert len(right) >= 0.95 * len(lines), (case, set(lines) - right)
    right = right_in_the_page(w, found["source"], found["target"], TYPED)
    assert len(right) >= 0.95 * len(TYPED), set(TYPED) - right


def test_code_has_at_most_20_000_bytes_and_style_4_000():
    from nlpviz.widgets.core import bundle

    def size(*files):
        return sum(len(bundle.source_of(f"live_translator/{f}").encode()) for f in files)

    assert size("view.js", "panel.js", "counting.js", "math.js", "dates.js") <= 20_000
    assert size("style.css") <= 4_000


def test_the_calendar_has_the_words_of_the_dates_that_are_taught():
    assert CALENDAR["months"] == [name.lower() for name in formats.MONTHS]
    assert CALENDAR["roman"] == list(formats.ROMAN) and CALENDAR["digits"] == formats.KANJI
    assert CALENDAR["ordinals"] == list(formats.ORDINALS)
    assert CALENDAR["eras"] == {name: first.year - 1 for name, first in formats.ERAS}
    assert {day.lower() for day in formats.DAYS_OF_WEEK} < set(CALENDAR["idle"])
    assert formats.DAYS_OF_WEEK_JA in CALENDAR["date"]
