"""One thread, so that no number hangs on how a sum is split."""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
