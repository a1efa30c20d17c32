"""The exercises of lesson 4.9: derivatives of the activation functions."""

import numpy as np

from helpers.exercises.bug_hunt import BugHunt, small_case
from helpers.exercises.derive import Derive, setting
from helpers.exercises.formula import Variable
from helpers.exercises.implement import Implement, Trial
from helpers.exercises.predict import PredictChoice, PredictNumber
from helpers.exercises.sheet import Sheet
from helpers.lessons.lesson_4_9.three_tangents import AT, ThreeTangents
from helpers.numeric.activations import logistic
from helpers.numeric.network import Network

SHAPES = ((4,), (3, 5), (2, 1))
FAR = np.array([-1000.0, -40.0, -20.0, 0.0, 40.0, 20.0, 1000.0])
ARRIVING = np.array([3.0, 1e18, -1e9, 2.0, -1e18, 1e9, 3.0])  # what is left of it shows

slopes = ThreeTangents.from_text(
    r"""
    slopes: How steep is the climb?
      The logistic curve $\sigma$ climbs from 0 to 1. Three straight lines cross it, at $z = -4$, at
      $0$ and at $2$. Tilt each line with its slider until it only touches the curve. Its slope is
      then $\sigma'$ there.
    1. A slope is rise over run. Between which two heights does the whole curve lie?
    2. From $z = -2$ to $2$ the curve rises from $0.12$ to $0.88$, so by $0.19$ a step. In the
       middle it is a little steeper.
    3. $\sigma(-4) = 0.02$: there the curve has hardly left the ground. From $z = 2$ to $4$ it rises
       only from $0.88$ to $0.98$, so by $0.05$ a step, and most of that at the beginning.
    Solution: $0.02$, $0.25$ and $0.10$. It climbs everywhere, so no slope is negative, and at its
      steepest it rises by a quarter of a step for each step.
    If sign: A sign is flipped: a slope is negative where a curve falls, and $\sigma$ climbs
      everywhere.
    Why: A logistic unit passes on a quarter of the gradient at its very best, and most units are
      not at their best.
    """,
    labels=tuple(rf"\sigma'({z:g})" for z in AT),
    truth="slope(sigma(a) * (1 - sigma(a)))",
    values={"a": np.array(AT), "h": logistic(AT)},
    limits=(-0.25, 0.75),
    start=0.5,
    tolerance=0.06,
    without=("slope at h",),  # no formula is known yet, and a quarter everywhere looks like it
)

A = Variable(aliases=("z",))

tanh_slope = Derive.from_text(
    r"""
    tanh slope: The slope of tanh
      What comes out of a tanh unit is $h = \tanh(a) = \frac{u}{v}$ with $u = e^a - e^{-a}$ and
      $v = e^a + e^{-a}$, and each of the two is the derivative of the other. Derive the slope.
      Type it with `u` and `v`, with `a`, or, shortest, with `h`.
    1. A fraction of two functions of $a$: which rule of 4.5 differentiates it?
    2. Quotient rule: $\frac{u'v - u\,v'}{v^2}$, and here $u' = v$, $v' = u$.
    3. $\frac{v^2 - u^2}{v^2}$. Divide each term by $v^2$.
    Solution: `1 - h**2`: $\frac{v^2 - u^2}{v^2} = 1 - \tanh(a)^2$.
    If sign: A sign is the wrong way round: tanh climbs everywhere, and never more steeply than at
      0, where its slope is 1.
    Why: From 1 a square is taken away, so the slope is at most 1, and that only at $a = 0$. For a
      general $g$ the backward pass needs $a$, and 4.6 keeps it. A slope that needs $h$ alone lets
      a library forget $a$ as soon as $h$ is there, which halves what is kept.
    """,
    left=r"\tanh'(a)",
    truth="slope(1 - denominator(tanh(a)**2))",
    setting=setting(
        "h",
        "u",
        "v",
        a=A,
        functions=("tanh", "sigma", "cosh", "sinh", "sech"),
        definitions={"h": "tanh(a)", "u": "exp(a) - exp(-a)", "v": "exp(a) + exp(-a)"},
    ),
    example="2*u / v",
    without=("slope forgotten",),  # the slope is all there is
    slips={
        r"$h\,(1 - h)$ is the slope of the logistic function. Derive that of tanh.": ("h*(1 - h)",),
        "$h$ has to be squared: each of the two terms is divided by $v^2$.": ("1 - h",),
        "$a$ stands where $h$ belongs: what is squared is what comes out of tanh.": ("1 - a**2",),
        "That is what is taken away from 1.": ("h**2", "-(h**2)"),
        "The quotient rule divides by the square of $v$.": ("(v**2 - u**2)/v", "v**2 - u**2"),
        "That is tanh itself. What is asked is its slope.": ("u/v",),
        "This is the slope's square root: square it.": ("sech(a)",),
        "This divides derivative by derivative. The slope of a fraction is none of this kind: take "
        "the quotient rule.": ("v/u",),
    },
)

