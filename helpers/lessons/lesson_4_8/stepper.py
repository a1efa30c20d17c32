"""The lecture's three procedures as pseudo-code; a step of descent, walked line by line."""

from typing import NamedTuple

import numpy as np
from ipywidgets import FloatSlider, IntSlider, Play

from helpers.data.networks import example_network
from helpers.explorers.live import Explorer, activation_menu, sample, sample_controls, walk_buttons
from helpers.numeric.backprop import Gradients
from helpers.numeric.line_by_line import line_by_line, lines_run
from helpers.numeric.validate import choose
from helpers.pictures import formulas, svg
from helpers.pictures.figure import Figure
from helpers.pictures.matrices import Matrix, equation_with_numbers, read_by
from helpers.pictures.network import network_diagram
from helpers.pictures.text import LOSS, bracketed, name, number, runs, vector, width

PACE = 1400  # milliseconds a line while it plays
GROW = 1.0
SIZE, ROW, INDENT, LEFT, TOP = 18.8, 25.5, 16, 28, 4  # of the pseudo-code
NOTE, END = 88, 14  # room at the end of a line, for its note or without one
LIT = {"a_L": "a", "y_hat": "h", "grad_a_L": "grad_a", "update_W": "W", "update_b": "b"}


class CodeLine(NamedTuple):
    """A line of pseudo-code: what lights it, its text for `runs`, and how deep it stands."""

    key: str
    source: str
    indent: int = 0


def _gradient(of):
    return f"∇_{{{of}}} {LOSS}"


# 4.8-1
FORWARD_PROPAGATION = (
    CodeLine("forward_loop", "for k = 1 to L − 1 do"),
    CodeLine("a", "a_k = b_k + W_k h_{k−1}", 1),
    CodeLine("h", "h_k = g(a_k)", 1),
    CodeLine("forward_end", "end"),
    CodeLine("a_L", "a_L = b_L + W_L h_{L−1}"),
    CodeLine("y_hat", "ŷ = O(a_L)"),
)

# 4.8-2, without its slip: the last two lines run only while there is a hidden layer below
BACK_PROPAGATION = (
    CodeLine("grad_a_L", f"{_gradient('a_L')} = −(e(ℓ) − ŷ)"),
    CodeLine("backward_loop", "for k = L to 1 do"),
    CodeLine("grad_W", f"{_gradient('W_k')} = {_gradient('a_k')} h_{{k−1}}^T", 1),
    CodeLine("grad_b", f"{_gradient('b_k')} = {_gradient('a_k')}", 1),
    CodeLine("backward_guard", "if k > 1 then", 1),
    CodeLine("grad_h", f"{_gradient('h_{k−1}')} = W_k^T {_gradient('a_k')}", 2),
    CodeLine("grad_a", f"{_gradient('a_{k−1}')} = {_gradient('h_{k−1}')} ⊙ g′(a_{{k−1}})", 2),
    CodeLine("backward_end", "end"),
)

# 4.8-3
GRADIENT_DESCENT = (
    CodeLine("start", "θ_0 = [W_1, …, W_L, b_1, …, b_L]"),
    CodeLine("descent_loop", "for t = 0 to max\\_iterations − 1 do"),
    CodeLine("forward", "a_1, h_1, …, a_L, ŷ = forward\\_propagation(θ_t)", 1),
    CodeLine("backward", "∇θ_t = back\\_propagation(h_1, …, a_L, ŷ)", 1),
    CodeLine("update", "θ_{t+1} ← θ_t − η ∇θ_t", 1),
    CodeLine("descent_end", "end"),
)

PROCEDURES = {"4.8-1": FORWARD_PROPAGATION, "4.8-2": BACK_PROPAGATION, "4.8-3": GRADIENT_DESCENT}

# One pass of the loop of 4.8-3, its calls written out: what `line_by_line` goes through; 3 columns.
ONE_STEP = (
    (
        CodeLine("forward_comment", "// forward propagation"),
        *FORWARD_PROPAGATION,
        CodeLine("loss", f"{LOSS}(θ) from ŷ and y"),
    ),
    (CodeLine("backward_comment", "// back propagation"), *BACK_PROPAGATION),
    (
        CodeLine("update_comment", "// update"),
        CodeLine("update_loop", "for k = 1 to L do"),
        CodeLine("update_W", f"W_k ← W_k − η {_gradient('W_k')}", 1),
        CodeLine("update_b", f"b_k ← b_k − η {_gradient('b_k')}", 1),
        CodeLine("update_end", "end"),
        CodeLine("again_comment", "// forward again"),
        CodeLine("again", f"ŷ, {LOSS}(θ) from the new θ"),
    ),
)
ONCE = (
    "start",
    "a_L",
    "y_hat",
    "loss",
    "grad_a_L",
    "again",
)  # the lines outside of the loops over k


