"""Ratios of chapter 4, each measured in one run: python -m benchmarks.attention [steps | map]

steps: our batched decoder with attention against the same written plainly, one operation after
the other.  map: AttentionMap at 12 layers by 12 heads and 128 tokens against the head view and
the model view of bertviz 1.4.1, same weights, in a headless browser.  Aims: 1/30 of the bytes,
1/30 of the time to paint, a hover below 16 ms.  bertviz is installed into a folder that is thrown
away; the scripts that its pages load from elsewhere are laid beside them.
"""

import statistics
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np
import torch

from benchmarks.recurrent import medians, report
from nlpviz.pytorch.attention.seq2seq import Seq2Seq
from nlpviz.widgets import AttentionMap
from tools.env.browser import FLAGS, ensure
from tools.env.node import programs

B, T, M, D, D_H, N_VOCAB = 32, 24, 30, 64, 128, 1000
LAYERS, HEADS, L = 12, 12, 128
CDN = "https://cdnjs.cloudflare.com/ajax/libs/"
SCRIPTS = {"require.js/2.3.6/require.min.js": ("requirejs@2.3.6", "requirejs/require.js"),
           "d3/5.7.0/d3.min": ("d3@5.7.0", "d3/dist/d3.min.js"),
           "jquery/2.0.0/jquery.min": ("jquery@2.1.0", "jquery/dist/jquery.min.js")}
VIEWS = {  # the sign that all is drawn; the things to hover over; an event that they hear
    "AttentionMap": ("figure.nlpviz[data-live]", ".nlpviz-heatmap > canvas", "pointermove"),
    "head view": ("#vis svg", "#left > g:nth-of-type(2) > g", "mouseover"),
    "model view": ("#vis svg", ".detail > g", "mouseover"),
}
VISITS = {"AttentionMap": 5, "head view": 3, "model view": 1}  # the last one takes minutes
# For the hovers frames come as fast as they can be drawn, not 60 a second; one that has begun is
# drawn before the second after it.
NO_LIMIT = ("--disable-frame-rate-limit", "--disable-gpu-vsync")
FRAMES = "const frames = async n => { for (; n; n--) await new Promise(requestAnimationFrame); };"
# milliseconds from the start of the visit until all is drawn
PAINTED = f"""async sign => {{ {FRAMES}
  while (!document.querySelector(sign)) await new Promise(go => setTimeout(go, 5));
  await frames(3);
  return performance.now();
}}"""
# milliseconds of the first hover, and of each of 20 in a row, until it is drawn
HOVER = f"""async ([things, kind]) => {{ {FRAMES}
  const all = [...document.querySelectorAll(things)].filter(each => {{
    const {{ top, bottom }} = each.getBoundingClientRect();
    return top < innerHeight && bottom > 0;
  }});
  const hover = share => {{
    const node = all[Math.floor(share * all.length)], box = node.getBoundingClientRect();
    const [x, y] = [box.left + box.width * share, box.top + box.height * share];
    document.elementFromPoint(x, y);
    node.dispatchEvent(new PointerEvent(kind, {{ bubbles: true, clientX: x, clientY: y }}));
  }};
  const timed = async n => {{
    const start = performance.now();
    for (let k = 0; k < n; k++) {{ hover((k + 0.5) / n); await frames(1); }}
    await frames(2);
    return (performance.now() - start) / n;
  }};
  return [await timed(1), await timed(20)];
}}"""


def gru_weights(model):
    return dict(model.decoder.layers[0])


def plain_step(model, w, K, mask, h, ids):
    """One step of the decoder, an operation a line: ids (B,) -> logits, h."""
    x = model.E[ids]
    x_r, x_u, x_n = (x @ w["W_x"] + w["b"]).chunk(3, dim=1)
    h_r, h_u, h_n = (h @ w["W_h"]).chunk(3, dim=1)
    r, u = torch.sigmoid(x_r + h_r), torch.sigmoid(x_u + h_u)
    h = (1 - u) * torch.tanh(x_n + r * (h_n + w["b_n"])) + u * h
    if model.attention.score == "dot":
        S = (h[:, None] * K).sum(2) / K.shape[2] ** 0.5
    else:
        own = model.attention.weights
        S = torch.tanh((h @ own["W_q"])[:, None] + K @ own["W_k"]) @ own["v"]
    A = torch.softmax(S.masked_fill(~mask, -torch.inf), 1)
    o = (A[:, :, None] * K).sum(1)
    g = torch.tanh(torch.cat([o, h], 1) @ model.W_c + model.b_c)
    return g @ model.W_o + model.b_o, h


def plain(model, state, target):
    """All steps in a loop: target (B, T) -> logits (B, T, n_vocab)."""
    w, h, rows = gru_weights(model), state["h"], []
    for ids in target.unbind(1):
        logits, h = plain_step(model, w, state["K"], state["mask"], h, ids)
        rows.append(logits)
    return torch.stack(rows, 1)


