"""Print the links that open each lesson on a hub, as a table to paste into a course's page.

    python deploy/links.py https://hub.example.org              the hub's servers hold the lessons
    python deploy/links.py https://hub.example.org owner/name   and those by nbgitpuller

The first kind opens the student's private copy (deploy/start). The second brings the lessons from
GitHub, onto any hub that has nbgitpuller and this package and may reach it.
"""

import sys
from pathlib import Path
from urllib.parse import urlencode

LESSONS = sorted(Path(__file__).parents[1].glob("notebooks/4_*.ipynb"))


def copy_link(hub, lesson):
    """Return the link that opens a lesson of the private copy."""
    return f"{hub}/hub/user-redirect/lab/tree/lessons/{lesson}"


def pull_link(hub, repository, lesson):
    """Return the link that brings the lessons by nbgitpuller, then opens one."""
    address, folder = f"https://github.com/{repository}", repository.split("/")[1]
    there = f"lab/tree/{folder}/notebooks/{lesson}"
    query = urlencode({"repo": address, "branch": "main", "urlpath": there})
    return f"{hub}/hub/user-redirect/git-pull?{query}"


def main(hub, repository=None):
    print("| lesson | on the hub |" + " by nbgitpuller |" * bool(repository))
    print("|:--|:--|" + ":--|" * bool(repository))
    for lesson in (path.name for path in LESSONS):
        links = [copy_link(hub.rstrip("/"), lesson)]
        links += [pull_link(hub.rstrip("/"), repository, lesson)] if repository else []
        print("|", " | ".join([lesson[:3].replace("_", "."), *links]), "|")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    main(*sys.argv[1:])
