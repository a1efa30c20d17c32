"""The lecture's three procedures, line by line, the current line lit."""

from dataclasses import dataclass

from helpers.numeric.validate import choose
from helpers.pictures import svg
from helpers.pictures.figure import Figure
from helpers.pictures.text import LOSS, runs, width

SIZE, ROW, INDENT, LEFT, TOP = 19, 29, 20, 30, 10


@dataclass(frozen=True)
class Line:
    """A line of pseudo-code.

    Parameters
    ----------
    key : str
        Its name within the procedure: what lights it.
    source : str
        In the mini-language of `text.runs`.
    indent : int, optional
    kind : str, optional
        "step", "control" or "comment".

    Examples
    --------
    >>> FORWARD_PROPAGATION[1].key
    'a'
    """

    key: str
    source: str
    indent: int = 0
    kind: str = "step"


def gradient(of):
    """Return the slides' symbol for the gradient of the loss, as "∇_{a_k} ℒ"."""
    return f"∇_{{{of}}} {LOSS}"


# 4.8-1
FORWARD_PROPAGATION = (
    Line("forward_loop", "for k = 1 to L − 1 do", 0, "control"),
    Line("a", "a_k = b_k + W_k h_{k−1}", 1),
    Line("h", "h_k = g(a_k)", 1),
    Line("forward_end", "end", 0, "control"),
    Line("a_L", "a_L = b_L + W_L h_{L−1}"),
    Line("y_hat", "ŷ = O(a_L)"),
)

# 4.8-2, without its slip: the last two lines run only while there is a hidden layer below
BACK_PROPAGATION = (
    Line("grad_a_L", f"{gradient('a_L')} = −(e(y) − ŷ)"),
    Line("backward_loop", "for k = L to 1 do", 0, "control"),
    Line("grad_W", f"{gradient('W_k')} = {gradient('a_k')} h_{{k−1}}^T", 1),
    Line("grad_b", f"{gradient('b_k')} = {gradient('a_k')}", 1),
    Line("backward_guard", "if k > 1 then", 1, "control"),
    Line("grad_h", f"{gradient('h_{k−1}')} = W_k^T {gradient('a_k')}", 2),
    Line("grad_a", f"{gradient('a_{k−1}')} = {gradient('h_{k−1}')} ⊙ g′(a_{{k−1}})", 2),
    Line("backward_end", "end", 0, "control"),
)

# 4.8-3
GRADIENT_DESCENT = (
    Line("start", "θ_0 = [W_1, …, W_L, b_1, …, b_L]"),
    Line("descent_loop", "for t = 0 to max\\_iterations − 1 do", 0, "control"),
    Line("forward", "a_1, h_1, …, a_L, ŷ = forward\\_propagation(θ_t)", 1),
    Line("backward", "∇θ_t = back\\_propagation(h_1, …, a_L, ŷ)", 1),
    Line("update", "θ_{t+1} ← θ_t − η ∇θ_t", 1),
    Line("descent_end", "end", 0, "control"),
)

# One pass of the loop of 4.8-3, its calls written out: what `helpers.numeric.walk` walks.
ONE_STEP = (
    Line("forward_comment", "forward propagation", 0, "comment"),
    *FORWARD_PROPAGATION,
    Line("loss", f"{LOSS}(θ) from ŷ and y"),
    Line("backward_comment", "back propagation", 0, "comment"),
    *BACK_PROPAGATION,
    Line("update_comment", "update", 0, "comment"),
    Line("update_loop", "for k = 1 to L do", 0, "control"),
    Line("update_W", f"W_k ← W_k − η {gradient('W_k')}", 1),
    Line("update_b", f"b_k ← b_k − η {gradient('b_k')}", 1),
    Line("update_end", "end", 0, "control"),
)


def pseudocode(lines, current=None, note="", title="Pseudo-code", grow=1.2):
    """Draw lines of pseudo-code as SVG, the current one on a band with a marker.

    Parameters
    ----------
    lines : sequence of Line
    current : str, optional
        The key of the line at work.
    note : str, optional
        What stands at the right end of the current line, as "k = 2".
    title : str, optional
    grow : float, optional
        As in `svg.picture`.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        Where no line has the key, or two have the same.

    Examples
    --------
    >>> "▶" in pseudocode(FORWARD_PROPAGATION, current="h", note="k = 1")
    True
    """
    keys = [line.key for line in lines]
    if len(set(keys)) < len(keys):
        raise ValueError(f"lines has two lines of one key, expected {len(keys)} different keys")
    if current is not None and current not in keys:
        raise ValueError(f"current is {current!r}, expected one of {', '.join(keys)}")
    longest = max(LEFT + INDENT * line.indent + width(line.source, SIZE) for line in lines)
    across = longest + 68  # room for the note
    said = "" if current is None else f"Now: {_plain(lines[keys.index(current)].source)} {note}"
    root = svg.picture(across, 2 * TOP + ROW * len(lines), title, said.strip(), grow)
    for row, line in enumerate(lines):
        y = TOP + ROW * row
        x = LEFT + INDENT * line.indent
        lit = line.key == current
        group = svg.group(root)
        if lit:
            svg.rect(group, 4, y, across - 8, ROW, 6, cls="now")
            svg.rect(group, 4, y, 5, ROW, 2.5, cls="weights")
            svg.text(group, 14, y + 20, "▶", 15, "start")
            svg.text(group, across - 14, y + 19, note, SIZE, "end", "bold")
        text = f"// {line.source}" if line.kind == "comment" else line.source
        cls = {"step": "", "control": "bold", "comment": "quiet"}[line.kind]
        svg.text(group, x, y + 19, text, SIZE if line.kind != "comment" else 16, "start", cls)
    return svg.to_string(root)


PROCEDURES = {
    "4.8-1": FORWARD_PROPAGATION,
    "4.8-2": BACK_PROPAGATION,
    "4.8-3": GRADIENT_DESCENT,
}


def procedure(equation):
    """Show a procedure of the lecture in a notebook.

    Parameters
    ----------
    equation : str
        Its id in the ledger: "4.8-1", "4.8-2" or "4.8-3".

    Returns
    -------
    Figure

    Examples
    --------
    >>> procedure("4.8-1")
    4.8-1: for k = 1 to L − 1 do; ak = bk + Wk hk−1; hk = g(ak); end; aL = bL + WL hL−1; ŷ = O(aL).
    """
    lines = choose("equation", equation, PROCEDURES)
    said = "; ".join(_plain(line.source) for line in lines)
    return Figure(pseudocode(lines, title=equation), f"{equation}: {said}.", caption=False)


def _plain(source):
    """Return a label without its markup, for the description."""
    return "".join(run.text for run in runs(source))