def steps():
    """The decoder's forward and backward over a sentence, and one step without gradients."""
    for score in ("dot", "additive"):
        torch.manual_seed(0)
        model = Seq2Seq(N_VOCAB, N_VOCAB, D, D_H, score=score)
        source, target = (torch.randint(4, N_VOCAB, (B, n)) for n in (M, T))
        state = {k: s.detach() for k, s in model.encode(source).items()}
        w, ids = gru_weights(model), target[:, 0]
        torch.testing.assert_close(model.advance(state, target)[0], plain(model, state, target))

        def one(model=model, state=state, w=w, ids=ids):
            with torch.no_grad():
                logits, h = plain_step(model, w, state["K"], state["mask"], state["h"], ids)
                return torch.log_softmax(logits, -1), h

        def ours(model=model, state=state, ids=ids):
            with torch.no_grad():
                return model.step(state, ids)

        report(f"decoder, {score}: B={B} T={T} m={M} d={D} d_h={D_H}, forward + backward", medians({
            "written plainly": lambda m=model, s=state, t=target: plain(m, s, t).sum().backward(),
            "this package": lambda m=model, s=state, t=target: (
                m.advance(s, t)[0].sum().backward())}))
        report(f"one step, {score}: B={B}", medians(
            {"written plainly": one, "this package": ours}, repeats=51))


def peer(folder):
    """bertviz and the scripts that it loads, in a folder."""
    pip = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    _, npm = programs()
    (folder / "package.json").write_text('{"private": true}', encoding="utf-8")
    wanted = [package for package, _ in SCRIPTS.values()]
    for command in ([*pip, "--no-deps", "--target", str(folder / "peer"), "bertviz==1.4.1"],
                    [npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent",
                     *wanted]):
        if subprocess.run(command, cwd=folder).returncode:
            sys.exit("the peer could not be installed; when the network is there, run this again")
    sys.path.insert(0, str(folder / "peer"))


def pages(folder):
    """{name: (file, bytes of HTML)} of the same attention in each view."""
    from bertviz import head_view, model_view

    S = 2 * np.random.default_rng(0).normal(size=(LAYERS, HEADS, L, L))
    E = np.exp(S - S.max(-1, keepdims=True))
    A, tokens = (E / E.sum(-1, keepdims=True)).astype("f4"), [f"w{i}" for i in range(L)]
    layers = [torch.from_numpy(a)[None] for a in A]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # more than 1 MB: it is
        html = {"AttentionMap": AttentionMap(A, tokens).html()}
    for name, view in (("head view", head_view), ("model view", model_view)):
        html[name] = view(layers, tokens, html_action="return").data
    out = {}
    for name, text in html.items():
        size = len(text.encode())
        for address, (_, file) in SCRIPTS.items():
            place = (folder / "node_modules" / file).as_uri()
            text = text.replace(CDN + address, place.removesuffix(".js") if "min" == address[-3:]
                                else place)
        out[name] = folder / f"{name}.html", size
        out[name][0].write_text(f"<!doctype html><meta charset=utf-8><body>{text}", "utf-8")
    return out


def visit(p, name, file, flags, measure):
    """Open the page in a new browser and measure(page) when all is drawn -> also that time in s."""
    browser = p.chromium.launch(executable_path=ensure(), args=[*FLAGS, *flags])
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    page.set_default_timeout(600_000)
    page.goto(file.as_uri(), wait_until="commit")
    painted = page.evaluate(PAINTED, VIEWS[name][0])
    measured = measure(page)
    browser.close()
    return painted / 1000, measured


def hovers(name):
    """A function of the page: milliseconds of the first hover and of each of 20 more."""
    def measure(page):
        if name == "model view":  # the tokens are beside the head that is clicked
            page.evaluate("""() => {
                const all = document.querySelectorAll(".attn_background");
                all[17].parentNode.lastChild.dispatchEvent(new MouseEvent("click"));
                document.querySelector(".detail > g").scrollIntoView();
            }""")
        return page.evaluate(HOVER, VIEWS[name][1:])
    return measure


def attention_map():
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as p:
        peer(Path(folder))
        made = pages(Path(folder))
        found = {name: [] for name in made}
        for turn in range(max(VISITS.values())):
            for name in (name for name in made if turn < VISITS[name]):
                painted, _ = visit(p, name, made[name][0], (), lambda page: None)
                _, hover = visit(p, name, made[name][0], NO_LIMIT, hovers(name))
                found[name].append((painted, *hover))
    print(f"\nattention of {LAYERS} layers, {HEADS} heads, {L} tokens; medians of the visits")
    print(f"  {'':24} {'HTML':>10} {'to paint':>11} {'first hover':>13} {'a hover':>11}")
    rows = {name: (made[name][1] / 1e6, *map(statistics.median, zip(*found[name], strict=True)))
            for name in made}
    for name, row in rows.items():
        ratios = "".join(f"{x / y:8.1f} x" for x, y in zip(row, rows["AttentionMap"], strict=True))
        visits = f"{name} ({VISITS[name]} visits)"
        print(f"  {visits:24} {row[0]:7.1f} MB {row[1]:9.2f} s {row[2]:10.1f} ms "
              f"{row[3]:8.1f} ms{ratios}")


def main():
    torch.set_num_threads(1)
    print(f"torch {torch.__version__}, one thread, float32")
    wanted = sys.argv[1:] or ["steps", "map"]
    for name in wanted:
        {"steps": steps, "map": attention_map}[name]()


if __name__ == "__main__":
    main()
