"""What a page weighs on its first visit, and how soon its figures live.

Aims: at most 1.0 MB uncompressed, pictures and the figures' own HTML apart; live within 1 s.
"""

import re
import statistics
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

from browser import FLAGS, ensure  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from tests.visits import FIGURE, build, serve  # noqa: E402

KINDS = {"document": "HTML", "stylesheet": "CSS", "script": "JS", "font": "fonts",
         "image": "pictures"}
LIVE = f"""() => new Promise(done => {{ const look = () =>
  [...document.querySelectorAll("{FIGURE}")].every(f => "live" in f.dataset)
    ? done(performance.now()) : requestAnimationFrame(look); look(); }})"""


def visit(browser, url: str) -> tuple[dict[str, int], float]:
    """Bytes by kind, and milliseconds from the request until every figure lives."""
    sizes, page = dict.fromkeys([*KINDS.values(), "figures"], 0), browser.new_page()
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(url)
    live = page.evaluate(LIVE)
    page.wait_for_load_state("networkidle")
    for answer in answers:
        kind = KINDS.get(answer.request.resource_type)
        if kind and answer.url.startswith("http"):
            body = answer.body()
            sizes[kind] += len(body)
            if kind == "HTML":
                found = re.findall(rb'<figure[^>]*nlpviz.*?</figure>', body, re.S)
                sizes["figures"] = sum(map(len, found))
                sizes["HTML"] -= sizes["figures"]
    page.close()
    return sizes, live


def main() -> None:
    site = build()
    server = serve(site)
    with sync_playwright() as p:
        browser = p.chromium.launch(executable_path=ensure(), args=list(FLAGS))
        for page in ("index", *sorted(f.stem for f in site.glob("[0-9][0-9]_*.html")),
                     *sorted(f"slides/{f.stem}" for f in site.glob("slides/*.html"))):
            url = f"http://127.0.0.1:{server.server_port}/{page}.html"
            visits = [visit(browser, url) for _ in range(5)]
            sizes = visits[0][0]
            load = sum(n for kind, n in sizes.items() if kind not in ("pictures", "figures"))
            parts = ", ".join(f"{kind} {n / 1e3:.0f}" for kind, n in sizes.items())
            print(f"{page}: first load {load / 1e6:.2f} MB ({parts} kB); figures live after "
                  f"{statistics.median(t for _, t in visits):.0f} ms")
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main()
