"""What every test needs: no display, notebooks in this environment's kernel, proofs made anew."""

import os

from helpers.symbolic import stored_proofs

os.environ.setdefault("MPLBACKEND", "agg")
os.environ.setdefault("JUPYTER_PREFER_ENV_PATH", "1")

stored_proofs.in_use = False  # in this process; the kernels of notebooks are as a reader's
