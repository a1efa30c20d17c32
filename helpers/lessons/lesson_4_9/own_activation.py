"""An activation that the reader types: read, refused or understood, derived, checked in numbers."""

from dataclasses import dataclass

import numpy as np

from helpers.data.networks import example_network, example_sample
from helpers.exercises.time_limit import TimeLimit, within
from helpers.language import nodes as n
from helpers.language.dual import Undefined
from helpers.language.printing import text
from helpers.language.scope import Scope
from helpers.lessons.lesson_4_9.own_numbers import (
    Z,
    exactly,
    in_numpy,
    stable,
)
from helpers.lessons.lesson_4_9.own_places import (
    FAR,
    GRID,
    LOOKING,
    Refused,
    examined,
    number_of,
    value_at,
    watched,
)
from helpers.lessons.lesson_4_9.own_read import read_formula
from helpers.numeric.activations import Activation
from helpers.numeric.agreement import check_gradients, show_error
from helpers.symbolic.building import replaced
from helpers.symbolic.calculus import Calculus
from helpers.symbolic.derivation import Derivation, DerivationError
from helpers.symbolic.from_sympy import from_sympy
from helpers.symbolic.next_step import steps

NAME = "your g"  # in menus, beside those of the table
PROOFS, NUMBERS, SIMPLIFYING = 1.2, 2.5, 0.8  # seconds
MOST_STEPS, MOST_LINES = 300, 24
SMOOTH = "No kink, no jump and no pole was found."
SIZES = 1e-8, 1e-6, 1e-4, 1e-3, 0.01, 0.03, 0.1, 0.3, 0.7, 1, 1.5, 2, 3, 4, 5, 6, 8, 10, 12, 15
SIZES += 18, 20, 25, 30, 34, 37, 40, 50, 70, 100, 150, 200, 300, 355, 400, 500, 600
POINTS = [-FAR, *(-1.0037 * s for s in reversed(SIZES)), *(1.0037 * s for s in SIZES), FAR]
LOST, TINY, LARGEST_NUMBER = 1e-9, 1e-300, 1.79e308
PROBES = "-5.3", "-2.1", "-0.7", "0.4", "1.3", "3.9", "6.2"


@dataclass(frozen=True)
class Own:
    """An activation of the reader's own, its derivation, and what was found out about it."""

    tree: n.Node
    derivation: Derivation
    activation: Activation
    facts: tuple  # sentences

    @property
    def is_finished(self):
        """Whether no derivative is left in the last line."""
        return not _is_open(self.derivation.lines[-1].tree)

    @property
    def is_proved(self):
        """Whether it is finished and every line is proved."""
        marks = {line.proof.value for line in self.derivation.lines[1:]}
        return marks == {"■"} and self.is_finished


def own_activation(typed):
    """Return what was typed as an activation of the reader's own.

    Parameters
    ----------
    typed : str
        A formula of z in the language of lines; ``g(z) =`` may stand before it.

    Returns
    -------
    Own

    Raises
    ------
    LineError
        Where it is not understood; it points at the character.
    Refused
        Where it is no function of z alone, has no value or no slope somewhere, jumps, or is
        too much to work on.

    Examples
    --------
    >>> own = own_activation("z/(1 + exp(-z))")
    >>> print(own.activation(2.0).round(4), own.activation.derivative(2.0).round(4))
    1.7616 1.0908
    >>> own_activation("1/z")
    Traceback (most recent call last):
    helpers.lessons.lesson_4_9.own_places.Refused: No value at z = 0: it divides by 0.
    """
    tree = read_formula(typed)
    scope = Scope(families={}, functions={}, letters={"z"})
    try:
        activation, facts = within(NUMBERS, lambda: judged(tree, scope))
    except TimeLimit:
        raise Refused("This takes too long to work out: try a shorter formula.") from None
    except RecursionError:
        raise Refused("This is too deep: try a shorter formula.") from None
    derivation = derived(tree, scope)
    if derivation.lines[-1].tree == n.D(tree, Z):
        raise Refused("Its derivative takes too long to prove: try a shorter formula.")
    if facts[0] == SMOOTH and any(line.verdict.except_at for line in derivation.lines[1:]):
        facts = (f"{SMOOTH} Where the lines leave a point out, both sides agree.", *facts[1:])
    return Own(tree, derivation, activation, facts)


# ---- its derivative


def carried_out(tree, scope):
    """Return the derivative of a tree, by the rules alone."""
    line = n.D(tree, Z)
    for _ in range(MOST_STEPS):
        if not _is_open(line):
            return line
        found = next(steps(line, scope), None)
        if found is None:
            break
        line = replaced(line, *found[1:])
    raise Refused("No rule that is known here gives its derivative.")