def procedure(equation):
    """Show a procedure of the lecture in a notebook.

    `equation` is its id in the ledger: "4.8-1", "4.8-2" or "4.8-3".

    Examples
    --------
    >>> procedure("4.8-1")
    4.8-1: for k = 1 to L − 1 do; ak = bk + Wk hk−1; hk = g(ak); end; aL = bL + WL hL−1; ŷ = O(aL).
    """
    lines = choose("equation", equation, PROCEDURES)
    said = "; ".join(_plain(line) for line in lines)
    return Figure(pseudocode(lines, title=equation), f"{equation}: {said}.", caption=False)


def pseudocode(*columns, current=None, note="", title="Pseudo-code"):
    """Draw pseudo-code, side by side in columns of lines.

    The line whose key is current stands on a band, the note at its end.
    """
    across = [max(map(_room, lines)) for lines in columns]
    height = 2 * TOP + ROW * max(map(len, columns))
    now = [line for lines in columns for line in lines if line.key == current]
    said = "".join(f"Now: {_plain(line)} {note}".strip() for line in now)
    root, left = svg.picture(sum(across), height, title, said, GROW), 0
    for lines, room in zip(columns, across, strict=True):
        for row, line in enumerate(lines):
            _draw_line(root, line, left, TOP + ROW * row, room, note if line in now else None)
        left += room
    return svg.to_string(root)


def _room(line):
    """Return how wide a line of code is, with room for its note where it stands in a loop."""
    end = NOTE if line.indent else END
    return LEFT + INDENT * line.indent + width(line.source, SIZE) + end


def _draw_line(root, line, x, y, room, note):
    """Draw a line of code at x and y; with a note, be it empty, on a band."""
    group = svg.group(root)
    if note is not None:
        svg.rect(group, x + 4, y, room - 8, ROW, 6, cls="now")
        svg.rect(group, x + 4, y, 5, ROW, 2.5, cls="weights")
        svg.text(group, x + 12, y + 18, "▶", 14, "start")
        svg.text(group, x + room - 12, y + 18, note, 17, "end", "bold")
    size, cls = SIZE, "bold" if line.source.startswith(("for", "if", "end")) else ""
    if line.source.startswith("//"):
        size, cls = 16.5, "quiet"
    svg.text(group, x + LEFT + INDENT * line.indent, y + 18, line.source, size, "start", cls)


def _plain(line):
    """Return a line without its markup, for the description."""
    return "".join(run.text for run in runs(line.source))


