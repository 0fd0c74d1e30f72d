"""EmbeddingMap counts what a map keeps of the true neighbours, on the vectors that travel; its maps
are the same every time; and it refuses what it cannot show, by name."""

import re
import warnings
from collections import Counter

import numpy as np
import pytest
import torch

from nlpviz.text import Vocabulary
from nlpviz.vectors import Vectors
from nlpviz.widgets import EmbeddingMap
from nlpviz.widgets.core import bundle, encode
from nlpviz.widgets.core import word_vectors as wv
from nlpviz.widgets.embedding_map import projection

ROUND = [f"w{i}" for i in range(40)]


def clusters(n=120, d=20, groups=6, seed=0):
    """Words in groups: the neighbours of a word are those of its group."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=(groups, d))[np.arange(n) % groups] + 0.15 * rng.normal(size=(n, d))


def words(n):
    return [f"w{i}" for i in range(n)]


def given(**changes):
    rng = np.random.default_rng(1)
    return {"words": ROUND, "tables": {"W": rng.normal(size=(40, 6))}} | changes


def test_true_neighbours_are_those_of_numpy_on_the_vectors_that_travel():
    figure = EmbeddingMap(**given())
    U = encode.unpack(figure.state()["W_0"])
    np.testing.assert_allclose(np.square(U).sum(1), 1)
    cosine = U @ U.T
    np.fill_diagonal(cosine, -2)
    for i in (0, 17, 39):
        best = np.argsort(-cosine[i], kind="stable")[:10]
        found = figure.neighbours(f"w{i}")
        assert [word for word, _ in found] == [f"w{j}" for j in best]
        np.testing.assert_allclose([score for _, score in found], cosine[i, best], atol=1e-12)


def test_a_word_without_a_picture_is_found_as_it_is():
    """Both are shown as ␣; the reader's own spelling tells them apart."""
    words = ["a", "\n", " ", "b c", "d"]
    figure = EmbeddingMap(words, clusters(5), word="\n", analogy=[(" ", "a")])
    assert (figure.word, figure.pairs) == (1, [[2, 0]])
    assert figure.neighbours("\n") != figure.neighbours(" ") == figure.neighbours("␣")


def test_what_is_kept_is_counted_on_the_map_that_travels():
    figure = EmbeddingMap(**given())
    true = [[w for w, _ in figure.neighbours(word)] for word in figure.words]
    for m, method in enumerate(("PCA", "t-SNE")):
        points = encode.unpack(figure.state()[f"map_0_{m}"])
        far = ((points[:, None] - points) ** 2).sum(-1)
        np.fill_diagonal(far, np.inf)
        close = np.argsort(far, axis=1, kind="stable")[:, :10]
        kept = [len(set(names) & {f"w{j}" for j in near})
                for names, near in zip(true, close, strict=True)]
        both = encode.unpack(figure.state()["kept_0"]).astype(int)
        assert (both >> 4 if m == 0 else both & 15).tolist() == kept
        assert figure.share["W", method] == pytest.approx(np.mean(kept) / 10)


def test_vectors_that_lie_in_a_plane_lose_nothing_on_the_map_of_principal_components():
    turn = np.sort(np.random.default_rng(3).uniform(0, 2 * np.pi, 50))
    W = np.stack([np.cos(turn), np.sin(turn)], 1) @ np.linalg.qr(
        np.random.default_rng(4).normal(size=(8, 8)))[0][:2]
    assert EmbeddingMap(words(50), W).share["W", "PCA"] > 0.95


def test_the_map_made_to_keep_neighbours_keeps_more_of_them_than_principal_components():
    figure = EmbeddingMap(words(660), clusters(660, d=40, groups=60))
    assert figure.share["W", "t-SNE"] > 0.9 > figure.share["W", "PCA"] + 0.1


def test_words_without_any_structure_are_kept_by_chance_alone_on_principal_components():
    W = np.random.default_rng(5).normal(size=(600, 200))
    assert EmbeddingMap(words(600), W).share["W", "PCA"] < 0.1


def test_principal_components_are_those_of_the_covariance_and_have_one_sign():
    X = np.random.default_rng(6).normal(size=(30, 5)) * [3, 2, 1, 1, 0.5]
    Y, D = projection.pca(X), X - X.mean(0)
    largest = np.linalg.eigvalsh(D.T @ D)[::-1][:2]
    np.testing.assert_allclose(np.square(Y).sum(0), largest)
    assert abs(Y[:, 0] @ Y[:, 1]) < 1e-9
    for sign in (1, -1):
        np.testing.assert_allclose(projection.pca(X[:, ::-1] * sign), Y * sign, atol=1e-9)


