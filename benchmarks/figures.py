"""What GradientFlow costs: a redraw in node (aim: below 200 ms), and the bytes of its HTML.

The same norms by NumPy (a full SVD of every product) stand beside it, as a ratio.
"""

import json
import subprocess
import sys
import time

import numpy as np

from nlpviz.widgets import GradientFlow
from tests.widgets.gradient_flow import golden
from tools import ROOT


def page():
    """The redraws in node, one dict per setting."""
    script = ["-m", "tools.env.node", str(ROOT / "benchmarks/gradient_flow.mjs")]
    done = subprocess.run(
        [sys.executable, *script], cwd=ROOT, check=True, stdout=subprocess.PIPE, encoding="utf-8")
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def main():
    X, weights = next((X, w) for name, X, w in golden.worlds() if name == "large")
    norms, *_ = golden.run(X, weights, "rnn")
    size = len(GradientFlow(X, weights, norms).html().encode())
    print(f"GradientFlow, T = {len(X)}: {size / 1000:.0f} kB of HTML")
    for s in page():
        times = []
        for _ in range(3):
            start = time.perf_counter()
            golden.run(X, weights, s["cell"], s["activation"], s["radius"], s["bias"])
            times.append(1000 * (time.perf_counter() - start))
        name = f"{s['cell']} {s['activation']}, radius {s['radius']}, bias {s['bias']}"
        print(
            f"  {name:36} page {s['median']:6.1f} ms (first {s['first']:6.1f})   "
            f"NumPy {np.median(times):7.1f} ms   {np.median(times) / s['median']:5.1f} x"
        )


if __name__ == "__main__":
    main()
