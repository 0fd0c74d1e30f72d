"""The checkers accept what is right, name what is wrong, and never raise.

What holds for every exercise stands in test_exercise_promises.py.
"""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nlpviz.exercises import attention, embeddings, recurrent, transformer
from nlpviz.exercises.checker import messages
from nlpviz.exercises.checker.messages import GENERAL
from nlpviz.exercises.recurrent import EXERCISES, check
from nlpviz.exercises.recurrent.mistakes import sigma
from nlpviz.language import speaking, words


def rnn_step(x, h, W_x, W_h, b):
    return np.tanh(x @ W_x + h @ W_h + b)


def tanh_backward(h, dh):
    return dh * (1 - h**2)


def rnn_backward(x, h_prev, h, W_h, dh):
    da = dh * (1 - h**2)
    return da @ W_h.T, np.outer(x, da), np.outer(h_prev, da), da


def bptt(H, W_h, dH):
    dA = np.zeros_like(dH)
    later = np.zeros(len(W_h))
    for t in reversed(range(len(H))):
        dA[t] = (dH[t] + later) * (1 - H[t] ** 2)
        later = dA[t] @ W_h.T
    return dA


def clip_by_norm(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    scale = 1.0 if norm <= max_norm else max_norm / norm
    return [scale * g for g in grads]


def lstm_step(x, h, c, W_x, W_h, b, p_i, p_f, p_o):
    a_i, a_f, a_z, a_o = np.split(x @ W_x + h @ W_h + b, 4)
    i, f = sigma(a_i + p_i * c), sigma(a_f + p_f * c)
    c = i * np.tanh(a_z) + f * c
    return sigma(a_o + p_o * c) * np.tanh(c), c


def forget_bias(q, remain):
    f = remain ** (1 / q)
    return np.log(f / (1 - f))


SOLUTIONS = {f.__name__: f for f in (
    rnn_step, tanh_backward, rnn_backward, bptt, clip_by_norm, lstm_step, forget_bias)}


def test_two_checks_say_the_same_words():
    for wrong in (lambda h, dh: h, tanh_backward):
        assert check("tanh_backward", wrong).text == check("tanh_backward", wrong).text


def keys(name, function):
    return check(name, function).keys


def test_a_step_without_return_is_told_from_an_empty_one():
    def computes(h, dh):
        da = dh * (1 - h**2)  # noqa: F841 the learner forgot to return it
    assert keys("tanh_backward", computes) == ("no_return",)


def test_an_exception_is_shown_with_its_line():
    def breaks(h, dh):
        shape = h.shape
        return dh[shape[0] + 1]

    result = check("tanh_backward", breaks)
    assert result.keys == ("exception",)
    assert "IndexError" in result.text
    assert "return dh[shape[0] + 1]" in result.text
    assert f"line {breaks.__code__.co_firstlineno + 2}" in result.text


def test_leaving_the_interpreter_is_caught_too():
    def leaves(h, dh):
        raise SystemExit("bye")
    assert keys("tanh_backward", leaves) == ("exception",)


def test_a_wrong_number_of_arguments_is_named():
    result = check("rnn_step", lambda x, h: h)
    assert result.keys == ("signature",)
    assert "x, h, W_x, W_h, b" in result.text


def test_a_result_instead_of_a_function_is_named():
    assert keys("rnn_step", np.zeros(3)) == ("not_callable",)
    assert keys("rnn_step", 3.0) == ("not_callable",)


def test_a_wrong_number_of_results_is_named():
    result = check("lstm_step", lambda *args: lstm_step(*args)[0])
    assert result.keys == ("count",)
    assert "h_next, c_next" in result.text


def test_a_result_still_empty_is_named():
    result = check("lstm_step", lambda *args: (lstm_step(*args)[0], None))
    assert result.keys == ("missing",) and "c_next" in result.text


def test_results_in_another_order_are_recognised():
    assert "swapped" in keys("lstm_step", lambda *args: lstm_step(*args)[::-1])


def test_words_and_ragged_lists_are_no_arrays():
    for value in ("tanh", [[1.0], [1.0, 2.0]], {"da": 1}, 1j * np.ones(4)):
        assert keys("tanh_backward", lambda h, dh, value=value: value) == ("not_numbers",)


def test_a_wrong_shape_says_what_came_and_what_should():
    result = check("tanh_backward", lambda h, dh: np.outer(h, dh))
    assert result.keys == ("shape",)
    assert "(4, 4)" in result.text and "(4,)" in result.text


def test_a_transposed_weight_gradient_is_recognised():
    def turned(*args):
        dh, dW_x, dW_h, db = rnn_backward(*args)
        return dh, dW_x.T, dW_h, db
    assert keys("rnn_backward", turned) == ("shape_transposed",)


def test_an_input_changed_in_place_is_named():
    def greedy(h, dh):
        dh *= 1 - h**2
        return dh

    def shrinks(grads, max_norm):
        clipped = clip_by_norm(grads, max_norm)
        for g, new in zip(grads, clipped):
            g[...] = new
        return clipped

    assert keys("tanh_backward", greedy) == ("in_place",)
    assert "`dh`" in check("tanh_backward", greedy).text
    assert keys("clip_by_norm", shrinks) == ("in_place",)


def test_not_a_number_is_named_and_its_input_told():
    def careless(grads, max_norm):
        norm = np.sqrt(sum((g**2).sum() for g in grads))
        return [g / norm * min(norm, max_norm) for g in grads]

    result = check("clip_by_norm", careless)
    assert result.keys == ("not_finite",) and "NaN" in result.text


def test_numpy_set_to_raise_changes_no_verdict():
    with np.errstate(all="raise"):
        assert keys("tanh_backward", lambda h, dh: dh / (h - h)) == ("not_finite",)
        assert all(check(name, SOLUTIONS[name]).passed for name in EXERCISES)


def test_a_function_that_remembers_is_named():
    calls = []

    def moody(h, dh):
        calls.append(1)
        return tanh_backward(h, dh) * len(calls)
    assert keys("tanh_backward", moody) == ("not_repeatable",)


def test_sign_and_factor_are_told_apart():
    assert "sign" in keys("tanh_backward", lambda h, dh: -tanh_backward(h, dh))
    result = check("tanh_backward", lambda h, dh: 2 * tanh_backward(h, dh))
    assert "factor" in result.keys and "2 times" in result.text


def test_right_only_for_one_step_is_recognised():
    def one_step(H, W_h, dH):
        return bptt(H, W_h, dH) if len(H) == 1 else 0.3 * dH
    result = check("bptt", one_step)
    assert "only_some" in result.keys and "one step" in result.text


def test_a_reversed_sequence_is_recognised():
    assert "reversed" in keys("bptt", lambda *args: bptt(*args)[::-1])


def test_an_unknown_mistake_still_gets_numbers_and_finite_differences():
    result = check("tanh_backward", lambda h, dh: dh * np.cos(h))
    assert result.keys == ("value", "see_tanh_backward")
    assert "finite differences" in result.text


@pytest.mark.parametrize("name", [n for n, e in EXERCISES.items() if e.numeric])
def test_finite_differences_have_a_say(name, monkeypatch):
    def doubled(*args):
        return tuple(2 * g for g in exercise.numeric(*args))

    exercise = EXERCISES[name]
    monkeypatch.setitem(EXERCISES, name, replace(exercise, numeric=doubled))
    assert not check(name, SOLUTIONS[name]).passed


def softmax32(S, mask):
    S = np.where(mask, S, -np.inf).astype("f4")
    A = np.exp(S - S.max(axis=1, keepdims=True))
    return A / A.sum(axis=1, keepdims=True)


def test_a_right_softmax_in_single_precision_is_right_and_one_in_half_is_told_why():
    assert attention.check("weights", softmax32).passed
    half = attention.check("weights", lambda S, mask: softmax32(S, mask).astype("f2"))
    assert "precision" in half.keys and "float64" in half.text
    hidden = attention.check("weights", lambda S, mask: softmax32(S, mask).astype(float) + 3e-6)
    assert "precision" in hidden.keys


@pytest.mark.parametrize("off", [2e-6, 1e-5, 1e-4, 4e-4, 3e-3])
def test_got_and_expected_never_print_alike(off):
    result = check("tanh_backward", lambda h, dh: tanh_backward(h, dh) * (1 + off))
    got, wanted = re.search(r"is (\S+), and should be (\S+) \(", result.text).groups()
    assert not result.passed and got != wanted
    assert "is 1 times" not in result.text
    result = check("forget_bias", lambda q, remain: forget_bias(q, remain) + off)
    share, wanted = re.search(r"bias (\S+) is left .* and (\S+) was", result.text).groups()
    assert share != wanted


def texts(value):
    """The same numbers as text, as bytes, and behind a mask."""
    rows = value.tolist()
    yield [str(x) for x in rows]
    yield np.array(rows).astype("U30")
    yield np.array(rows).astype("S30")
    yield np.array([str(x) for x in rows], dtype=object)
    yield np.ma.masked_array(value, [True] + [False] * (len(value) - 1))
    yield [str(rows[0]), *rows[1:]]
    yield [np.ma.masked, *rows[1:]]
    yield value.view([("x", float)])


def test_text_bytes_and_masked_arrays_are_no_numbers_though_they_look_right():
    for n in range(8):
        def looks_right(h, dh, n=n):
            return list(texts(tanh_backward(h, dh)))[n]
        assert keys("tanh_backward", looks_right) == ("not_numbers",), n
    assert check("tanh_backward", lambda h, dh: np.ma.masked_array(tanh_backward(h, dh))).passed


class Evil:
    """Raises whatever it is asked: its kind, its shape, its length, to be compared."""

    @property
    def __class__(self):
        raise SystemExit("class")

    @property
    def shape(self):
        raise ValueError("shape")

    def __eq__(self, other):
        raise RuntimeError("compared")

    __hash__ = __len__ = __iter__ = __array__ = __float__ = __bool__ = __eq__


class EvilAll:
    """Is asked for nothing without an end of the program."""

    def __getattribute__(self, name):
        raise SystemExit(name)


class EvilKind(type):
    """Of a class that has no name."""

    def __getattribute__(cls, name):
        raise GeneratorExit(name)


class EvilSigned:
    """Right, but does not say which arguments it takes."""

    @property
    def __signature__(self):
        raise SystemExit("signature")

    def __call__(self, h, dh):
        return dh * (1 - h**2)


class EvilTuple(tuple):
    def __len__(self):
        raise SystemExit("length")


class EvilCall(Evil):
    def __call__(self, *args):
        raise self

    def __getattr__(self, name):
        raise GeneratorExit(name)


class EvilMessage(TypeError):
    def __str__(self):
        raise SystemExit("message")


def test_whatever_an_object_of_the_learner_does_is_a_verdict():
    def spoils(grads, max_norm):
        clipped = clip_by_norm(grads, max_norm)
        grads[0] = Evil()
        return clipped

    def raises(h, dh):
        raise EvilMessage

    evils = np.frompyfunc(lambda k: Evil(), 1, 1)(np.arange(3))
    for name in EXERCISES:
        for value in (Evil(), [Evil()], (Evil(), 2), EvilTuple((1, 2)), evils, EvilAll(),
                      EvilKind("", (), {})(), [EvilAll()]):
            result = check(name, lambda *args, value=value: value)
            assert not result.passed and result.attempted, result
        assert not check(name, EvilCall()).passed
        assert not check(name, Evil()).passed and not check(name, EvilAll()).passed
    assert keys("clip_by_norm", spoils) == ("in_place",)
    assert check("tanh_backward", EvilSigned()).passed
    assert keys("tanh_backward", raises) == ("exception",)


class Unreadable:
    shape = 5

    def __array__(self, *args, **options):
        raise KeyError("array")


class Speechless(BaseException):
    def __str__(self):
        raise ValueError


def test_nothing_that_a_function_returns_or_raises_stops_the_checker():
    endless = []
    endless.append(endless)
    for value in (Unreadable(), endless, "abc", np.array([None]), {}, True, 1e308, np.inf):
        for name in EXERCISES:
            assert not check(name, lambda *args, value=value: value).passed
    for error in (Speechless(), GeneratorExit(), SystemExit(1), MemoryError(), RecursionError()):
        def stops(h, dh, error=error):
            raise error
        assert keys("tanh_backward", stops) == ("exception",)


def test_an_endless_function_can_be_interrupted_by_hand():
    def interrupted(h, dh):
        raise KeyboardInterrupt
    with pytest.raises(KeyboardInterrupt):
        check("tanh_backward", interrupted)


def test_single_precision_and_lists_are_right_enough():
    assert check("tanh_backward", lambda h, dh: tanh_backward(h, dh).astype("f4")).passed
    assert check("clip_by_norm", lambda g, m: tuple(clip_by_norm(g, m))).passed
    assert check("tanh_backward", lambda h, dh: list(tanh_backward(h, dh))).passed


def test_markup_in_an_error_stays_inside_its_code_mark():
    def hostile(h, dh):
        raise ValueError("` \n\n <script>alert(1)</script> `")  # `
    text = check("tanh_backward", hostile).text
    assert "`ValueError: ' <script>alert(1)</script> '`" in text
    assert text.count("`") == 8 and "\n" not in text


def test_an_unknown_exercise_is_refused_by_name():
    with pytest.raises(ValueError, match="my_step.*rnn_step"):
        check("my_step", rnn_step)


def test_a_chapter_says_nothing_by_a_general_name():
    general = words(GENERAL, "en")
    for chapter in (attention, embeddings, recurrent, transformer):
        assert not words(Path(chapter.__file__).parent, "en").keys() & general.keys()


def test_what_a_checker_says_follows_the_language_in_use_even_after_the_check():
    result = check("rnn_step", lambda x, h, W_x, W_h, b: np.tanh(x @ W_x + h @ W_h))
    assert result.keys == ("value", "no_bias") and "The bias `b` is not added." in result.text
    with speaking("ja"):
        assert result.text.startswith("✗ **rnn_step**：まだ正しくありません。`h_next[")
        assert result.text.endswith("バイアス `b` が足されていません。")
        assert "形状 (3,) の `ndarray`" in check("lstm_step", lambda *args: args[0]).text
        part = check("rnn_step", lambda x, h, W_x, W_h, b: np.tanh(x @ W_x + b) if h.any() else 1)
        assert part.keys[0] == "shape"
    assert "of shape (3,)" in check("lstm_step", lambda *args: args[0]).text


def test_what_stands_inside_a_sentence_is_in_its_language_too():
    def stops(x, h, W_x, W_h, b):
        return undefined  # noqa: F821

    def without_the_state(x, h, W_x, W_h, b):
        return np.tanh(x @ W_x + b) + 1e-2 * h

    with speaking("ja"):
        assert "行目：`return undefined" in check("rnn_step", stops).text
        assert "前の状態が 0 である場合だけ" in check("rnn_step", without_the_state).text
        assert "有限差分では" in check("tanh_backward", lambda h, dh: 3 + dh).text


def test_sentences_follow_each_other_as_the_language_has_it(tmp_path, monkeypatch):
    (tmp_path / "en.json").write_text('{"a": "One。", "b": "{x}.", "join": "{after} | {before}"}',
                                      encoding="utf-8")
    monkeypatch.setattr(messages, "GENERAL", tmp_path)
    assert messages.spoken((("a", {}), ("b", {"x": "{y}。 z"})), tmp_path) == "{y}。 z. | One。"


@pytest.mark.parametrize("chapter", [attention, embeddings, recurrent, transformer],
                         ids=lambda c: c.__name__)
def test_every_message_of_a_chapter_is_used_in_it(chapter):
    folder = Path(chapter.__file__).parent
    assert not unused(folder)


def test_every_general_message_is_used_by_the_checker():
    assert unused(GENERAL) == ["head_right", "head_empty", "head_wrong"]


def unused(folder):
    """The keys of a folder's messages that no file of it names."""
    source = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    return [key for key in words(folder, "en") if f'"{key}"' not in source]


def test_the_result_shows_as_markdown_and_as_plain_text():
    result = check("rnn_step", rnn_step)
    assert "**rnn_step**" in result._repr_markdown_()
    assert "*" not in repr(result)
    power = replace(result, said=(("no_slope", {}),))
    assert "`1 - h**2`" in power.text and "a factor 1 - h**2." in repr(power)
