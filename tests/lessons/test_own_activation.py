"""An activation of one's own: held against exact numbers, refused with a reason, put to use."""

import copy
import re
import time

import mpmath
import numpy as np
import pytest

from helpers import Network, back_propagation, check_gradients, forward_propagation
from helpers.data.networks import deep_network, example_network, example_sample
from helpers.language.printing import text
from helpers.lessons.lesson_4_9.depth import DepthExplorer
from helpers.lessons.lesson_4_9.own_activation import NAME, own_activation
from helpers.lessons.lesson_4_9.own_explorer import USES, OwnActivationExplorer, offer
from helpers.lessons.lesson_4_9.tangent import TangentExplorer
from helpers.numeric.activations import ACTIVATIONS
from helpers.numeric.graph import graph_gradients
from helpers.symbolic.derivation import derive

mp = mpmath.mp.clone()
mp.dps = 900


def sigma(z):
    return 1 / (1 + mp.exp(-z))


ACCEPTED = {  # the tests' own formulas, by what a reader types
    "z/(1+exp(-z))": lambda z: z * sigma(z),
    "z sigma(z)": lambda z: z * sigma(z),
    "log(1+exp(z))": lambda z: mp.log1p(mp.exp(z)),
    "exp(z)/(1 + e^z)": sigma,
    "(e^z - e^(-z))/(e^z + e^(-z))": mp.tanh,
    "2σ(2z) - 1": mp.tanh,
    "max(0.1z, z)": lambda z: max(z / 10, z),
    "sin z": mp.sin,
    "cases(z if z>0, exp(z)-1)": lambda z: z if z > 0 else mp.expm1(z),
    "z tanh(log(1+exp(z)))": lambda z: z * mp.tanh(mp.log1p(mp.exp(z))),
    "0.5 z (1 + erf(z/sqrt 2))": lambda z: z * mp.erfc(-z / mp.sqrt(2)) / 2,
    "z/(1+|z|)": lambda z: z / (1 + abs(z)),
    "g(z) = relu(z)²": lambda z: max(z, 0) ** 2,
    "min(max(z, -1), 1)": lambda z: min(max(z, -1), 1),
    "exp(-z^2)": lambda z: mp.exp(-z * z),
    "z/√(1+z^2)": lambda z: z / mp.sqrt(1 + z * z),
    "tanh(z)^3": lambda z: mp.tanh(z) ** 3,
    "log(1 + z^2, 10)": lambda z: mp.log(1 + z * z, 10),
    "|z|^1.5": lambda z: abs(z) ** mp.mpf("1.5"),
    "1 - cos(2z)": lambda z: 1 - mp.cos(2 * z),
    "z^3 - Σ(j, 1..3, j z)": lambda z: z**3 - 6 * z,
    "2^(-|z|)": lambda z: 2 ** -abs(z),
    "z 1[z>0]": lambda z: z if z > 0 else 0,
    "cases(1 if z=0, (exp(z)-1)/z)": lambda z: mp.expm1(z) / z,
    "sinh(z)/cosh(z) + z": lambda z: mp.tanh(z) + z,
    "1/(1 - sigma(z))": lambda z: 1 + mp.exp(z),
}
POINTS = [
    -650.3,
    -80.1,
    -37.7,
    -20.2,
    -3.3,
    -1.1,
    -0.4,
    -1e-3,
    1e-3,
    0.6,
    1.7,
    5.9,
    36.2,
    90.4,
    640.8,
]
SMOOTH = 1e-250  # from here on a number may have become 0
LOSES = {"cases(1 if z=0, (exp(z)-1)/z)": "loses digits"}


@pytest.fixture(scope="module", params=ACCEPTED)
def accepted(request):
    return request.param, own_activation(request.param)


def close(came, true):
    return abs(mp.mpf(float(came)) - true) <= 1e-9 * abs(true) + SMOOTH


def test_g_and_its_slope_keep_their_digits_where_it_is_said(accepted):
    typed, own = accepted
    g, true = own.activation, ACCEPTED[typed]
    says = next(fact for fact in own.facts if "umpy" in fact)
    assert ("keeps nine digits" in says) == (typed not in LOSES), says
    assert LOSES.get(typed, "") in says
    for z in POINTS if typed not in LOSES else [-3.3, -0.4, 0.6, 1.7]:
        exact, step = mp.mpf(z), mp.mpf(10) ** -300
        assert close(g(z), true(exact)), (typed, z)
        slope = (true(exact + step) - true(exact - step)) / (2 * step)
        assert close(g.derivative(z), slope), (typed, z)