kept = PredictNumber.from_text(
    r"""
    kept: All that is kept is h
      For one tanh unit the forward pass has kept $h = 0.8$. How steep is tanh at the $a$ of this
      unit?
    1. You do not need $a$. Which letters stand on the right of 4.9-2?
    2. $g'(a) = 1 - g(a)^2$, and $g(a)$ is $h$ itself.
    3. $1 - 0.8^2$.
    Solution: $0.36 = 1 - 0.8^2$. No tanh is computed any more: $h$ is one.
    If slope at h: $g'$ is taken at $h$ in place of $a$: $h$ is $\tanh(a)$ already, and
      $1 - \tanh(h)^2$ bends it once more.
    If sign: A sign is the wrong way round: the square is taken away from 1, so the slope lies
      between 0 and 1.
    Why: So this unit passes on about a third of what arrives, and ten layers of such units, with
      weights of 1, 0.004 % of it.
    Again: For another tanh unit the forward pass has kept $h = -0.5$. How steep is tanh at its $a$?
    """,
    left="g'(a)",
    truth="slope(1 - tanh(a)**2)",
    values={"a": np.arctanh(0.8), "h": 0.8},
    anew={"a": np.arctanh(-0.5), "h": -0.5},
    without=("slope forgotten",),  # the slope is all there is
    slips={
        r"That is $h\,(1 - h)$, the slope of the logistic function.": ("h*(1 - h)",),
        "That is $h^2$: it is taken away from 1.": ("h**2",),
        "The square is missing: $1 - h^2$.": ("1 - h",),
        r"$h$ is $\tanh(a)$ already: no tanh is applied to it again.": ("tanh(h)",),
    },
)