def test_the_pull_and_the_push_are_the_gradient_of_the_divergence():
    """-n k dKL/dy, with every pair of neighbours counted both ways, and all words as samples."""
    rng = np.random.default_rng(7)
    n, k = 9, 3
    others = np.array([rng.permutation(np.delete(np.arange(n), i))[:k] for i in range(n)])
    P = np.zeros((n, n))
    np.add.at(P, (np.repeat(np.arange(n), k), others.ravel()), 1)
    P = (P + P.T) / (2 * n * k)

    def divergence(Y):
        q = 1 / (1 + np.square(Y[:, None] - Y[None]).sum(-1))
        off = ~np.eye(n, dtype=bool)
        Q = q / q[off].sum()
        return (P[P > 0] * np.log(P[P > 0] / Q[P > 0])).sum()

    class Everyone:
        def integers(self, low, high, shape):
            return (np.arange(n)[None] + 1 + np.arange(n - 1)[:, None]) % n

    Y, h = rng.normal(size=(n, 2)), 1e-6
    slope = np.zeros((n, 2))
    for i, j in np.ndindex(n, 2):
        step = np.zeros((n, 2))
        step[i, j] = h
        slope[i, j] = (divergence(Y + step) - divergence(Y - step)) / (2 * h)
    samples = projection.SAMPLES
    try:
        projection.SAMPLES = n - 1
        move = projection._pull(Y.T, others.T) + 2 * k * projection._push(Y.T, Everyone())
    finally:
        projection.SAMPLES = samples
    np.testing.assert_allclose(move.T, -slope * 2 * n * k / 4, rtol=1e-5, atol=1e-7)


def test_a_map_is_the_same_every_time_and_another_with_another_seed():
    one, again, other = (EmbeddingMap(**given(seed=seed)).maps["W", "t-SNE"] for seed in (0, 0, 1))
    assert (one == again).all() and (one != other).any()
    assert one.min() == 0 and one.max() == 4095


def test_places_travel_in_three_bytes_without_loss():
    points = np.array([[0, 4095], [4095, 0], [17, 2048], [255, 256]])
    packed = encode.pack(points, "grid12")
    assert len(packed["data"]) == 12 and (encode.unpack(packed) == points).all()


def test_ties_go_to_the_first_and_a_word_is_no_neighbour_of_its_own():
    C = np.array([[1, 0], [1, 0], [1, 0], [0, 0], [0, 1]], np.float32)
    assert wv.neighbours(C, 2).tolist() == [[1, 2], [0, 2], [0, 1], [0, 1], [0, 1]]
    assert wv.near(np.array([[0, 0], [0, 0], [3, 4], [3, 4], [0, 1]]), 2).tolist() == [
        [1, 4], [0, 4], [3, 4], [2, 4], [0, 1]]


def test_many_words_are_compared_in_blocks_with_the_same_result(monkeypatch):
    C = encode.codes(encode.pack(clusters(70), "unit8"))
    points = np.random.default_rng(8).integers(0, 99, (70, 2))
    whole = wv.neighbours(C), wv.near(points)
    monkeypatch.setattr(wv, "BLOCK", 32)
    assert (wv.neighbours(C) == whole[0]).all() and (wv.near(points) == whole[1]).all()


def test_directions_travel_in_one_byte_a_number_and_the_loss_is_stated():
    W = np.random.default_rng(9).normal(size=(50, 30)) * 7
    packed = encode.pack(W, "unit8")
    assert len(packed["data"]) == W.size
    U = W / np.linalg.norm(W, axis=1, keepdims=True)
    loss = np.abs(encode.unpack(packed) - U).max()
    assert encode.error(W, "unit8") == pytest.approx(loss) and loss < 0.01
    assert (encode.unpack(encode.pack([[0, 0], [0, -3]], "unit8")) == [[0, 0], [0, -1]]).all()
    assert EmbeddingMap(words(200), clusters(200)).changed["W"] < 0.1


