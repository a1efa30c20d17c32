"""What every test needs: no display, and notebooks that run in this environment's kernel."""

import os

os.environ.setdefault("MPLBACKEND", "agg")
os.environ.setdefault("JUPYTER_PREFER_ENV_PATH", "1")
