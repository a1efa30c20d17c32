"""The base of every explorer: controls -> state -> pictures and a sentence."""

import contextlib
import html
import threading
from importlib import resources

from ipywidgets import HTML, Box, Button, VBox

from helpers.explorers.kernel import release_control
from helpers.explorers.stored import live_html, stored_html, width_of
from helpers.pictures.style import LAPTOP_WIDTH, PROJECTOR_WIDTH, coloured

STYLE = coloured(
    resources.files("helpers.explorers").joinpath("live.css").read_text(encoding="utf-8")
)


class Explorer:
    """Controls, pictures that answer to them at once, and a sentence with the numbers.

    A subclass sets `name`, passes its controls to `__init__`, and has `draw`. Every control is
    an attribute; turning it, by hand or in code, draws anew, once. What goes wrong on the way
    becomes the sentence, and the pictures fade; `error` holds the exception.

    JupyterLab handles controls in two threads: what a control sets in motion holds one lock.

    Parameters
    ----------
    **controls : ipywidgets.Widget
        By name. Each needs a description; those with a value are observed, buttons are given
        their work by `on_press`.

    Attributes
    ----------
    widget : ipywidgets.VBox
        All of it, as shown.
    sentence : str
        What is shown now.
    error : Exception or None
        Why the pictures are out of date, if they are.

    Raises
    ------
    ValueError
        Where a control has no description, or takes a name that is in use.

    Examples
    --------
    >>> from ipywidgets import IntSlider
    >>> class Square(Explorer):
    ...     name = "square"
    ...     def draw(self):
    ...         side = self.side.value
    ...         return [f"<svg><rect width='{side}'/></svg>"], f"The area is {side**2}."
    >>> square = Square(side=IntSlider(3, description="side"))
    >>> square.side.value = 5
    >>> square.sentence
    'The area is 25.'
    """

    name = "explorer"

    def __init__(self, **controls):
        self.controls = controls
        self.sentence, self.error, self.pictures = "", None, []
        self._lock = self.lock()
        self._is_held, self._wanted = False, False
        self._picture_box, self._words = Box(), self.words()
        self._picture_box.add_class("bp-pictures")
        self._words.add_class("bp-words")
        for name, control in controls.items():
            self._adopt(name, control)
        style = HTML(f"<style>{self.style()}</style>", layout={"display": "none"})
        self.widget = VBox([style, *self.arrange(self._picture_box, self._words)])
        self.widget.add_class("bp-explorer").add_class(f"bp-{self.name}")
        self.perform(self.begin)

    def draw(self):
        """Return the pictures, a list of SVG strings or LivePlots, and the sentence."""
        raise NotImplementedError

    def begin(self):
        """Set up the state; called once the controls exist, before anything is drawn."""

    def turned(self, name):
        """Take note that the control of this name was turned; `draw` follows."""

    def rows(self):
        """Return the boxes of controls, from top to bottom."""
        return [row(*self.controls.values())]

    def arrange(self, pictures, words):
        """Return all boxes from top to bottom: the controls, the pictures, the sentence."""
        return [*self.rows(), pictures, words]

    def words(self):
        """Return the widget that the sentence stands in."""
        return HTML()

    def lock(self):
        """Return the lock that whatever a control sets in motion holds."""
        return threading.RLock()

    def style(self):
        """Return the CSS that the explorer brings along."""
        return STYLE

    def marked_up(self, sentence):
        """Return the sentence as HTML."""
        return html.escape(sentence)

    def turn(self, **values):
        """Turn several controls, by name, and draw once.

        Raises
        ------
        ValueError
            Where there is no control of that name.
        """
        for name in values:
            if name not in self.controls:
                raise ValueError(f"{name} is no control, expected one of {list(self.controls)}")
        with self._lock:
            try:
                with self._held():
                    for name, value in values.items():
                        self.controls[name].value = value
            finally:
                self._draw_if_wanted()

    def on_press(self, button, action):
        """Let the button call `action()` and draw anew."""
        button.on_click(lambda _: self.perform(action))

    def perform(self, action):
        """Call `action()` and draw once, whatever controls it turns."""
        with self._lock:
            with self._held():
                done = self.attempt(action)
            if done:
                self.redraw()

    def redraw(self):
        """Bring pictures and sentence up to date."""
        with self._lock:
            self._wanted = True
            self._draw_if_wanted()

    def attempt(self, action, *arguments):
        """Call and return True, or, where it raises, show the error as the sentence."""
        try:
            action(*arguments)
        except Exception as error:
            self._say_error(error)
            return False
        return True

    def _repr_mimebundle_(self, include=None, exclude=None):
        with self._lock:
            return {
                **self.widget._repr_mimebundle_(),
                "text/html": stored_html(self.pictures, self.sentence),
                "text/plain": self.sentence,
            }

    def _adopt(self, name, control):
        if hasattr(self, name):
            raise ValueError(f"the control {name} would hide {type(self).__name__}.{name}")
        if not control.description:
            raise ValueError(f"the control {name} has no description, expected a few words")
        setattr(self, name, control)
        if isinstance(control, Button):
            return
        control.style.description_width = "initial"

        def turned(_):
            with self._lock:
                if self.attempt(self.turned, name):
                    self.redraw()
            release_control()

        control.observe(turned, "value")

    @contextlib.contextmanager
    def _held(self):
        """Put off drawing; the lock is held, so this concerns this thread alone."""
        before, self._is_held = self._is_held, True
        try:
            yield
        finally:
            self._is_held = before

    def _draw_if_wanted(self):
        if self._is_held:
            return
        with self._held():
            while self._wanted:
                self._wanted = False
                self.attempt(self._draw)

    def _draw(self):
        pictures, sentence = self.draw()
        values = [live_html(picture) for picture in pictures]
        shown = self._picture_box.children
        if len(shown) != len(values):
            shown = self._picture_box.children = [HTML(layout=_room(p)) for p in pictures]
        for widget, value in zip(shown, values, strict=True):
            widget.value = value
        self.pictures, self.error = pictures, None
        self.widget.remove_class("bp-stale")
        self._say(sentence)

    def _say(self, sentence):
        self.sentence = sentence
        shown = self.marked_up(sentence)
        self._words.value = f'<p class="bp-sentence" role="status" aria-live="polite">{shown}</p>'

    def _say_error(self, error):
        self.error, self._wanted = error, False
        self.widget.add_class("bp-stale")
        kept = " The picture is that of before." if self.pictures else ""
        self._say(f"This does not work: {error}.{kept}")


def _room(picture):
    """Return the layout that lets a picture shrink a little rather than wrap, and svg grow."""
    width = width_of(picture)
    largest = width * PROJECTOR_WIDTH // LAPTOP_WIDTH if isinstance(picture, str) else width
    return {"flex": f"1 1 {width * 5 // 6}px", "max_width": f"min({largest}px, 100%)"}


def row(*controls):
    """Return a box of controls beside one another, which wraps where the window is narrow."""
    box = Box(controls)
    box.add_class("bp-controls")
    return box
