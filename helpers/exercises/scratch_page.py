"""Scratch paper on a page: what the reader does comes as JSON, what the page shows goes as JSON."""

import json

from helpers.exercises.scratch import Scratch
from helpers.exercises.scratch_view import ScratchView


class ScratchPage:
    """The prover behind the page; `answer` takes one request and returns what is to be shown.

    >>> page = ScratchPage()
    >>> shown = json.loads(page.answer('{"do": "begin", "equation": "4.5-1"}'))
    >>> [place for place, *_ in shown["rows"]]
    ['', 'goal']
    >>> json.loads(page.answer('{"do": "write", "typed": "-1[ℓ=i]/ŷ[ℓ]"}'))["is_reached"]
    True
    """

    def __init__(self):
        self.view = ScratchView(Scratch())

    def answer(self, request):
        """Do what a request asks for: begin, read, write, help, or back."""
        request = json.loads(request)
        found = getattr(self, f"_{request.pop('do')}")(**request)
        return json.dumps(found)

    def _read(self, typed):
        return {"read": self.view.understood(typed)}

    def _begin(self, equation=None, typed=()):
        """Begin a paper, and write again what was typed, as far as it stands."""
        self.view = ScratchView(Scratch(equation))
        left = next((line for line in typed if not self.view.write(line)), "")
        if not left:
            self.view.forget()
        return self._shown(left)

    def _write(self, typed, at=None):
        return self._shown("" if self.view.write(typed, at) else typed)

    def _help(self):
        return self._shown(self.view.help())

    def _back(self):
        return self._shown(self.view.take_back())

    def _shown(self, field):
        """Return all that is shown; `field` is what the field is to hold, None as it is."""
        view, scratch = self.view, self.view.scratch
        return {
            "equation": scratch.equation,
            "known": view.definitions(),
            "rows": view.rows(),
            "lines": [[line.typed, line.state] for line in scratch.lines],
            "typed": scratch.typed,
            "is_reached": scratch.is_reached,
            "is_empty": scratch.start is None,
            "state": view.attempt.state if view.attempt else "",
            "mark": view.mark,
            "sentence": view.sentence_html(),
            "steps": view.help_html(),
            "cell": scratch.as_cell() if scratch.lines else "",
            "field": field,
        }
