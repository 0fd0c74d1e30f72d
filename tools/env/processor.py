"""Which instructions NumPy and torch use here, with their libraries.

    python -m tools.env.processor [--old]

``--old`` ends with 1 unless all of them compute as on an old processor: so the Colab lane proves
that its variables (Makefile, OLD) are understood by the versions that it runs.
"""

import ctypes
import os
import platform
import re
import subprocess
import sys
from pathlib import Path

# What an x86 without AVX2 has, as far as NumPy names it.
OLD = {"SSE", "SSE2", "SSE3", "SSSE3", "SSE41", "POPCNT", "SSE42", "AVX", "F16C", "X86_V2"}
HELD = {"OpenBLAS": "Nehalem", "torch": "DEFAULT", "MKL": "COMPATIBLE", "oneDNN": "Intel SSE4.1"}
# One product for MKL, one convolution for oneDNN.
WORK = ("import torch; torch.ones(30, 30) @ torch.ones(30, 30);"
        "torch.conv2d(torch.ones(2, 16, 64, 64), torch.ones(16, 16, 3, 3))")


def numpys() -> set[str]:
    """The instructions among which NumPy chooses, and that it does use."""
    from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__
    return {name for name in __cpu_dispatch__ if __cpu_features__[name]}


def openblas() -> str:
    """The processor for which NumPy's OpenBLAS computes; '' where it has another library."""
    import numpy
    for path in Path(numpy.__file__).parent.parent.glob("numpy.libs/*openblas*"):
        name = ctypes.CDLL(str(path)).scipy_openblas_get_corename64_
        name.restype = ctypes.c_char_p
        return name().decode("ascii")
    return ""


def torchs() -> tuple[str, str]:
    """What MKL and oneDNN inside torch are held to, as they say it; '' where they are not there."""
    done = subprocess.run([sys.executable, "-c", WORK], capture_output=True, check=True,
                          env={**os.environ, "MKL_VERBOSE": "1", "ONEDNN_VERBOSE": "1"},
                          encoding="utf-8")
    found = [re.search(said, done.stdout) for said in (r"CNR:(\w+)", r"cpu,isa:(.+)")]
    return tuple(said[1] if said else "" for said in found)


def used() -> dict[str, str]:
    import torch
    mkl, onednn = torchs()
    return {"NumPy": " ".join(sorted(numpys())), "OpenBLAS": openblas(),
            "torch": torch.backends.cpu.get_cpu_capability(), "MKL": mkl, "oneDNN": onednn}


def too_new(found: dict[str, str]) -> list[str]:
    """Those that do not compute as on an old x86; on another processor there is none to be held."""
    if platform.machine().lower() not in ("x86_64", "amd64"):
        return []
    return [name for name, what in found.items()
            if (set(what.split()) - OLD if name == "NumPy" else what not in ("", HELD[name]))]


if __name__ == "__main__":
    found = used()
    print("\n".join(f"  {name:9} {what or '-'}" for name, what in found.items()))
    if sys.argv[1:] == ["--old"] and (new := too_new(found)):
        sys.exit(f"not as on an old processor: {', '.join(new)}; see OLD in the Makefile")