def derived(tree, scope):
    """Return the derivation of g', each line proved as far as the time allows."""
    found = Derivation(None, n.D(tree, Z), scope)

    def walk():
        while _is_open(found.lines[-1].tree) and len(found.lines) < MOST_LINES:
            if not any(_goes_on(found, how) for how in ("proof", "points")):
                return

    for limit, work in ((PROOFS, walk), (SIMPLIFYING, lambda: _simplify(found, tree))):
        try:
            within(limit, work)
        except TimeLimit:
            break
    return found


def _goes_on(found, how):
    line = found.lines[-1].tree
    for rule, part, new in steps(line, found.scope):
        try:
            found.then(replaced(line, part, new), rule, how)
        except (DerivationError, ValueError):
            continue
        return True
    return False


def _simplify(found, tree):
    """Add the derivative as sympy gives it, where that is shorter and is proved."""
    last = found.lines[-1].tree
    if _is_open(last) or any(kind for kind, *_ in watched(tree) if kind == "switch"):
        return
    import sympy

    try:
        formula = Calculus(found.scope).plain(tree)
        (z,) = formula.free_symbols
        shorter = from_sympy(sympy.simplify(sympy.diff(formula, z)))
        if _parts(shorter) < _parts(last):
            found.then(shorter, "Simplified by sympy.")
    except (ValueError, TypeError, NotImplementedError, AttributeError, RecursionError):
        return  # the line before stands


def _is_open(u):
    return any(isinstance(part, n.D) for part in n.walk(u))


def _parts(u):
    return sum(1 for _ in n.walk(u))


# ---- its numbers


