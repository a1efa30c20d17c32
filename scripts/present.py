"""Open the lessons as slides, or as live pages without code, in Voila.

    python scripts/present.py slides [4.5] [options of Voila, as --port=9000 --theme=dark]
    python scripts/present.py page [4.5] [...]

Without a lesson's number it opens a list of all.
"""

import os
import sys
from pathlib import Path

from make_index import NOTEBOOKS, lesson, module, sizes
from slides import for_class, for_reader
from voila.app import Voila

TEMPLATES = Path(__file__).parent / "jupyter"
KINDS = {"slides": for_class, "page": for_reader}  # by template
WIDGETS = ["@jupyter-widgets/jupyterlab-manager", "@voila-dashboards/widgets-manager8"]


class Lessons(Voila):
    """Voila, with a list of the lessons that names their titles and minutes."""

    def init_settings(self):
        settings = super().init_settings()
        lessons = [(path.name, lesson(path)[0], sizes(path)[0]) for path in NOTEBOOKS]
        settings["voila_jinja2_env"].globals["lessons"] = lessons
        return settings


def notebook(number):
    """Return the notebook of a lesson, as "4.5"."""
    found = {module(path): path for path in NOTEBOOKS}
    if number not in found:
        raise SystemExit(f"There is no lesson {number!r}, expected one of {', '.join(found)}.")
    return found[number]


def main(kind, *options):
    """Start Voila on one lesson or on all."""
    what = NOTEBOOKS[0].parent
    if options and not options[0].startswith("-"):
        number, *options = options
        what = notebook(number)
    os.environ |= {"JUPYTER_PATH": str(TEMPLATES), "JUPYTER_PREFER_ENV_PATH": "1"}

    def prepare(request, notebook, cwd):
        request.xsrf_token  # noqa: B018  sets the cookie by which a page that closes ends its kernel
        return KINDS[kind](notebook)

    app = Lessons.instance()
    app.config.VoilaConfiguration.update(
        template=kind,
        classic_tree=True,
        extension_allowlist=WIDGETS,
        prelaunch_hook=prepare,
    )
    app.initialize([str(what), *options])
    app.start()


if __name__ == "__main__":
    main(*sys.argv[1:])