def test_the_most_frequent_words_are_shown_and_the_label_says_how_many():
    figure = EmbeddingMap(**given(counts=np.arange(40), n=12))
    assert figure.words == [f"w{i}" for i in range(39, 27, -1)]
    assert "12 words" in figure.label and figure.state()["kept_0"]["shape"] == [12]
    assert EmbeddingMap(**given(n=12)).words == ROUND[:12]
    np.testing.assert_array_equal(figure.codes["W"],
                                  EmbeddingMap(**given()).codes["W"][:27:-1])


def test_two_tables_have_two_maps_each_and_their_own_neighbours():
    rng = np.random.default_rng(2)
    tables = {"W_in": rng.normal(size=(40, 6)), "W_out": rng.normal(size=(40, 6))}
    figure = EmbeddingMap(ROUND, tables, table="W_out", method="t-SNE")
    state = figure.state()
    assert {f"map_{t}_{m}" for t in (0, 1) for m in (0, 1)} | {"kept_0", "kept_1"} <= set(state)
    assert (state["table"], state["method"]) == (1, 1)
    assert figure.neighbours("w0") != figure.neighbours("w0", table="W_in")


def test_10_000_words_of_50_numbers_and_two_maps_are_below_0_95_mb():
    """Without making the maps, which take their time: the counts and places have the same size."""
    rng = np.random.default_rng(0)
    figure = EmbeddingMap(words(50), rng.normal(size=(50, 50)))
    names = [f"{'word'[:i % 4 + 1]}{i}xy" for i in range(10_000)]
    figure.words = names
    figure.packed["W"] = encode.pack(rng.normal(size=(10_000, 50)), "unit8")
    figure.codes["W"] = encode.codes(figure.packed["W"])
    for at in figure.maps:
        figure.maps[at] = rng.integers(0, 4096, (10_000, 2))
        figure.kept[at] = rng.integers(0, 11, 10_000)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(figure.html().encode()) <= 950_000


def test_the_table_tells_what_each_map_keeps_and_the_true_neighbours():
    figure = EmbeddingMap(**given())
    header, rows = figure.table()
    assert header == ["word (W)", "kept by PCA", "kept by t-SNE", "nearest in all 6 numbers"]
    assert [row[0] for row in rows] == ROUND
    kept, best = figure.kept["W", "PCA"], figure.neighbours("w3")
    assert rows[3][1] == f"{kept[3]} / 10"
    assert rows[3][3].startswith(f"{best[0][0]} {best[0][1]:.2f}, {best[1][0]} ")


def test_the_picture_draws_a_square_a_word_in_the_colour_of_what_is_kept():
    figure = EmbeddingMap(**given(analogy=[("w1", "w2")], method="PCA"))
    picture = figure.picture()
    squares = re.findall(r'<path d="([^"]*)" class="seq-(\d+)"', picture)
    assert sum(d.count("z") for d, _ in squares) == 40
    counts = {int(step): d.count("z") for d, step in squares}
    kept = figure.kept["W", "PCA"]
    assert counts == {5 + round(1.1 * k): int((kept == k).sum()) for k in sorted(set(kept))}
    assert "gradients-line" in picture and "W · PCA · " in picture