def judged(tree, scope):
    """Return the activation record and the facts about it, or refuse it."""
    for z in (-1.0, 0.0, 1.0, *GRID[:: len(GRID) // 40]):
        value_at(tree, float(z))
    ends = [value_at(tree, z) for z in PROBES]
    ends = [end for end in ends if LOOKING.mp.isfinite(end)] or [0]
    if len(ends) > 1 and max(ends) - min(ends) <= 1e-25 * max(map(abs, ends)):
        told = f"It is the same everywhere, {number_of(ends[0])}"
        raise Refused(f"{told}: its slope is 0, and nothing is learnt.")
    slope = carried_out(tree, scope)
    places = examined(tree, slope)
    _compare_with_differences(tree, slope, places)
    form = stable(tree)

    def g(a):
        return in_numpy(form, a)[0]

    def derivative(a):
        found = in_numpy(form, a)[1]
        for place in places:
            if not place.is_kink:
                found[a == place.z] = place.left
            else:
                found[(a == place.z) & ~np.isfinite(found)] = place.left
        return found

    kinks = tuple(sorted(place.z for place in places if place.is_kink))
    near = np.array([-1.0, 0.0, 1.0])
    if not np.all(np.isfinite([g(near), derivative(near)])):
        raise Refused("Its numbers are too large for a computer near z = 0 already.")
    largest, at = largest_slope(derivative)
    record = Activation(NAME, g, derivative, text(tree), text(slope), largest, kinks, gain=_gain(g))
    facts = (
        _about_places(places, record),
        _about_slope(largest, at),
        _about_digits(tree, slope, record, form),
        _about_gradients(record),
    )
    return record, facts


def _compare_with_differences(tree, slope, places):
    """Hold the slope, found by rules, against differences of g; they share nothing."""
    step = LOOKING.mp.mpf(10) ** -20
    for z in PROBES:
        if any(abs(place.z - float(z)) < 1e-6 for place in places):
            continue
        z = LOOKING.mp.mpf(z)
        rise = LOOKING.value(tree, z + step) - LOOKING.value(tree, z - step)
        there = LOOKING.value(slope, z)
        if not LOOKING.mp.isfinite(there):
            continue
        if not abs(rise / (2 * step) - there) <= 1e-9 * (1 + abs(there)):
            raise Refused(f"The slope could not be confirmed at z = {number_of(z)}.")


def largest_slope(derivative):
    """Return the largest size of g' up to |z| = 700, infinite if it still grows, and a z for it."""
    sizes = np.abs(derivative(GRID))
    is_known = np.isfinite(sizes)
    reach = np.abs(GRID[is_known]).max()
    far = is_known & (np.abs(GRID) > reach / 2)
    sizes = np.where(is_known, sizes, 0.0)
    if sizes[far].max() > 1.001 * sizes[~far].max():
        return np.inf, None
    highest = GRID[sizes >= sizes.max() * (1 - 1e-4)]
    at = min(highest, key=lambda z: (abs(z), -z))
    for width in (0.25, 1e-3, 1e-6):
        fine = at + width * np.linspace(-1, 1, 2001)
        at = fine[np.abs(derivative(fine)).argmax()]
    there = float(np.abs(derivative(np.array([at])))[0])
    is_one = there >= sizes.max() * (1 - 1e-9) and len(highest) < len(GRID) // 20
    return max(there, float(sizes.max())), float(at) if is_one else None


def _gain(g):
    """What makes the mean of g² over normal z to 1, from a quarter to four."""
    z, weights = np.polynomial.hermite_e.hermegauss(60)
    with np.errstate(over="ignore"):
        mean = float(weights @ g(z) ** 2 / weights.sum())
    return float(np.clip(1 / mean, 0.25, 4)) if np.isfinite(mean) and mean > 0 else 1.0


def _about_places(places, g):
    kinks = [place for place in places if place.is_kink]
    told = [
        f"A kink at z = {number_of(place.z)}: the slope is {number_of(place.left)} from the left "
        f"and {number_of(place.right)} from the right; g′ takes "
        f"{number_of(g.derivative(place.z))}."
        for place in kinks[:3]
    ]
    if len(kinks) > 3:
        told.append(f"{len(kinks) - 3} more kinks were found.")
    told += [
        f"At z = {number_of(place.z)} the lines say nothing; both sides have the slope "
        f"{number_of(place.left)}, and so has g′."
        for place in places
        if place.is_mended
    ]
    return " ".join(told) or SMOOTH


def _about_slope(largest, at):
    if not np.isfinite(largest):
        return "Its slope has no bound: far out a gradient can grow without end."
    where = "" if at is None else f", at z = {number_of(round(at, 4))}"
    return f"The largest slope in size is {number_of(round(largest, 6))}{where}."


def _about_digits(tree, slope, g, form):
    """Say where numpy loses digits of g or of g', or overflows."""
    used = sorted({u.name for u in n.walk(form) if isinstance(u, n.Call)} & set(SAFE))
    how = f" It takes {' and '.join(SAFE[name] for name in used)}." if used else ""
    said = []
    for name, true, computed in (("g", tree, g), ("g′", slope, g.derivative)):
        came = computed(np.array(POINTS))
        faults = [_fault(true, z, float(c)) for z, c in zip(POINTS, came, strict=True)]
        runs = []
        for i, fault in enumerate(faults):
            if fault and i and faults[i - 1] == fault:
                runs[-1][1] = i
            elif fault:
                runs.append([i, i])
        for first, last in runs[:3]:
            where = _interval(true, computed, first, last, faults[first])
            said.append(f"{name} {faults[first]} {where}")
    if not said:
        return f"Numpy keeps nine digits or more of g and g′ for all |z| ≤ 700.{how}"
    return f"In numpy {', '.join(dict.fromkeys(said))}.{how}"


SAFE = {
    "sigma": "one exponential, of −|u|, for the logistic function",
    "softplus": "logaddexp for log(1 + exp(u))",
    "log1p": "log1p for log(1 + u)",
    "expm1": "expm1 for exp(u) − 1",
    "erfc": "erfc for 1 − erf(u)",
    "sech2": "one exponential for 1 − tanh²",
    "versine": "2 sin²(u/2) for 1 − cos(u)",
}


def _fault(exact, z, came):
    """What is wrong with a computed number, or ""."""
    try:
        true = exactly(exact, z)
    except Undefined:
        return ""
    if true != true:
        return ""
    if abs(true) > LARGEST_NUMBER:
        return "overflows"
    if not np.isfinite(came):
        return "overflows on the way"
    return "loses digits" if abs(came - true) > LOST * abs(true) + TINY else ""


def _interval(exact, computed, first, last, fault):
    """Say from where to where a fault reaches."""
    ends = []
    for inside, outside in ((first, first - 1), (last, last + 1)):
        if not 0 <= outside < len(POINTS):
            ends.append(None)
            continue
        bad, good = POINTS[inside], POINTS[outside]
        for _ in range(12):
            middle = (bad + good) / 2
            is_bad = _fault(exact, middle, float(computed(middle))) == fault
            bad, good = (middle, good) if is_bad else (bad, middle)
        ends.append(bad)
    low, high = ends
    shown = ["" if end is None else f"{end:.3g}".replace("-", "−") for end in ends]
    if low is None or high is None:
        return (
            "everywhere"
            if low is high is None
            else (f"from z = {shown[0]} on" if high is None else f"up to z = {shown[1]}")
        )
    if max(abs(low), abs(high)) < 0.05:
        return f"for |z| < {max(abs(low), abs(high)):.1g}".replace("-", "−")
    return f"from z = {shown[0]} to {shown[1]}"


def _about_gradients(g):
    network = example_network(g=g)
    check = f"The gradient check on the running network, {' → '.join(map(str, network.sizes))}"
    try:
        with np.errstate(all="ignore"):
            report = check_gradients(network, *example_sample())
    except ValueError as told:
        return f"{check}, cannot be made: {told}."
    worst = show_error(report.max_relative_error)
    if report.passed:
        return f"{check}: passed, relative error {worst}."
    return (
        f"{check}: relative error {worst}, more than the {report.tolerance:g} that passes. The "
        "slope itself is confirmed: the difference quotient is off, where g bends much or loses "
        "digits."
    )
