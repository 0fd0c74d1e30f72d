"""The blame, a state and a gate wear their figures' colours in the text, and can be read in them.

What wears a colour is put on by a script: without scripts, as in Colab and on GitHub, no word does.
"""

import json

import pytest

from tests.site.visits import EDITIONS, ROOT, Visit

# [role, what is read, where it must not be, its contrast to what is behind it], of all that is
# coloured; TeX letters have no text, so those of the formula stand for them.
COLOURED = """() => {
  const rgb = (text) => {
    const paint = Object.assign(document.createElement("canvas"), { width: 1, height: 1 });
    const at = paint.getContext("2d", { willReadFrequently: true });
    at.fillStyle = text;
    at.fillRect(0, 0, 1, 1);
    return [...at.getImageData(0, 0, 1, 1).data];
  };
  const light = (text) => rgb(text).slice(0, 3).map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, k) => sum + v * [0.2126, 0.7152, 0.0722][k], 0);
  const behind = (e) => {
    while (e && rgb(getComputedStyle(e).backgroundColor)[3] < 255) e = e.parentElement;
    return light(getComputedStyle(e ?? document.body).backgroundColor);
  };
  const letters = (e) => e.textContent ||
    [...e.querySelectorAll("mjx-c")].map((c) => c.classList[0].slice(5)).join(" ");
  return [...document.querySelectorAll(".bd-article [data-role]")].map((e) => {
    const [a, b] = [light(getComputedStyle(e).color), behind(e)].sort((x, y) => y - x);
    return [e.dataset.role, letters(e), !!e.closest("a, h1, h2, h3, h4, h5, h6, pre, figure"),
      (a + 0.05) / (b + 0.05)];
  });
}"""
H, F, D, T = "210E", "1D453", "1D451", "1D461"  # slanted letters, as MathJax names them


def coloured(chromium, http, page, **options):
    with Visit(chromium, f"{http}/{page}.html", **options) as visit:
        return visit.page.evaluate(COLOURED)


@pytest.mark.parametrize("dark", [False, True])
def test_in_the_chapter_of_the_blame_every_role_is_worn_and_can_be_read(chromium, http, dark):
    found = coloured(chromium, http, "03_recurrent", dark=dark)
    worn = {role: {text for r, text, *_ in found if r == role} for role, *_ in found}
    assert set(worn) == {"states", "gates", "gradients"}
    assert {"h", f"{H} {T}"} <= worn["states"]  # code and maths
    assert {F, f"{F} {T}"} <= worn["gates"]
    assert {"blame", "Blame", "dh", "dH[t]", D, H} <= worn["gradients"]
    assert not any(wrong for *_, wrong, _ in found)
    assert min(contrast for *_, contrast in found) >= 4.5


def test_an_index_a_power_and_what_is_derived_by_wear_nothing(chromium, http):
    with Visit(chromium, f"{http}/03_recurrent.html") as visit:
        inside = visit.page.locator("mjx-script [data-role], mjx-mfrac [data-role=gradients]")
        assert inside.count() == 0
        powers = ":is(mjx-msup, mjx-msubsup)"
        assert visit.page.locator(f"{powers} > [data-role], {powers}[data-role]").count() == 0


def test_where_f_is_a_function_it_is_no_gate(chromium, http):
    assert {role for role, *_ in coloured(chromium, http, "04_attention")} == {
        "states", "gradients"}


@pytest.mark.parametrize("code", EDITIONS)
def test_an_edition_has_the_words_of_its_language(chromium, http, code):
    word = json.loads((ROOT / "nlpviz/widgets/gradient_reach/words.json").read_text(
        encoding="utf-8"))[code]["blame"]
    found = coloured(chromium, http, f"{code}/index")
    assert {text for _, text, *_ in found} == {word}
    found = coloured(chromium, http, f"{code}/glossary")
    assert word in {text for _, text, *_ in found}


def test_without_scripts_words_are_plain(chromium, http):
    with Visit(chromium, f"{http}/03_recurrent.html", scripts=False) as visit:
        assert visit.page.locator(".bd-article [data-role]").count() == 0
