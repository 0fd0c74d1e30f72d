"""What all tests share: one thread, so that numbers do not depend on how a sum is split."""

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")
