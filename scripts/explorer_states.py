"""Turn an explorer through its states, for a page without a kernel."""

import hashlib
import io
import json
import re
from html import escape

import ipywidgets as widgets

from helpers.explorers.running import RunningExplorer
from helpers.pictures.figure import width_of
from helpers.pictures.style import LAPTOP_WIDTH, PROJECTOR_WIDTH

MOST = 400  # states of an explorer
POSITIONS = 41  # of a slider; one that has more shows each 2nd, 5th, 10th, …
SHRINK = 0.75  # of a diagram's least width in JupyterLab: beside the site's two columns, on phones
COLOURS = 64  # of a stored picture of pixels: a third of its bytes
FOLDER = "_static/states"  # where they lie, within the site
LOGITS = dict.fromkeys(("a1", "a2", "a3"), (-4.0, -2.0, 2.0, 4.0))

# An explorer's first controls are turned, as many as MOST allows. Here those that show more, with
# their positions where all would be too many; an explorer without any has no such states.
CHOSEN = {
    "CapstoneTraining": {},  # trains with what its reader writes
    "DepthExplorer": {"g": None, "depth": (10, 20), "scale": (0.5, 1.0, 2.0, 3.0, 4.0)},
    "DescentExplorer": {"steps": (*range(10), *range(10, 101, 10), 200), "eta": (0.2, 5.0, 50.0)},
    "GradientArrayExplorer": {"arrangement": None, "entry": None},
    "LogitsExplorer": LOGITS | {"show": None},
    "LossesExplorer": LOGITS,
    "OwnActivationExplorer": {},  # takes any formula
    "TangentExplorer": {"g": None, "z": range(-6, 7)},
}


