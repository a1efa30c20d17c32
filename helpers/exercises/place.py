"""Where a mistake is, reasoned from the gradient check: which blocks come from which line."""

from dataclasses import dataclass

from helpers.exercises.backward_lines import blocks_reached
from helpers.exercises.question import Verdict
from helpers.numeric.agreement import Comparison, show_error


@dataclass(frozen=True, eq=False)
class Place:
    """Answers to the question where the mistake is.

    Two rules clear a line. A block that is computed from it and agrees says that it is right. A
    wrong block that is not computed from it says that the mistake is elsewhere.

    Parameters
    ----------
    lines : tuple of Line
        With the mistake.
    number : int
        That of the wrong line, counted from 1.
    check : Comparison
        Of the gradients that the lines give.
    """

    lines: tuple
    number: int
    check: Comparison

    def judge(self, layer, line):
        """Return the verdict on a layer and the number of a line, both counted from 1."""
        L = max(line.layer for line in self.lines)
        if not _is_among(layer, L) or not _is_among(line, len(self.lines)):
            count = len(self.lines)
            sentence = f"Choose a layer from 1 to {L} and a line from 1 to {count}."
            return Verdict(False, sentence, counts=False)
        named = self.lines[line - 1]
        if named.layer != layer:
            belongs = f"Line {line} gives `{named.target}`, so it is of layer {named.layer}"
            return Verdict(False, f"{belongs}, not of layer {layer}.", counts=False)
        if line == self.number:
            return Verdict(True, self._why_here(layer, line))
        return Verdict(False, self._why_not(line))

    def _why_here(self, layer, line):
        reached = blocks_reached(self.lines, line)
        others = [block for block in self.check.errors if block not in reached]
        agreeing = f" {_listed(others)} {_agree(others)}." if others else ""
        return (
            f"Found: layer {layer}, line {line}. What it leads to is wrong, and nothing else: "
            f"{_listed(reached)}.{agreeing} Now repair it."
        )

    def _why_not(self, line):
        reached, wrong = blocks_reached(self.lines, line), self.check.wrong
        agreeing = [block for block in reached if block not in wrong]
        if agreeing:
            nearest = in_layer(agreeing, max(map(layer_of, agreeing)))
            them, they = ("it", "it") if len(nearest) == 1 else ("them", "they")
            return (
                f"{_listed(nearest)} {_agree(nearest)} with the central differences, and line "
                f"{line} leads to {them}: were line {line} wrong, {they} would be wrong as well."
            )
        missed = sorted(set(wrong) - set(reached), key=lambda block: (-layer_of(block), block))
        if missed:
            error = show_error(self.check.errors[missed[0]].max())
            return (
                f"{written(missed[0])} is wrong, with a relative error of {error}, and "
                f"nothing of line {line} goes into it: a mistake there would not reach it."
            )
        return (
            f"Near: {_listed(reached)} are wrong, and line {line} leads to them. But line {line} "
            "itself is what the chain rule asks for; look at the other line on the same way."
        )


def reading(check, lines):
    r"""Return what the first wrong layer tells, without naming the line.

    Examples
    --------
    >>> import numpy as np
    >>> from helpers.exercises.backward_lines import lines_of
    >>> wrong, right = {"a": np.ones(3), "b": np.zeros(3)}, {"a": np.ones(3), "b": np.ones(3)}
    >>> check = Comparison({"W[2]": wrong, "b[2]": right}, 1e-6)
    >>> print(reading(check, lines_of(2)))
    In layer 2, $\nabla W_{2}$ is wrong and $\nabla b_{2}$ is not, so `grad_a[2]` is right.
    """
    layer = first_wrong_layer(check)
    blocks = in_layer(check.errors, layer)
    wrong = in_layer(check.wrong, layer)
    if len(wrong) == 1:
        other = next(block for block in blocks if block not in wrong)
        which = f"{written(wrong[0])} is wrong and {written(other)} is not"
        return f"In layer {layer}, {which}, so `grad_a[{layer}]` is right."
    suspects = [
        f"`{line.target}`"
        for line in lines
        if line.layer == layer and line.letter in ("grad_a", "grad_h")
    ]
    return (
        f"In layer {layer}, {_listed(blocks)} are wrong: the mistake is in what they share. Look "
        f"at {' and '.join(suspects)}."
    )


def layer_of(block):
    """Return the layer of a block.

    Examples
    --------
    >>> layer_of("W[2]")
    2
    """
    return int(block[2:-1])


def first_wrong_layer(check):
    """Return the layer where the backward pass first goes wrong: the highest with a wrong block."""
    return max(map(layer_of, check.wrong))


def in_layer(blocks, layer):
    """Return those of the blocks that are of a layer."""
    return [block for block in blocks if layer_of(block) == layer]


def written(block):
    r"""Return the gradient at a block in LaTeX, between dollars.

    Examples
    --------
    >>> written("W[2]")
    '$\\nabla W_{2}$'
    """
    return rf"$\nabla {block[0]}_{{{layer_of(block)}}}$"


def _is_among(number, last):
    return isinstance(number, int) and number in range(1, last + 1)


def _agree(blocks):
    return "agrees" if len(blocks) == 1 else "agree"


def _listed(blocks):
    names = [written(block) for block in blocks]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