@pytest.mark.parametrize("change, error, says", [
    ({"words": ROUND[:39]}, ValueError, r"tables\['W'\] has shape \(40, 6\); it must be \(n_vocab"),
    ({"words": [*ROUND[:39], "w3"]}, ValueError, r"words\[39\] is 'w3', as words\[3\] is"),
    ({"words": "words"}, TypeError, "words is one str"),
    ({"words": [*ROUND[:39], 7]}, TypeError, r"words\[39\] is 7, a int"),
    ({"words": ["a", "b"], "tables": np.eye(2)}, ValueError, "words has 2 entries; .* at least 3"),
    ({"tables": {}}, ValueError, "tables has the names .*one or two tables by name"),
    ({"tables": {c: np.ones((40, 2)) for c in "abc"}}, ValueError, r"tables has the names \['a'"),
    ({"tables": {"W": np.full((40, 2), np.nan)}}, ValueError, r"tables\['W'\]\[0, 0\] is nan"),
    ({"tables": {"W": [["a"]] * 40}}, TypeError, r"tables\['W'\] must be an array of real numbers"),
    ({"tables": {"W": np.ones(40)}}, ValueError, r"tables\['W'\] has shape \(40,\)"),
    ({"tables": {"W": np.ones((40, 1001))}}, ValueError, r"tables\['W'\] has d = 1001; .* 1000"),
    ({"counts": [1, 2]}, ValueError, r"counts has shape \(2,\); it must be \(n_vocab,\) = \(40,\)"),
    ({"n": 41}, ValueError, "n is 41; it must be 3 to 40"),
    ({"n": 2}, ValueError, "n is 2; it must be 3 to 40"),
    ({"n": 2.5}, TypeError, "n is 2.5; it must be a whole number"),
    ({"word": "queen"}, ValueError, "word is 'queen', which is not among the 40 words"),
    ({"word": 3}, TypeError, "word is 3, a int; it must be a str"),
    ({"table": "V"}, ValueError, "table is 'V'; it must be one of W"),
    ({"method": "UMAP"}, ValueError, "method is 'UMAP'; it must be one of PCA, t-SNE"),
    ({"analogy": "w1"}, TypeError, "analogy is one str"),
    ({"analogy": [("w1",)]}, ValueError, r"analogy\[0\] is \('w1',\); it must be a pair of words"),
    ({"analogy": [("w1", "x")]}, ValueError, r"analogy\[0\]\[1\] is 'x', which is not among"),
    ({"analogy": [("w1", "w2")] * 25}, ValueError, "number of pairs in analogy is 25"),
    ({"seed": -1}, ValueError, "seed is -1"),
    ({"kinds": ["w1"]}, TypeError, r"kinds is \['w1'\]; it must be a dict of lists of words"),
    ({"kinds": {"a": ["w1"], "b": ["w1"]}}, ValueError, r"kinds\['b'\] has 'w1', which kinds"),
    ({"kinds": {"a": ["x"]}}, ValueError, r"kinds\['a'\] is 'x', which is not among the 40"),
    ({"kinds": {str(i): ["w1"] for i in range(7)}}, ValueError, "the number of kinds is 7"),
])
def test_what_cannot_be_shown_is_refused_by_name(change, error, says):
    with pytest.raises(error, match=says):
        EmbeddingMap(**given(**change))


@pytest.mark.parametrize("W", [np.ones((3, 1)), np.zeros((4, 3)), np.ones((15, 2)),
                               np.eye(12), np.arange(5.0)[:, None] - 2])
def test_the_smallest_the_equal_and_the_empty_directions_are_shown(W):
    figure = EmbeddingMap(words(len(W)), W)
    for points in figure.maps.values():
        assert points.min() >= 0 and points.max() <= 4095
    assert figure.html() == EmbeddingMap(words(len(W)), W).html()


def test_words_that_are_asked_for_are_shown_however_rare_they_are():
    figure = EmbeddingMap(**given(n=5, word="w30", analogy=[("w8", "w2")],
                                  kinds={"late": ["w39", "w1"], "later": ["w38"]}))
    assert figure.words == [*ROUND[:5], "w8", "w30", "w38", "w39"]
    state = figure.state()
    assert (state["word"], state["pairs"]) == (6, [[5, 2]])
    assert state["kinds"] == [{"name": "late", "ids": [8, 1]}, {"name": "later", "ids": [7]}]


def test_the_picture_has_the_kinds_in_their_colours_and_the_lines_of_the_word():
    picture = EmbeddingMap(**given(word="w3", kinds={"late": ["w39"]})).picture()
    assert ">● late<" in picture and picture.count("series-1") >= 2
    (lines,) = re.findall(r'<path d="([^"]*)" class="keys-line"', picture)
    assert lines.count("L") == 10


def test_a_widget_has_every_name_of_the_state():
    widget = EmbeddingMap(**given(word="w4", analogy=[("w0", "w1")])).widget()
    assert (widget.word, widget.arrows, widget.pairs) == (4, True, [[0, 1]])


@pytest.mark.parametrize("name", ["embedding_map", "analogy_lab"])
def test_code_and_style_of_its_own_are_at_most_20_000_bytes(name):
    files = [f"{name}/{file.name}" for file in (bundle.WIDGETS / name).glob("*.*s")]
    assert len(files) == {"embedding_map": 6, "analogy_lab": 5}[name]  # the style among them
    assert sum(len(bundle.source_of(file).encode()) for file in files) <= 20_000