class StepperExplorer(Explorer):
    """Walk through forward propagation, the loss, back propagation, update, and forward again.

    Each moment shows the line of the pseudo-code, the network as far as it is computed, and the
    line's equation with its numbers, all from `walk`.

    Parameters
    ----------
    lines : int, optional
        How many lines have run when it opens; the slider `line` says how many have run now.

    Examples
    --------
    >>> stepper = StepperExplorer()
    >>> stepper.line.value = 2
    >>> stepper.moment.line, stepper.moment.k
    ('h', 1)
    """

    name = "stepper"
    css = """
.bp-stepper .bp-pictures { display: grid; grid-template-columns: minmax(0, 1fr); }
.bp-stepper .bp-pictures > :nth-child(2) { max-width: 880px !important; }
.bp-stepper .bp-controls { gap: 2px 18px; }
.bp-stepper .bp-controls > .widget-hslider { flex-basis: 175px; }
.bp-stepper .bp-controls > .widget-dropdown { width: 110px; }
"""
    case = ("x1", "x2", "true_class", "g", "eta")
    layout = ("line", "back_button", "next_button", "play", "eta", "g"), ("x1", "x2", "true_class")
    walk = "line"

    def __init__(self, lines=0):
        last = len(lines_run(example_network().L))
        super().__init__(
            line=IntSlider(lines, min=0, max=last, description="lines run"),
            **walk_buttons(),
            play=Play(lines, min=0, max=last, interval=PACE, description="play"),
            **sample_controls(),
            g=activation_menu(),
            eta=FloatSlider(0.5, min=0.1, max=2.0, step=0.1, description="learning rate η"),
        )

    def begin(self):
        self.network = example_network(g=self.g.value)
        self.x, self.y = map(np.asarray, sample(self))
        self.moments = line_by_line(self.network, self.x, self.y, self.eta.value)

    @property
    def moment(self):
        return self.moments[self.line.value]

    def draw(self):
        moment, line, k = self.moment, self.moment.line, self.moment.k
        is_below = line in ("grad_h", "grad_a")  # their lines name layer k - 1
        note = "" if line in ONCE else f"k = {k + is_below}"
        pictures = [
            pseudocode(*ONE_STEP, current=line, note=note, title="One step of descent"),
            self._diagram(moment),
        ]
        if line == "start":
            return pictures, (
                f"Before the first line: the input is x = {vector(self.x)}, the "
                f"true class is {self.true_class.value}, and nothing is computed yet."
            )
        first, terms = self._computed(moment)
        pictures.append(equation_with_numbers(*terms, title="The line with its numbers", grow=GROW))
        return pictures, f"Line {self.line.value} of {self.line.max}. {first}."

    def _diagram(self, moment):
        line, k, L = moment.line, moment.k, self.network.L
        known = {"y": self.y, "loss": moment.loss}
        if line == "again":  # the next step has computed no gradient yet
            before, none = self.moments[-2], [None] * (L + 1)
            known["was"] = before.trace.y_hat, before.loss
            return network_diagram(moment.network, moment.trace, Gradients(*[none] * 4), **known)
        lit = {"start": None, "loss": ("L",)}.get(line, (LIT.get(line, line), k))
        return network_diagram(moment.network, moment.trace, moment.gradients, lit=lit, **known)

    def _computed(self, moment):
        """Return the formula of the first entry of what the line computes, and its equation."""
        known = network, trace, gradients = self.network, moment.trace, moment.gradients
        k = moment.k
        y_hat, y = Matrix("ŷ", trace.y_hat), Matrix("y", self.y)

        def of(letter, at=k):
            owner = gradients if "∇" in letter else trace if letter in "ah" else network
            return Matrix(letter, getattr(owner, letter[-1])[at], at)

        match moment.line:
            case "a" | "a_L":
                below = Matrix(values=trace.h[k - 1], **read_by(k))
                terms = of("a"), "=", of("b"), "+", of("W"), below
                return formulas.value_a(network, trace, k, 0), terms
            case "h":
                g = f"= {network.activation.name}"
                return formulas.value_h(network, trace, k, 0), (of("h"), g, of("a"))
            case "y_hat":
                O = f"= {network.output.name}"
                return formulas.value_h(network, trace, k, 0), (y_hat, O, of("a"))
            case "loss":
                return formulas.loss_value(trace, self.y, moment.loss), (y_hat, "against", y)
            case "grad_a_L":
                terms = of("∇a"), "=", y_hat, "−", y
                return formulas.gradient_a(*known, k, 0, self.y), terms
            case "grad_W":
                below = Matrix(values=trace.h[k - 1][None], transposed=True, **read_by(k))
                first = formulas.weight(*known, k, 0, 0).split("\n")[1]
                return first, (of("∇W"), "=", of("∇a"), below)
            case "grad_b":
                first = formulas.bias(network, gradients, k, 0).split("\n")[1]
                return first, (of("∇b"), "=", of("∇a"))
            case "grad_h":
                W_above = Matrix("W", network.W[k + 1].T, k + 1, transposed=True)
                first = formulas.gradient_h(network, gradients, k, 0)
                return first, (of("∇h"), "=", W_above, of("∇a", k + 1))
            case "grad_a":
                slopes = Matrix("g′(a)", network.activation.derivative(trace.a[k]))
                return formulas.gradient_a(*known, k, 0), (of("∇a"), "=", of("∇h"), "⊙", slopes)
            case "again":
                before, ell = self.moments[-2], int(self.y.argmax())
                was, now = (m.trace.y_hat[ell] for m in (before, moment))
                first = (
                    f"The step is done. With the new weights and biases {name('ŷ', ell + 1)} goes "
                    f"from {number(was)} to {number(now)}, and the loss from "
                    f"{number(before.loss)} to {number(moment.loss)}"
                )
                old = Matrix("ŷ", before.trace.y_hat)
                return first, (old, "→", y_hat, " ", y)
        letter, eta = moment.line[-1], self.eta.value  # update_W or update_b
        old, slope, new = of(letter), of(f"∇{letter}"), getattr(moment.network, letter)[k]
        before, by, after = (block.flat[0] for block in (old.values, slope.values, new))
        entry = name(letter, k, *[1] * new.ndim)
        first = f"{entry} ← {number(before)} − {number(eta)}·{bracketed(by)} = {number(after)}"
        return first, (Matrix(letter, new, k), "←", old, f"− {eta:g}", slope)
