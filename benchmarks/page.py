"""What a page weighs on its first visit, and how soon its figures live.

Aims: at most 1.0 MB uncompressed, pictures and the figures' own HTML apart; live within 1 s.
"""

import re
import statistics

from playwright.sync_api import sync_playwright

from tests.site.visits import FIGURE, build, served
from tools.env.browser import FLAGS, ensure

KINDS = {"document": "HTML", "stylesheet": "CSS", "script": "JS", "font": "fonts",
         "image": "pictures"}
# milliseconds since the request at which the first figure lives, and all of them
LIVE = f"""new Promise(done => {{
  const figures = [...document.querySelectorAll("{FIGURE}")], seen = [];
  const look = () => {{
    const live = figures.filter(f => "live" in f.dataset).length;
    if (live && !seen.length) seen.push(performance.now());
    if (live === figures.length) done([...seen, performance.now()]);
    else requestAnimationFrame(look);
  }};
  look();
}})"""
START = f"""window.nlpvizLive = new Promise(go =>
  addEventListener("DOMContentLoaded", go)).then(() => {LIVE})"""


def visit(browser, url: str) -> tuple[dict[str, int], list[float]]:
    """Bytes by kind, and when the first figure and all figures live."""
    sizes, page = dict.fromkeys([*KINDS.values(), "figures"], 0), browser.new_page()
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.add_init_script(START)
    page.goto(url)
    live = page.evaluate("nlpvizLive")
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
    with served(site) as address, sync_playwright() as p:
        browser = p.chromium.launch(executable_path=ensure(), args=list(FLAGS))
        for page in ("index", *sorted(f.stem for f in site.glob("[0-9][0-9]_*.html")),
                     *sorted(f"slides/{f.stem}" for f in site.glob("slides/*.html"))):
            url = f"{address}/{page}.html"
            visits = [visit(browser, url) for _ in range(5)]
            sizes = visits[0][0]
            load = sum(n for kind, n in sizes.items() if kind not in ("pictures", "figures"))
            parts = ", ".join(f"{kind} {n / 1e3:.0f}" for kind, n in sizes.items())
            first, last = (statistics.median(t[k] for _, t in visits) for k in (0, 1))
            print(f"{page}: first load {load / 1e6:.2f} MB ({parts} kB); "
                  f"first figure live after {first:.0f} ms, all after {last:.0f} ms")
        browser.close()


if __name__ == "__main__":
    main()