class States:
    """The states of an explorer, and what a page needs to walk through them.

    Parameters
    ----------
    name : str
        Under which the states are stored.
    explorer : Explorer
    most : int, optional
        How many states at most.

    Attributes
    ----------
    shown : dict
        Sentence and pictures as HTML, by the values of the controls that are turned.
    files : dict
        What is to be stored in FOLDER: bytes, by file name.
    """

    def __init__(self, name, explorer, most=MOST):
        self.name, self.explorer, self.most = name, explorer, most
        self.chosen = CHOSEN.get(type(explorer).__name__)
        self.shown, self.files = {}, {}
        if self.chosen == {}:
            self.names = []
        elif isinstance(explorer, RunningExplorer):
            self.names = ["progress"]
            self._run()
        else:
            self._start = {n: c.value for n, c in explorer.controls.items() if hasattr(c, "value")}
            self.names = self._names()
            self.first = tuple(self._start[n] for n in self.names)
            if self.names:
                self._turn({})
        if self.shown:
            self.values = [list(dict.fromkeys(column)) for column in zip(*self.shown, strict=True)]
            for control, values in zip(self.names, self.values, strict=True):
                if is_slider(explorer.controls.get(control), numeric=True):
                    values.sort()
            self.files[f"{name}.js"] = self._script().encode()

    def html(self):
        """Return the explorer as it begins, for a page whose script lets it be turned."""
        sentence, pictures = self.shown[self.first]
        controls = "".join(map(self._control, range(len(self.names))))
        return (
            f'<div class="bp-stepper" data-states="{self.name}">'
            f'<div class="bp-controls" hidden>{controls}</div>'
            f'<div class="bp-pictures">{pictures}</div>'
            f'<p class="bp-sentence" role="status">{escape(sentence)}</p></div>'
        )

    def _names(self):
        """Return the names of the controls to turn, the one that changes fastest last."""
        explorer, names, count = self.explorer, [], 1
        in_rows = [n for row in explorer.layout for n in row] or list(explorer.controls)
        for name in self.chosen or sorted(in_rows, key=lambda n: n != explorer.walk):
            positions = self._positions(name)
            if len(positions) > 1 and count * len(positions) <= self.most:
                names.append(name)
                count *= len(positions)
        rank = {n: (n == explorer.walk, is_slider(explorer.controls[n])) for n in names}
        return sorted(names, key=rank.get)

    def _positions(self, name):
        """Return the values to which a control can be set now; none where it is not shown."""
        control = self.explorer.controls[name]
        if control.disabled or control.layout.display == "none":
            return []
        values = list((self.chosen or {}).get(name) or [])
        if hasattr(control, "options"):
            found = [value for _, value in options(control)]
            values = values or (self._thinned(found) if is_slider(control) else found)
            return [value for value in found if value in (*values, self._start[name])]
        if not is_slider(control):
            return []
        if not values:
            count = round((control.max - control.min) / control.step)
            values = [control.min + i * control.step for i in range(count + 1)]
        kind = type(control.value)
        found = {round(value, 9): kind(round(value, 9)) for value in self._thinned(values)}
        found[round(self._start[name], 9)] = self._start[name]
        return sorted(value for value in found.values() if control.min <= value <= control.max)

    def _thinned(self, values):
        """Return the values, or each 2nd, 5th, 10th, … of them and the last."""
        strides = (m * 10**e for e in range(9) for m in (1, 2, 5))
        stride = next(n for n in strides if (len(values) - 1) / n < min(POSITIONS, self.most - 1))
        return list(dict.fromkeys((*values[::stride], values[-1])))

    def _turn(self, values):
        """Visit every state in which the first controls have these values."""
        if len(values) == len(self.names):
            self._keep(tuple(values.values()))
            return
        name = self.names[len(values)]
        for value in self._positions(name):
            wanted = values | {name: value}
            self.explorer.turn(**wanted)
            if all(self.explorer.controls[n].value == v for n, v in wanted.items()):
                self._turn(wanted)

    def _run(self):
        """Visit the first slices of the work and some of the later ones."""
        explorer, self.words = self.explorer, {}
        explorer.reset()
        while len(self.shown) < self.most:
            done, total, self.words[done] = explorer.progress()
            if done <= 10 or done % max(1, total // 10) == 0 or explorer.finished:
                self._keep((done,))
            if explorer.finished:
                break
            explorer.step()
        self.first = next(iter(self.shown))

    def _keep(self, key):
        explorer = self.explorer
        if explorer.error is not None:
            raise RuntimeError(f"{self.name} at {key}: {explorer.error}")
        pictures = "".join(map(self._picture, explorer.pictures))
        self.shown[key] = explorer.sentence, pictures

    def _picture(self, picture):
        """Return a picture as HTML; one that consists of pixels becomes a file."""
        width = width_of(picture)
        if isinstance(picture, str):
            return room(width * PROJECTOR_WIDTH // LAPTOP_WIDTH, width, inline(picture))
        file = io.BytesIO()
        picture.render().quantize(COLOURS).save(file, "png")
        name = f"{hashlib.sha256(file.getvalue()).hexdigest()[:16]}.png"
        self.files[name] = file.getvalue()
        size = f'width="{picture.width}" height="{picture.height}"'
        image = (
            f'<img class="bp-plot" alt="{escape(picture.title)}" {size} src="../{FOLDER}/{name}">'
        )
        return room(width, width, image)

    def _script(self):
        """Return all states as a script, each piece of their pictures stored once."""
        pieces, states = {}, {}
        for key, (sentence, pictures) in self.shown.items():
            places = [column.index(v) for column, v in zip(self.values, key, strict=True)]
            parts = re.findall(r"[^>]*>|[^>]+$", pictures)
            numbers = [pieces.setdefault(part, len(pieces)) for part in parts]
            states[",".join(map(str, places))] = sentence, numbers
        stored = {"pieces": list(pieces), "states": states}
        told = json.dumps(stored, ensure_ascii=False, separators=(",", ":"))
        return f"bpStates({json.dumps(self.name)}, {told})\n"

    def _control(self, place):
        """Return one control as HTML."""
        name, start = self.names[place], self.values[place].index(self.first[place])
        control = self.explorer.controls.get(name)
        label = escape(control.description if control else "so far")
        said = [self._said(control, value) for value in self.values[place]]
        if control is not None and not is_slider(control):
            choices = "".join(
                f'<label><input type="radio" name="{self.name}-{name}" value="{i}"'
                f"{' checked' * (i == start)}>{escape(each)}</label>"
                for i, each in enumerate(said)
            )
            return f'<fieldset class="bp-control"><legend>{label}</legend>{choices}</fieldset>'
        slider = (
            f'<label class="bp-control"><span>{label}</span><input type="range" min="0" '
            f'max="{len(said) - 1}" value="{start}" aria-valuetext="{escape(said[start])}" '
            f"data-values='{escape(json.dumps(said, ensure_ascii=False))}'>"
            f'<span class="bp-value" aria-hidden="true">{escape(said[start])}</span></label>'
        )
        if name != (self.explorer.walk or "progress"):
            return slider
        forth = self.explorer.next_button if control else self.explorer.step_button
        return (
            f'<span class="bp-walk">{slider}<button type="button" data-go="-1">Back</button>'
            f'<button type="button" data-go="1">{escape(forth.description)}</button></span>'
        )

    def _said(self, control, value):
        """Return a value as the control says it."""
        if control is None:
            return self.words[value]
        if hasattr(control, "options"):
            return next(label for label, each in options(control) if each == value)
        return format(value, "d" if isinstance(value, int) else ".2f").replace("-", "−")


def is_slider(control, numeric=False):
    """Whether a control is moved along, and, if so asked, along numbers."""
    kinds = widgets.IntSlider, widgets.FloatSlider
    return isinstance(control, kinds if numeric else (*kinds, widgets.SelectionSlider))


def options(control):
    """Return the (label, value) of a control of selection."""
    given = control.options
    pairs = given.items() if isinstance(given, dict) else given
    return [p if isinstance(p, tuple) else (str(p), p) for p in pairs]


def inline(svg):
    """Return SVG without its style sheet, which the site holds once; it may shrink further."""
    svg = re.sub(r"<style>.*?</style>", "", svg, flags=re.DOTALL)
    least = re.search(r"min-width:([0-9.]+)px", svg)
    return svg.replace(least[0], f"min-width:{float(least[1]) * SHRINK:.0f}px", 1) if least else svg


def room(widest, width, picture):
    """Return a picture in a box that lets it shrink a little rather than wrap."""
    return (
        f'<div style="flex:1 1 {width * 5 // 6}px;max-width:min({widest}px,100%)">{picture}</div>'
    )
