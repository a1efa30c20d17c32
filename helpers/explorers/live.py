"""The base of every explorer: controls -> state -> pictures and a sentence."""

import contextlib
import html
import threading
from functools import cache
from importlib import resources

import ipywidgets as widgets

from helpers.data.networks import INPUT, TRUE_CLASS
from helpers.explorers.kernel import view
from helpers.numeric.activations import ACTIVATIONS
from helpers.numeric.losses import one_hot
from helpers.pictures import text
from helpers.pictures.figure import live_html, stored_html, width_of
from helpers.pictures.style import LAPTOP_WIDTH, PROJECTOR_WIDTH, coloured
from helpers.pictures.svg import STYLESHEET

STYLE = coloured(
    resources.files("helpers.explorers").joinpath("live.css").read_text(encoding="utf-8")
)
PLAYING = "playing" if hasattr(widgets.Play, "playing") else "_playing"  # in ipywidgets 7


class Explorer:
    """Controls, pictures that answer to them at once, and a sentence with the numbers.

    A subclass passes its controls to `__init__`, by name, and has `draw`; what else it is stands in
    the five names below. A control is an attribute; turning it, by hand or in code, draws anew,
    once. What goes wrong on the way becomes the sentence, and the pictures fade; `error` holds it.

    JupyterLab handles controls in two threads: what a control sets in motion holds one lock.

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

    name = "explorer"  # its CSS class is bp-explorer
    css = ""  # what it adds to the style of all explorers
    layout = ()  # the names of its controls, a tuple for each row; else all stand in one
    case = ()  # the controls that `begin` reads: it runs anew where one of them is turned
    walk = ""  # a slider that back_button, next_button and, where there is one, play move too

    def __init__(self, **controls):
        self.controls = controls
        self.sentence, self.error, self.pictures = "", None, []
        self._lock = self.lock()
        self._is_held, self._wanted = False, False
        self._picture_box, self._words = widgets.Box(), self.words()
        self._picture_box.add_class("bp-pictures")
        self._words.add_class("bp-words")
        # a region of its own, which stays: a screen reader hears what changes in it, but not one
        # that is new, and each sentence is a new element
        self._id = f"bp-{self._words.model_id}"
        region = widgets.HTML(
            f'<div role="status" aria-live="polite" aria-owns="{self._id}"></div>'
        )
        region.add_class("bp-region")
        for name, control in controls.items():
            self._adopt(name, control)
        if self.walk:
            self.on_press(self.back_button, lambda: self.go(-1))
            self.on_press(self.next_button, lambda: self.go(1))
        heard = widgets.VBox([self._words, region])
        self.widget = widgets.VBox([styles(self.css), *self.arrange(self._picture_box, heard)])
        self.widget.add_class("bp-explorer").add_class(f"bp-{self.name}")
        self.perform(self.begin)

    def draw(self):
        """Return the pictures, a list of SVG strings or LivePlots, and the sentence."""
        raise NotImplementedError

    def begin(self):
        """Set up the state; called once the controls exist, before anything is drawn."""

    def turned(self, name):
        """Take note that the control of this name was turned; `draw` follows."""
        if "play" in self.controls and name in ("play", self.walk):
            self.play.value = self.controls[self.walk].value = self.controls[name].value
        if name in self.case:
            self.begin()

    def go(self, steps):
        """Walk so many steps forth or back, as far as there are any."""
        slider = self.controls[self.walk]
        slider.value = min(max(slider.value + steps, slider.min), slider.max)

    def rows(self):
        """Return the boxes of controls, from top to bottom."""
        return [row(*self._shown(names)) for names in self.layout or [self.controls]]

    def _shown(self, names):
        for name in names:
            yield self.controls[name]
            if name == "play":
                yield self.play_button

    def arrange(self, pictures, words):
        """Return all boxes from top to bottom: the controls, the pictures, the sentence."""
        return [*self.rows(), pictures, words]

    def words(self):
        return widgets.HTML()

    def lock(self):
        """Return the lock that whatever a control sets in motion holds."""
        return threading.RLock()

    def marked_up(self, sentence):
        return html.escape(sentence)

    def is_moving(self):
        """Whether sentences follow one another by themselves, too fast to be read out."""
        return "play" in self.controls and getattr(self.play, PLAYING)

    def turn(self, **values):
        """Turn several controls, by name, and draw once."""
        for name in values:
            if name not in self.controls:
                raise ValueError(f"{name} is no control, expected one of {list(self.controls)}")
        with self._once():
            for name, value in values.items():
                self.controls[name].value = value

    def on_press(self, button, action):
        """Let the button call `action()` and draw anew."""
        button.on_click(lambda _: self.perform(action))

    def perform(self, action, *arguments):
        """Call the action and draw once, whatever controls it turns."""
        with self._once():
            if self.attempt(action, *arguments):
                self._wanted = True

    def redraw(self):
        """Bring pictures and sentence up to date."""
        with self._once():
            self._wanted = True

    def attempt(self, action, *arguments):
        """Call and return True, or, where it raises, show the error as the sentence.

        An interrupt goes on to whoever called.
        """
        try:
            action(*arguments)
        except Exception as error:
            self._say_error(error)
            return False
        except KeyboardInterrupt:
            self._say_error(KeyboardInterrupt("it was interrupted"))
            raise
        return True

    def _repr_mimebundle_(self, include=None, exclude=None):
        with self._lock:
            return view(self.widget) | self.left_behind()

    def left_behind(self):
        """Return what a notebook stores for readers without a kernel, by type."""
        stored = stored_html(self.pictures, self.sentence)
        return {"text/html": stored, "text/plain": self.sentence}

    def _adopt(self, name, control):
        if hasattr(self, name):
            raise ValueError(f"the control {name} would hide {type(self).__name__}.{name}")
        if not control.description:
            raise ValueError(f"the control {name} has no description, expected a few words")
        setattr(self, name, control)
        if isinstance(control, widgets.Button):
            return
        control.tooltip = ""  # else ipywidgets 8 says "null"
        if isinstance(control, widgets.ToggleButtons):
            control.tooltips = [control.description] * len(control.options)
        if isinstance(control, widgets.Play):
            self._name_the_buttons_of(control)
        control.style.description_width = "initial"
        control.observe(lambda _: self.perform(self.turned, name), "value")

    def _name_the_buttons_of(self, play):
        """Put one button in place of those of a Play, which have no names."""
        play.layout.display = "none"
        button = self.play_button = widgets.Button()

        def show(_=None):
            words = "Pause" if self.is_moving() else "Play"
            button.description, button.icon = words, words.lower()

        def rest(_):
            with self._lock:
                show()
                self._say(self.sentence)

        button.on_click(lambda _: setattr(play, PLAYING, not self.is_moving()))
        play.observe(rest, PLAYING)
        show()

    @contextlib.contextmanager
    def _once(self):
        """Draw at the end, if wanted, and once; one within another leaves it to the outer one."""
        with self._lock:
            if self._is_held:
                yield
                return
            self._is_held = True
            try:
                try:
                    yield
                finally:
                    while self._wanted:  # again where `draw` itself turns a control
                        self._wanted = False
                        self.attempt(self._draw)
            finally:
                self._is_held = False

    def _draw(self):
        pictures, sentence = self.draw()
        values = [live_html(picture) for picture in pictures]
        shown = self._picture_box.children
        if len(shown) != len(values):
            shown = self._picture_box.children = [widgets.HTML(layout=_room(p)) for p in pictures]
        for widget, value in zip(shown, values, strict=True):
            widget.value = value
        self.pictures, self.error = pictures, None
        self.widget.remove_class("bp-stale")
        self._say(sentence)

    def _say(self, sentence):
        self.sentence = sentence
        live = ' aria-live="off"' if self.is_moving() else ""
        shown = self.marked_up(sentence)
        self._words.value = f'<p id="{self._id}" class="bp-sentence"{live}>{shown}</p>'

    def _say_error(self, error):
        self.error, self._wanted = error, False
        self.widget.add_class("bp-stale")
        kept = " The picture is that of before." if self.pictures else ""
        reason = "the memory is used up" if isinstance(error, MemoryError) else error
        self._say(f"This does not work: {reason}.{kept}")


@cache
def style(css):
    """Return a style, one for all explorers: it is sent to the browser once."""
    return widgets.HTML(f"<style>{css}</style>")


@cache
def styles(css):
    """Return the box of the styles of one kind of explorer."""
    return widgets.Box([*map(style, (STYLE, STYLESHEET, css))], layout={"display": "none"})


def _room(picture):
    """Return the layout that lets a picture shrink a little rather than wrap, and svg grow."""
    width = width_of(picture)
    largest = width * PROJECTOR_WIDTH // LAPTOP_WIDTH if isinstance(picture, str) else width
    return {"flex": f"1 1 {width * 5 // 6}px", "max_width": f"min({largest}px, 100%)"}


def row(*controls):
    """Return a box of controls beside one another, which wraps where the window is narrow."""
    box = widgets.Box(controls)
    box.add_class("bp-controls")
    return box


def walk_buttons(forth="Next"):
    """Return the two buttons of an explorer that has a `walk`, by name."""
    return {
        "back_button": widgets.Button(description="Back", icon="step-backward"),
        "next_button": widgets.Button(description=forth, icon="step-forward"),
    }


def activation_menu(value="tanh", description="g", kind=widgets.Dropdown):
    """Return the control of the activation function."""
    return kind(options=list(ACTIVATIONS), value=value, description=description)


def class_buttons(k=3):
    """Return the buttons of the true class, counted from 1."""
    return widgets.ToggleButtons(
        options=range(1, k + 1), value=TRUE_CLASS, description="true class ℓ"
    )


def sliders(letter, words, values, reach, step=0.1):
    """Return a slider for each entry of a vector, by name: "a1", "a2", …"""
    return {
        f"{letter}{j}": widgets.FloatSlider(
            value, min=-reach, max=reach, step=step, description=f"{words} {text.name(letter, j)}"
        )
        for j, value in enumerate(values, 1)
    }


def sample_controls():
    """Return the controls of a sample of the lessons' network: x1, x2, true_class."""
    return sliders("x", "input", INPUT, 2) | {"true_class": class_buttons()}


def sample(explorer):
    """Return x and y as `sample_controls` say."""
    return [explorer.x1.value, explorer.x2.value], one_hot(explorer.true_class.value - 1, 3)


def learning_rate(etas, value):
    """Return the slider of the learning rate."""
    options = [(f"{eta:g}", eta) for eta in etas]
    return widgets.SelectionSlider(options=options, value=value, description="learning rate η")