swish = Derive.from_text(
    r"""
    swish: One that is not on the slides
      $h = g(a) = a\,\sigma(a)$, called swish, bends much like relu, but without its kink. Derive
      $g'(a)$. Besides `a` you may type `sigma(a)`, `sigma'(a)` and `h`.
    1. $a$ reaches $h$ along two paths: as the first factor, and through $\sigma$.
    2. Product rule: $1 \cdot \sigma(a) + a \cdot \sigma'(a)$.
    3. By 4.9-1 $\sigma'(a) = \sigma(a)\,(1 - \sigma(a))$.
    Solution: `sigma(a) + a*sigma(a)*(1 - sigma(a))`, or shorter `h + sigma(a)*(1 - h)`.
    If sign: A sign is the wrong way round: what comes along the two paths is added, and the slope
      of $\sigma$ is $\sigma(a)\,(1 - \sigma(a))$.
    If = for +=: Only one of the two paths is left: $a$ stands in $h$ twice, as the first factor and
      inside $\sigma$, and what comes along each is added.
    If slope forgotten: The slope of $\sigma$ is missing on the path that leads through it.
    If slope at h: The slope of $\sigma$ is taken at $h$ in place of $a$: it is $a$ that $\sigma$ is
      applied to.
    Why: Any $g$ whose slope you can write down can be put into the algorithm of 4.8, and no other
      line of it changes.
    """,
    left="g'(a)",
    truth="paths(sigma(a), a * slope(sigma(a) * (1 - sigma(a))))",
    setting=setting("h", a=A, functions=("sigma", "sigma'"), definitions={"h": "a*sigma(a)"}),
    example="a * sigma(a) / 2",
    slips={
        r"This multiplies the slopes of the two factors. The product rule has two terms: each "
        r"differentiates one factor and keeps the other.": ("slope(sigma(a)*(1 - sigma(a)))",),
        r"In the second term the factor $a$ is left out: it stays as it is while $\sigma$ is "
        r"differentiated.": ("sigma(a) + sigma(a)*(1 - sigma(a))",),
        r"In the first term $\sigma(a)$ is left out: it stays as it is while $a$ is "
        r"differentiated.": ("1 + a*sigma(a)*(1 - sigma(a))", "1 + sigma(a)*(1 - sigma(a))"),
        r"The slope of $\sigma$ is $\sigma(a)\,(1 - \sigma(a))$; $h$ is $a\,\sigma(a)$ here, not "
        r"$\sigma(a)$.": ("sigma(a) + a*h*(1 - h)", "h*(1 - h)"),
        r"$\sigma$ itself stands where its slope belongs.": ("sigma(a) + a*sigma(a)",),
        r"$1 - h^2$ is the slope of tanh. That of $\sigma$ is $\sigma(a)\,(1 - \sigma(a))$.": (
            "sigma(a) + a*(1 - sigma(a)**2)",
        ),
        "The two terms are multiplied here. What comes along two paths is added.": (
            "sigma(a)*a*sigma(a)*(1 - sigma(a))",
        ),
    },
)


def _arriving(rng):
    """Gradients that arrive at logistic units, moderate ones and some far out."""
    drawn = [(rng.normal(size=shape), 2 * rng.normal(size=shape)) for shape in SHAPES]
    labels = "one sample of 4 units", "a batch of 5", "a batch of 1", "units far out"
    pairs = zip(labels, [*drawn, (ARRIVING, FAR)], strict=True)
    return [
        Trial(label, {"grad_h": grad_h, "a": a, "h": logistic(a)}) for label, (grad_h, a) in pairs
    ]


far = Implement.from_text(
    r"""
    far: Through the bend, with all digits
      Write the way back through logistic units, $\nabla_a = \nabla_h \odot \sigma'(a)$, with numpy
      alone; both arrays have the same shape. It has to hold far out as well: at $a = 40$ the slope
      is $4 \cdot 10^{-18}$, not 0, and at $a = \pm 1000$ the result is a finite number.
    1. In $\sigma(a)\,(1 - \sigma(a))$, what does numpy make of the second factor where $\sigma(a)$
       has been rounded to 1? And which exponential overflows?
    2. $1 - \sigma(a) = \sigma(-a)$ needs no difference. And the slope is the same at $a$ and at
       $-a$, so it can be computed from $-|a|$ alone.
    3. With $q = e^{-|a|}$, which cannot overflow, the slope is
       $\frac{1}{1 + q} \cdot \frac{q}{1 + q}$. Multiply what arrives by it.
    Solution: `q = np.exp(-np.abs(a))`, then `return grad_h * q / (1 + q)**2`.
    Why: Two formulas that are equal on paper need not be equal in a computer: what is lost in a
      difference of two close numbers never comes back.
    """,
    arguments=("grad_h", "a"),
    truth="grad_h * slope(sigma(a) * sigma(-a))",
    trials=_arriving,
)