def test_every_line_is_proved_and_derives_anew(accepted):
    typed, own = accepted
    lines = own.derivation.lines
    if not own.is_proved:
        assert typed.startswith("cases(1 if z=0")  # at 0 a line of g′ holds by a limit alone
        return
    assert text(lines[0].tree).startswith("D(")
    assert "D(" not in text(lines[-1].tree)
    derive(None, "\n == ".join(text(line.tree) for line in lines) + "\n with z")
    with pytest.raises(ValueError, match="does not follow"):
        derive(None, f"{text(lines[0].tree)} == {text(lines[-1].tree)} + 0.001 z + 0.01 \n with z")


def test_the_gradient_check_passes_and_automatic_differentiation_agrees(accepted):
    _, own = accepted
    network, (x, y) = example_network(g=own.activation), example_sample()
    report = check_gradients(network, x, y)
    assert report.passed
    assert ": passed, relative error" in own.facts[-1]
    ours = back_propagation(network, forward_propagation(network, x), y)
    assert graph_gradients(network, x, y).W[1] == pytest.approx(ours.W[1], rel=1e-9)


def test_it_is_an_activation_like_any_other(accepted):
    _, own = accepted
    g = own.activation
    z = np.linspace(-2, 2, 12)
    for dtype, shape in ((np.float32, (12,)), (np.float64, (3, 4)), (np.float32, (4, 3))):
        a = z.astype(dtype).reshape(shape)
        for found in (g(a), g.derivative(a)):
            assert found.dtype == dtype
            assert found.shape == shape
            assert np.all(np.isfinite(found))
    for part in (g, g.derivative):
        assert [float(part(each)) for each in z] == part(z).tolist()
    assert np.abs(g.derivative(np.linspace(-50, 50, 9999))).max() <= g.largest_slope * (1 + 1e-9)
    assert copy.deepcopy(g) is g
    assert NAME not in ACTIVATIONS
    assert Network.initialise([2, 3, 2], activation=g).activation is g


KINKS = {
    "max(0.1z, z)": (0,), "min(max(z, -1), 1)": (-1, 1), "|z - π|": (np.pi,), "z 1[z>0]": (0,),
    "max(z^2, 1)": (-1, 1), "sqrt((z-0.3)^2)": (0.3,), "z/(1+|z|)": (), "relu(z)^2": (),
    "cases(z if z>0, exp(z)-1)": (), "|z|^3": (), "cases(z if z > 1/3, 2z - 1/3)": (1 / 3,),
}  # fmt: skip


@pytest.mark.parametrize("typed", KINKS)
def test_kinks_are_named_with_their_places(typed):
    own = own_activation(typed)
    assert own.activation.kinks == pytest.approx(KINKS[typed], abs=1e-12)
    assert own.facts[0].count("A kink at z = ") == len(KINKS[typed])
    told = re.search(
        r"kink at z = (\S+): the slope is (\S+) from the left and (\S+) ", own.facts[0]
    )
    if told:
        at, left, right = (float(part.replace("−", "-")) for part in told.groups())
        g = own.activation
        assert g.derivative(at - 1e-4) == pytest.approx(left, abs=1e-3)
        assert g.derivative(at + 1e-4) == pytest.approx(right, abs=1e-3)


def test_a_hole_that_is_filled_has_the_slope_of_both_sides():
    own = own_activation("cases(1 if z = 0, (exp(z) - 1)/z)")
    assert own.activation.derivative([-1e-3, 0.0, 1e-3])[1] == 0.5
    assert "At z = 0 the lines say nothing; both sides have the slope 0.5" in own.facts[0]


