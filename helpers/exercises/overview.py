"""All exercises of a lesson at a glance, and the button that writes the results."""

from ipywidgets import Button, HTMLMath, Text

from helpers.exercises.card import STYLE
from helpers.exercises.markup import markup
from helpers.explorers.live import Explorer, row

MARKS = {(False, False): "○ open", (False, True): "… begun", (True, True): "● done"}


class Overview(Explorer):
    """A line an exercise, and a file on request; nothing leaves the machine.

    Parameters
    ----------
    sheet : Sheet

    Attributes
    ----------
    reader : ipywidgets.Text
        A name, if the reader types one.
    write_button, read_button : ipywidgets.Button
    """

    name = "overview"

    def __init__(self, sheet):
        self.sheet, self._table, self._written = sheet, HTMLMath(), ""
        super().__init__(
            reader=Text(description="your name, if you like"),
            write_button=Button(description="Write my results to a file", icon="save"),
            read_button=Button(description="Read them back", icon="folder-open"),
        )
        self.on_press(self.write_button, self.write)
        self.on_press(self.read_button, self.read)

    def rows(self):
        """Return the table, then name and button."""
        return [self._table, row(self.reader, self.write_button, self.read_button)]

    def write(self):
        """Write the results into the folder of the notebook."""
        path = self.sheet.write_results(self.reader.value)
        self._written = f" Your results are in {path.name}, beside this notebook."

    def lock(self):
        """Return the sheet's lock, as cards do."""
        return self.sheet.lock

    def style(self):
        """Return the CSS of explorers and that of cards."""
        return super().style() + STYLE

    def read(self):
        """Go on where the results in the folder of the notebook have left off."""
        self._written = f" Read back from {self.sheet.read_results().name}."

    def come_back(self):
        """Show the results that were read."""
        self.hear()

    def hear(self):
        """Bring the table up to date; a file written before lacks what is new."""
        self._written = ""
        self.redraw()

    def draw(self):
        """Return no picture and the progress."""
        self._table.value = self._table_html()
        return [], self._progress() + self._written

    def _repr_mimebundle_(self, include=None, exclude=None):
        bundle = super()._repr_mimebundle_(include, exclude)
        return bundle | {"text/html": f"{self._table_html()}<p>{self._progress()}</p>"}

    def _progress(self):
        done, asked = self.sheet.progress()
        return f"{done} of {asked} done."

    def _table_html(self):
        lines = "".join(
            f"<tr><td>{self.sheet.place(name)}</td>"
            f"<td style='text-align:left'>{self.sheet.questions[name].kind.title()}</td>"
            f"<td style='text-align:left'>{markup(self.sheet.questions[name].title)}</td>"
            f"<td style='text-align:left'>{self._state(name)}</td></tr>"
            for name in self.sheet.settings().exercises
        )
        return f"<table>{lines}</table>"

    def _state(self, name):
        record = self.sheet.record(name)
        mark = MARKS[self.sheet.is_done(name), record.tries > 0]
        tries = f", {record.tries} {'try' if record.tries == 1 else 'tries'}"
        return mark + (tries if record.tries else "")


class LeftOut:
    """What stands in place of an exercise that the instructor has left out.

    Examples
    --------
    >>> LeftOut("The transpose")
    The transpose: left out in this course.
    """

    def __init__(self, title):
        self.title = title

    def __repr__(self):
        return f"{self.title}: left out in this course."