left = PredictNumber.from_text(
    r"""
    left: What is left at layer 1
      A thin network as in 4.4, one logistic unit a layer, every weight 1. Let $a_k$ be the
      pre-activation of layer $k$, a single number here. A gradient of size 1 stands at that of
      layer 11. How much of it can reach $a_1$, at the very most? A product or a power may be typed,
      such as `0.3**4`.
    1. How many slopes stand between the two pre-activations, and how large can each be?
    2. From $a_k$ to $a_{k-1}$: times the weight, 1, times $\sigma'$, at most $\frac14$.
    3. Ten such steps lead from layer 11 to layer 1.
    Solution: $\left(\frac14\right)^{10} \approx 10^{-6}$: the factors multiply, they do not add.
    If layer off by one: The count is off by one: between 11 layers there are 10 steps, each through
      one bend.
    Why: The power of a number a little below 1 falls fast as well: $0.9^{10}$ is about a third.
    Again: Now the gradient of size 1 stands at layer 6 of this network. How much of it can reach
      $a_1$, at the very most?
    """,
    left=r"\left|\nabla_{a_1}\right|",
    truth="grad * slope(gamma**steps)",
    values={"grad": 1.0, "gamma": 0.25, "steps": 10},
    anew={"steps": 5},
    slips={
        "That is one step. From layer 11 to layer 1 there are ten.": ("gamma",),
        r"$\sigma$ is $\frac12$ at 0, but its slope is $\frac14$ there: the way back takes "
        r"slopes.": ("0.5**steps",),
        "Slopes are multiplied, not added; and between 11 layers there are 10 steps.": (
            "gamma*(steps + 1)",
        ),
        r"$\frac14$ ten times as a factor is a power, $\left(\frac14\right)^{10}$.": (
            "gamma/steps",
            "steps**gamma",
        ),
        "That is how much a gradient would have to be larger: the power is upside down.": (
            "4**steps",
        ),
    },
    tolerance=0.07,
    digits=9,
)

cost = PredictChoice.from_text(r"""
    cost: Two networks, one difference
      The digits of 4.8 again, a network with six hidden layers of 32 units, 200 steps of gradient
      descent. One network has tanh units, the other logistic ones; all else is the same. By chance
      one digit in ten is right. How many held-out digits do the two get right?
    ✗ Both about nine in ten
      Only tanh gets there. Both run the same right algorithm, but the gradient passes six logistic
      slopes, each at most $\frac14$, and the weights here do not make up for them.
    ✗ tanh about nine in ten, logistic about seven in ten
      The logistic network stays at one in ten. A slope a quarter as steep would only be slower in a
      single layer. Six layers that each leave about a quarter leave less than a thousandth.
    ✓ tanh about nine in ten, logistic about one in ten
      The logistic network has learnt nothing at all. Both run the backward pass that 4.8 has
      checked, but next to nothing of the gradient reaches $W_1$, which stays where chance has put
      it.
    ✗ tanh about one in ten, logistic about nine in ten
      The other way round. The slope of tanh is up to 1, that of the logistic function a quarter
      at most, and with weights that change no length next to nothing arrives at layer 1.
    1. How many slopes does the gradient meet on its way to the first layer?
    2. Each is at most 1 for tanh, at most $\frac14$ for the logistic function.
    3. The weights start with a scale of 1: they leave the length about as it is. The slopes are
       left: $\left(\frac14\right)^6 = \frac{1}{4096}$, and a step is $\eta$ times what is left.
    Solution: tanh about nine in ten, logistic about one in ten: next to nothing of its gradient
      reaches the first layers.
    Why: Deep networks became possible when each layer's factor was brought close to 1: by relu, by
      the scale of the first weights, by connections that pass a layer by.
""")


def _logistic_case(seed):
    """Return the case of `small_case` with logistic units, and weights twice as large."""
    network, x, y = small_case(seed)
    return Network.initialise(network.sizes, activation="logistic", seed=seed, scale=2.0), x, y


hunt = BugHunt.from_text(
    r"""
    hunt: The loss likes it
      A network of three layers, this time with logistic units, and softmax; eight samples as
      columns. One line of its backward pass is wrong. Find the layer and the line in the gradient
      check, then repair it, and see what the loss makes of your repair.
    Why: With the mistake the loss even ended lower than without it: logistic slopes at $h$ are all
      close to a quarter, so more of the gradient got through, in a wrong direction.
    """,
    planted=(9, "slope at h", 0),
    case=_logistic_case,
)

ask = Sheet("4.9", slopes, tanh_slope, left, cost, kept, swish, far, hunt)