REFUSED = {
    "": "Type a formula of z",
    "3": "There is no z in it",
    "π + e": "There is no z in it",
    "z - z": "It is the same everywhere, 0",
    "sin(z)^2 + cos(z)^2": "It is the same everywhere, 1",
    "x": "Write it with z; here the letter is x",
    "w z": "There are w and z",
    "a z + β": "There are a, β and z",
    "k z": "k is a whole number here",
    "x[1] z": r"x\[1\] belongs to an array",
    "e(ℓ)": "g makes one number of one number, but this is a column of k",
    "vector(j, 1..3, z)": "but this is a column of 3",
    "softmax(z)": "softmax takes a column",
    "D(tanh(z), z)": "A derivative stands in it",
    "tanh'(z)": "A derivative stands in it, with a prime",
    "Σ(j, 1..k, z)": "A sum runs from a number to a number",
    "Σ(j, 1..500, z^2)": "A sum has one to 12 terms|too large",
    "log z": "No value at z = −1: a logarithm is taken of what is not positive, so g is no real",
    "sqrt z": "No value at z = −1: a root is taken of what is negative, so g is no real number",
    "z^0.5": "No value at z = −1: a power that is not whole",
    "z^z": "a power that is not whole",
    "1/z": "No value at z = 0: it divides by 0",
    "z/z": "No value at z = 0: it divides by 0",
    "1/(z - 0.3)^2": "No value at z = 0.3: it divides by 0",
    "1/(z^2 - 2)": "No value at z = 1.41421: it divides by 0",
    "1/(z - √2)^2": "No value at z = 1.41421: it divides by 0",
    "tan z": "No value at z = 1.5708: it divides by 0",
    "log|z^2 - 2|": "function: write log|No value at z = 1.41421",
    "log(|z^2 - 2|)": "No value at z = −1.41421: a logarithm is taken of 0",
    "sign z": "It jumps at z = 0, from −1 to 1",
    "1[z ≥ 2]": "It jumps at z = 2, from 0 to 1",
    "cases(z if z > 1/3, 1)": "It jumps at z = 0.333333, from 1 to 0.333333",
    "cases(5 if z = 0, z)": "One value stands apart: 5 at z = 0, but 0 beside it",
    "sqrt(|z|)": "Its slope has no bound at z = 0",
    "cases(0 if z = 0, z^2 sin(1/z))": "Its slope does not settle near z = 0",
    "exp(1000) z": "Its numbers are too large",
    "z^1000": "too large",
    "(" * 50 + "z" + ")" * 50: "more than 40 deep",
    "+".join(["sin(z)^2"] * 40): "This is too large: it has",
    "swish(z)": r"“swish” has no name here: write its formula, z sigma\(z\)",
    "floor(z)": "“floor” is not known here",
    "z +": "a number, a letter or a bracket was expected here",
    "z where z = 2": "an operator or the end was expected",
    "__import__('os')": "has no place in a line",
    "np.tanh(z)": "has no place in a line|not known",
    "z.__class__": "has no place in a line|not known|expected",
}


@pytest.mark.parametrize("typed", REFUSED)
def test_what_is_no_activation_is_refused_with_the_reason(typed):
    with pytest.raises(ValueError, match=REFUSED[typed]) as refused:
        own_activation(typed)
    assert type(refused.value).__name__ in ("Refused", "LineError")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("exp(z^2)", "g overflows up to z = −26.6, g overflows from z = 26.6 on"),
        ("sqrt(1+z^2) - 1", r"g loses digits for \|z\| < 0.000\d"),
        ("log(cosh z)", r"g loses digits for \|z\| < 0.000\d"),
        ("sin(exp z)", "g loses digits from z = 17.9 on"),
        ("(z + 1e12) - 1e12", "g loses digits"),
        (
            "exp(z)^2/(1 + exp(z)^2)",
            "size is 0.5, at z = 0.*g overflows on the way from z = 355 on",
        ),
    ],
)
def test_where_digits_are_lost_is_said(typed, said):
    assert re.search(said, " ".join(own_activation(typed).facts))


@pytest.mark.parametrize("typed", [*ACCEPTED, "exp(exp(exp(z)))", "tanh(1e9 z)", "sin(1000z)"])
def test_it_answers_soon(typed):
    begin = time.perf_counter()
    own_activation(typed)
    assert time.perf_counter() - begin < 4  # under a second on a machine of its own


# ---- put to use


@pytest.fixture(scope="module")
def explorer():
    return OwnActivationExplorer()


@pytest.mark.parametrize(
    "typed", ["z/(1+exp(-z))", "sin z", "max(0.1z, z)", "z tanh(log(1+exp(z)))"]
)
def test_the_explorers_take_it_at_once(explorer, typed):
    for use in USES:
        explorer.use.value = use
        explorer.enter(typed)
        child, g = explorer.shown, explorer.own.activation
        assert explorer.error is child.error is None
        assert child.controls[USES[use][1]].value is g
        assert child.controls[USES[use][1]].label == NAME
        assert explorer._room.children == (child.widget,)
        if use == "tangent":
            for z in (child.z.min, -1.3, child.z.max):
                child.z.value = z
                (plot,) = child.pictures
                assert plot.point.get_ydata()[0] == g(z)
                assert plot.slope.get_ydata()[0] == g.derivative(z)
                assert f"{NAME} has the value" in child.sentence
        elif use == "thirty layers":
            for depth in (child.depth.min, 7, child.depth.max):
                child.depth.value = depth
                network, x, y = deep_network(depth, g)
                grad_a = back_propagation(network, forward_propagation(network, x), y).a
                sizes = [np.linalg.norm(grad_a[k]) for k in (1, depth)]
                assert child.sizes.factor == pytest.approx(sizes[0] / sizes[1], rel=1e-12)
                assert NAME in child.pictures[0].labels
        else:
            assert child.network.activation is g
            child.turn(data="two moons")
            child.start()
            assert child.wrong == 0


