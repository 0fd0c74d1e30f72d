"""What a page weighs on its first visit, and how soon its figures live.

Aims: at most 1.0 MB uncompressed, pictures and the figures' own HTML apart; the first figure live
within 0.7 s, and within 2 s on a processor four times slower.
"""

import re
import statistics

from playwright.sync_api import sync_playwright

from tests.site.visits import FIGURE, build, served
from tools.env.browser import FLAGS, ensure

KINDS = {"document": "HTML", "stylesheet": "CSS", "script": "JS", "font": "fonts",
         "image": "pictures"}
SLOW = 4  # how many times slower a phone's processor is
# window.nlpvizLive: milliseconds from the request until the first figure lives, and until all do,
# watched from the first byte on: a figure may live long before the page is whole.
START = f"""
const seen = [];
window.nlpvizLive = new Promise(done => {{
  const look = () => {{
    const figures = [...document.querySelectorAll("{FIGURE}")];
    const live = figures.filter(f => "live" in f.dataset).length;
    if (live && !seen.length) seen.push(performance.now());
    if (document.readyState === "loading" || live < figures.length) return;
    watch.disconnect();
    done([...seen, performance.now()]);
  }};
  const watch = new MutationObserver(look);
  watch.observe(document, {{ subtree: true, childList: true, attributeFilter: ["data-live"] }});
  addEventListener("DOMContentLoaded", look);
}})"""


def visit(browser, url: str, slow: int = 1) -> tuple[dict[str, int], list[float]]:
    """Bytes by kind, and when the first figure and all figures live (on a slower processor)."""
    sizes, page = dict.fromkeys([*KINDS.values(), "figures"], 0), browser.new_page()
    answers = []
    page.on("response", lambda answer: answers.append(answer))
    page.add_init_script(START)
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slow})
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
            slow = [visit(browser, url, SLOW) for _ in range(5)]
            first, last, slow_first = (statistics.median(t[k] for _, t in runs) for runs, k in
                                       ((visits, 0), (visits, 1), (slow, 0)))
            print(f"{page}: first load {load / 1e6:.2f} MB ({parts} kB); "
                  f"first figure live after {first:.0f} ms, all after {last:.0f} ms; "
                  f"{SLOW} times slower: first after {slow_first:.0f} ms", flush=True)
        browser.close()


if __name__ == "__main__":
    main()