@pytest.mark.parametrize("size", [1e-44, 1e-300, 1e150, 1e300])
def test_vectors_of_any_size_have_their_own_neighbours(size):
    W = np.random.default_rng(3).normal(size=(40, 6))
    due, found = EmbeddingMap(ROUND, W), EmbeddingMap(ROUND, W * size)
    assert found.neighbours("w3") == due.neighbours("w3") and found.changed == due.changed
    assert (found.maps["W", "t-SNE"] == due.maps["W", "t-SNE"]).all()
    cosines = (W @ W.T)[3] / np.linalg.norm(W, axis=1) / np.linalg.norm(W[3])
    assert found.neighbours("w3")[0][1] == pytest.approx(np.sort(cosines)[-2], abs=0.01)


class Series:
    """What pandas gives: iterable, with an index whose names are attributes."""

    ndim, words, tokens = 1, "a name of the index", "another"

    def __init__(self, values):
        self.values = values

    def __iter__(self):
        return iter(self.values)

    def __len__(self):
        return len(self.values)


@pytest.mark.parametrize("kind", [
    tuple, np.array, iter, lambda x: dict.fromkeys(x).keys(), Series,
    lambda x: (w for w in x), lambda x: np.array(x, dtype=object), lambda x: map(str, x)])
def test_words_may_come_in_anything_that_has_an_order(kind):
    figure = EmbeddingMap(**given(words=kind(ROUND)))
    assert figure.words == ROUND and all(type(word) is str for word in figure.words)


def keyed():
    from gensim.models import KeyedVectors

    vectors = KeyedVectors(6)
    vectors.add_vectors(ROUND, np.random.default_rng(0).normal(size=(40, 6)))
    return vectors


class Model:
    """gensim's Word2Vec holds its vectors in .wv."""

    wv = None


class Frame(Series):
    ndim, shape = 2, (40, 1)


@pytest.mark.parametrize("given_words, says", [
    (keyed, r"words is one KeyedVectors; .*: pass words\.index_to_key$"),
    (Model, r"words is one Model; .*: pass words\.wv\.index_to_key$"),
    (lambda: Vectors(ROUND, np.eye(40)), r"words is one Vectors; .*: pass words\.words$"),
    (lambda: Vocabulary(ROUND), r"words is one Vocabulary; .*: pass words\.tokens$"),
    (lambda: {w: i for i, w in enumerate(ROUND)}, r"words is one dict; .*: pass list\(words\) if"),
    (lambda: Counter(ROUND), r"words is one Counter; .*: pass list\(words\) if"),
    (lambda: set(ROUND), "words is one set; it must be a list of texts$"),
    (lambda: Frame(ROUND), r"words is one Frame; .*has shape \(40, 1\): pass one column"),
    (lambda: np.array(ROUND).reshape(40, 1), r"words is one ndarray; .*has shape \(40, 1\)"),
    (lambda: [*ROUND[:39], float("nan")], r"words\[39\] is nan, a float; it must be a str"),
    (lambda: [*ROUND[:39], b"w39"], r"words\[39\] is b'w39', a bytes; it must be a str"),
    (lambda: None, "words is one NoneType"),
    (lambda: [*ROUND[:39], ["x" * 9999]], r"words\[39\] is \['x{77}…, a list"),
])
def test_words_of_other_libraries_are_refused_with_the_right_call(given_words, says):
    with pytest.raises(TypeError, match=says):
        EmbeddingMap(**given(words=given_words()))


def test_the_words_and_vectors_of_gensim_are_taken_by_the_call_that_is_named():
    vectors = keyed()
    figure = EmbeddingMap(vectors.index_to_key, vectors.vectors)
    near = [word for word, _ in vectors.most_similar("w7", topn=3)]
    assert [word for word, _ in figure.neighbours("w7")[:3]] == near
    with pytest.raises(TypeError, match=r"tables must be .*KeyedVectors.*: pass tables\.vectors"):
        EmbeddingMap(ROUND, vectors)


def test_a_table_may_be_the_weight_of_a_layer_of_torch():
    layer = torch.nn.Embedding(40, 6).bfloat16()
    figure = EmbeddingMap(ROUND, {"W": layer.weight})
    due = EmbeddingMap(ROUND, layer.weight.detach().double().numpy())
    assert (figure.codes["W"] == due.codes["W"]).all()
    with pytest.raises(TypeError, match=r"tables must be .* Embedding .*: pass tables\.weight"):
        EmbeddingMap(ROUND, layer)


def test_a_table_that_is_not_there_is_refused_by_name():
    with pytest.raises(ValueError, match="table is 'V'; it must be one of W"):
        EmbeddingMap(**given()).neighbours("w1", table="V")