def test_other_explorers_know_nothing_of_it():
    own = own_activation("sin z").activation
    one, other = TangentExplorer(), TangentExplorer()
    one.perform(offer, one.g, own)
    assert list(one.g.options)[-1] == (NAME, own)
    assert list(other.g.options) == list(ACTIVATIONS)
    one.g.value = "relu"
    assert "relu" in one.sentence
    depth = DepthExplorer()
    assert set(depth.pictures[0].labels) == set(ACTIVATIONS)


def test_a_new_formula_takes_the_place_of_the_old_one(explorer):
    for use in USES:
        explorer.use.value = use
        explorer.enter("sin z")
        explorer.enter("z^3")
        menu = explorer.shown.controls[USES[use][1]]
        assert [option[0] for option in menu.options].count(NAME) == 1
        assert menu.value(2.0) == 8
    explorer.use.value = "thirty layers"
    assert "a pre-activation overflows" in explorer.shown.sentence
    explorer.shown.depth.value = 2
    assert explorer.shown.error is None
    explorer.shown.depth.value = 30
    explorer.shown.g.value = "tanh"
    assert explorer.shown.error is None


def test_while_it_is_typed_it_is_typeset_and_nothing_else_changes(explorer):
    explorer.enter("sin z")
    before = explorer.sentence, explorer._lines.value
    explorer.formula.value = "z/(1 + exp(-z))"
    assert r"\frac{z}{1 + \exp(-z)}" in explorer._understood.value
    explorer.formula.value = "z/(1 + "
    assert "expected here" in explorer._understood.value
    assert (explorer.sentence, explorer._lines.value) == before


def test_a_refusal_keeps_what_was_there(explorer):
    explorer.use.value = "tangent"
    explorer.enter("sin z")
    own, lines = explorer.own, explorer._lines.value
    for typed in ("1/z", "z +", "<script>alert(1)</script>", "$z$", "z\\"):
        explorer.enter(typed)
        assert explorer.error is None
        assert explorer.sentence.split("\n")[0].endswith("Shown below is still sin z.")
        assert explorer.own is own
        assert explorer._lines.value == lines
        assert "<script" not in explorer._words.value + explorer._understood.value
    explorer.enter("cos z")
    assert explorer.sentence.startswith("The line is proved.")


def test_what_is_stored_shows_the_lines_and_the_picture(explorer):
    explorer.use.value = "tangent"
    explorer.enter("tanh(z)^3")
    stored = explorer.left_behind()
    assert stored["text/plain"] == explorer.sentence
    assert stored["text/html"].count("■") == len(explorer.own.derivation.lines) - 1
    assert "<img" in stored["text/html"]


def test_what_takes_too_long_is_said(explorer, monkeypatch):
    explorer.use.value = "tangent"
    monkeypatch.setattr("helpers.lessons.lesson_4_9.own_activation.MOST_LINES", 3)
    explorer.enter("z tanh(log(1 + exp(z)))")
    assert explorer.sentence.startswith("The lines end early")
    assert not explorer.own.is_proved
    assert explorer.own.activation.derivative(0.0) == pytest.approx(0.6)
    monkeypatch.setattr("helpers.lessons.lesson_4_9.own_activation.NUMBERS", 1e-4)
    explorer.enter("sin(z) + z")
    assert explorer.sentence.startswith("This takes too long to work out")
    assert explorer.error is None


@pytest.mark.parametrize("typed", ["sqrt((z - π)^2)", "cases(1 if z = 0, sin(z)/z)"])
def test_no_square_stands_where_nothing_was_proved(explorer, typed):
    explorer.enter(typed)
    marks = [line.proof.value for line in explorer.own.derivation.lines[1:]]
    assert "≈" in marks
    assert explorer.sentence.startswith("Not every line is proved")
    assert explorer._lines.value.count("■") == marks.count("■")


@pytest.mark.parametrize("typed", ["z^40", "1e12 z", "sin(1e12 z)", "exp(z^2)", "z/(1e-30 + z^2)"])
def test_what_is_huge_is_drawn_without_an_error(explorer, typed, recwarn):
    for use in ("tangent", "thirty layers"):
        explorer.use.value = use
        explorer.enter(typed)
        assert explorer.error is None
        error = str(explorer.shown.error)
        assert error == "None" or "overflows" in error or "nothing is passed" in error
    assert not recwarn.list
