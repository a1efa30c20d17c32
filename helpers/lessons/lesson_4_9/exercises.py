"""The exercises of lesson 4.9: derivatives of the activation functions."""

import numpy as np

from helpers.exercises.bug_hunt import BugHunt, small_case
from helpers.exercises.derive import Derive, Setting
from helpers.exercises.implement import Implement, Trial
from helpers.exercises.predict import Option, PredictChoice, PredictDrag, PredictNumber
from helpers.exercises.sheet import Sheet
from helpers.exercises.vocabulary import Variable, vocabulary
from helpers.numeric.activations import logistic
from helpers.numeric.network import Network

AT = np.array([-4.0, 0.0, 2.0])
SHAPES = ((4,), (3, 5), (2, 1))
FAR = np.array([-1000.0, -40.0, -20.0, 0.0, 40.0, 20.0, 1000.0])
ARRIVING = np.array([3.0, 1e18, -1e9, 2.0, -1e18, 1e9, 3.0])  # what is left of it shows

slopes = PredictDrag(
    name="slopes",
    title="How steep is the climb?",
    text=r"$\sigma$ climbs from 0 to 1, and most of it around $z = 0$. How steep is it at "
    "$z = -4$, at $0$ and at $2$? Drag each slider to the slope you expect.",
    labels=tuple(rf"\sigma'({z:g})" for z in AT),
    truth="slope(sigma(a) * (1 - sigma(a)))",
    values={"a": AT, "h": logistic(AT)},
    limits=(-1.0, 1.0),
    start=0.5,
    tolerance=0.06,
    without=("slope at h",),  # no formula is known yet, and a quarter everywhere looks like it
    hints=(
        "A slope is rise over run. Between which two heights does the whole curve lie?",
        r"A slope of 1 at 0 would take the curve from 0 to 1 within a step of 1. It needs "
        r"longer: $\sigma(-2) = 0.12$ and $\sigma(2) = 0.88$.",
        r"From $z = -2$ to $2$ it rises by $0.76$ over 4, so by $0.19$ a step, a little more in "
        r"the middle. $\sigma(-4) = 0.02$: there it has hardly left the ground.",
    ),
    solution=r"$0.02$, $0.25$ and $0.10$. It climbs everywhere, so no slope is negative, and at "
    r"its steepest it rises by a quarter of a step for each step.",
    remarks={
        "sign": r"A sign is flipped: a slope is negative where a curve falls, and $\sigma$ climbs "
        "everywhere.",
    },
    why=r"A logistic unit passes on a quarter of the gradient at its very best, and most units are "
    "not at their best.",
)

A = Variable(aliases=("z",))

tanh_slope = Derive(
    name="tanh slope",
    title="The slope of tanh",
    text=r"What comes out of a tanh unit is $h = \tanh(a) = \frac{u}{v}$ with $u = e^a - e^{-a}$ "
    r"and $v = e^a + e^{-a}$, and each of the two is the derivative of the other. Derive the slope "
    "before you read on. Type it with $a$, as in `exp(-a)`, or, shorter, with $h$.",
    left=r"\tanh'(a)",
    truth="slope(1 - denominator(tanh(a)**2))",
    setting=Setting(vocabulary("h", a=A, functions=("tanh",)), {"h": "tanh(a)"}),
    example="2*exp(a) / (exp(a) + exp(-a))",
    without=("slope forgotten",),  # the slope is all there is
    hints=(
        "A fraction of two functions of $a$: which rule of 4.5 differentiates it?",
        r"Quotient rule: $\frac{u'v - u\,v'}{v^2}$, and here $u' = v$, $v' = u$.",
        r"$\frac{v^2 - u^2}{v^2}$. Divide each term by $v^2$.",
    ),
    solution=r"`1 - h**2`: $\frac{v^2 - u^2}{v^2} = 1 - \tanh(a)^2$.",
    remarks={
        "sign": "A sign is the wrong way round: tanh climbs everywhere, and never more steeply "
        "than at 0, where its slope is 1.",
    },
    why="A slope that needs $h$ alone lets a library forget $a$ as soon as $h$ is there, which "
    "halves what the forward pass has to keep.",
)

kept = PredictNumber(
    name="kept",
    title="All that is kept is h",
    text="For one tanh unit the forward pass has kept $h = 0.8$. How steep is tanh at the $a$ of "
    "this unit?",
    left="g'(a)",
    truth="slope(1 - tanh(a)**2)",
    values={"a": np.arctanh(0.8), "h": 0.8},
    without=("slope forgotten",),  # the slope is all there is
    hints=(
        "You do not need $a$. Which letters stand on the right of 4.9-2?",
        r"$g'(a) = 1 - g(a)^2$, and $g(a)$ is $h$ itself.",
        "$1 - 0.8^2$.",
    ),
    solution=r"$0.36 = 1 - 0.8^2$. No tanh is computed any more: $h$ is one.",
    remarks={
        "slope at h": r"$g'$ is taken at $h$ in place of $a$: $h$ is $\tanh(a)$ already, and "
        r"$1 - \tanh(h)^2$ bends it once more.",
        "sign": "A sign is the wrong way round: the square is taken away from 1, so the slope lies "
        "between 0 and 1.",
    },
    why="So this unit passes on about a third of what arrives, and ten layers of such units, with "
    "weights of 1, 0.004 % of it.",
)

swish = Derive(
    name="swish",
    title="One that is not on the slides",
    text=r"$h = g(a) = a\,\sigma(a)$, called swish, bends much like relu, but without its kink. "
    r"Derive $g'(a)$. Besides $a$ you may type `sigma(a)` and `h`.",
    left="g'(a)",
    truth="paths(sigma(a), a * slope(sigma(a) * (1 - sigma(a))))",
    setting=Setting(vocabulary("h", a=A, functions=("sigma",)), {"h": "a*sigma(a)"}),
    example="a * sigma(a) / 2",
    hints=(
        r"$a$ reaches $h$ along two paths: as the first factor, and through $\sigma$.",
        r"Product rule: $1 \cdot \sigma(a) + a \cdot \sigma'(a)$.",
        r"By 4.9-1 $\sigma'(a) = \sigma(a)\,(1 - \sigma(a))$.",
    ),
    solution=r"`sigma(a) + a*sigma(a)*(1 - sigma(a))`, or shorter `h + sigma(a)*(1 - h)`.",
    remarks={
        "sign": r"A sign is the wrong way round: what comes along the two paths is added, and the "
        r"slope of $\sigma$ is $\sigma(a)\,(1 - \sigma(a))$.",
        "= for +=": r"Only one of the two paths is left: $a$ stands in $h$ twice, as the first "
        r"factor and inside $\sigma$, and what comes along each is added.",
        "slope forgotten": r"The slope of $\sigma$ is missing on the path that leads through it.",
        "slope at h": r"The slope of $\sigma$ is taken at $h$ in place of $a$: it is $a$ that "
        r"$\sigma$ is applied to.",
    },
    why="Any $g$ whose slope you can write down can be put into the algorithm of 4.8, and no other "
    "line of it changes.",
)


def _arriving(rng):
    """Gradients that arrive at logistic units, moderate ones and some far out."""
    drawn = [(rng.normal(size=shape), 2 * rng.normal(size=shape)) for shape in SHAPES]
    labels = "one sample of 4 units", "a batch of 5", "a batch of 1", "units far out"
    pairs = zip(labels, [*drawn, (ARRIVING, FAR)], strict=True)
    return [
        Trial(label, {"grad_h": grad_h, "a": a, "h": logistic(a)}) for label, (grad_h, a) in pairs
    ]


far = Implement(
    name="far",
    title="Through the bend, with all digits",
    text=r"Write the way back through logistic units, $\nabla_a = \nabla_h \odot \sigma'(a)$, with "
    "numpy alone; both arrays have the same shape. It has to hold far out as well: at $a = 40$ the "
    r"slope is $4 \cdot 10^{-18}$, not 0, and at $a = \pm 1000$ the result is a finite number.",
    arguments=("grad_h", "a"),
    truth="grad_h * slope(sigma(a) * sigma(-a))",
    trials=_arriving,
    hints=(
        r"In $\sigma(a)\,(1 - \sigma(a))$, what does numpy make of the second factor where "
        r"$\sigma(a)$ has been rounded to 1? And which exponential overflows?",
        r"$1 - \sigma(a) = \sigma(-a)$ needs no difference. And the slope is the same at $a$ and "
        "at $-a$, so it can be computed from $-|a|$ alone.",
        r"With $q = e^{-|a|}$, which cannot overflow, the slope is $\frac{1}{1 + q} \cdot "
        r"\frac{q}{1 + q}$. Multiply what arrives by it.",
    ),
    solution="`q = np.exp(-np.abs(a))`, then `return grad_h * q / (1 + q)**2`.",
    why="Two formulas that are equal on paper need not be equal in a computer: what is lost in a "
    "difference of two close numbers never comes back.",
)

left = PredictNumber(
    name="left",
    title="What is left at the bottom",
    text="A thin network as in 4.4, one logistic unit a layer, every weight 1. Let $a_k$ be the "
    "pre-activation of layer $k$, a single number here. A gradient of size 1 stands at that of "
    "layer 11. How much of it can reach $a_1$, at the very most? A product or a power may be "
    "typed, such as `0.3**4`.",
    left=r"\left|\nabla_{a_1}\right|",
    truth="grad * slope(gamma**L_before)",
    values={"grad": 1.0, "gamma": 0.25, "L_before": 10, "L": 11},
    tolerance=0.05,
    digits=9,
    hints=(
        "How many slopes stand between the two pre-activations, and how large can each be?",
        r"From one $a_k$ to the next below: times the weight, 1, times $\sigma'$, at most "
        r"$\frac14$.",
        r"Ten such steps lead from layer 11 to layer 1.",
    ),
    solution=r"$\left(\frac14\right)^{10} \approx 10^{-6}$: the factors multiply, they do not add.",
    remarks={
        "layer off by one": "The count is off by one: between 11 layers there are 10 steps, each "
        "through one bend.",
    },
    why="The power of a number a little below 1 falls fast as well: $0.9^{10}$ is about a third.",
)

cost = PredictChoice(
    name="cost",
    title="Two networks, one difference",
    text="The digits of 4.8 again, a network with six hidden layers of 32 units, 200 steps of "
    "gradient descent. One network has tanh units, the other logistic ones; all else is the same. "
    "By chance one digit in ten is right. How many held-out digits do the two get right?",
    options=(
        Option(
            "Both about nine in ten",
            "Only tanh gets there. Both run the same right algorithm, but six logistic slopes in a "
            r"row leave at most $\left(\frac14\right)^6$, one part in four thousand.",
        ),
        Option(
            "tanh about nine in ten, logistic about seven in ten",
            "The logistic network stays at one in ten. A slope a quarter as steep would only be "
            "slower in a single layer; in six it is a factor of four thousand.",
        ),
        Option(
            "tanh about nine in ten, logistic about one in ten",
            "The logistic network has learnt nothing at all.",
        ),
        Option(
            "tanh about one in ten, logistic about nine in ten",
            "The other way round. tanh lies between $-1$ and 1 and its slope is up to 1; the "
            r"logistic one passes on a quarter at most, and what arrives at layer 1 is nothing.",
        ),
    ),
    right=2,
    hints=(
        "How many slopes does the gradient meet on its way to the first layer?",
        r"Each is at most 1 for tanh, at most $\frac14$ for the logistic function.",
        r"$\left(\frac14\right)^6 = \frac{1}{4096}$, and a step is $\eta$ times what is left.",
    ),
    solution="tanh about nine in ten, logistic about one in ten: next to nothing of its gradient "
    "reaches the lower layers.",
    why="Deep networks became possible when each layer's factor was brought close to 1: by relu, "
    "by the scale of the first weights, by connections that pass a layer by.",
)


def _logistic_case(seed):
    """Return the case of `small_case` with logistic units, and weights twice as large."""
    network, x, y = small_case(seed)
    return Network.initialise(network.sizes, activation="logistic", seed=seed, scale=2.0), x, y


hunt = BugHunt(
    name="hunt",
    title="The loss likes it",
    text="A network of three layers, this time with logistic units, and softmax; eight samples as "
    "columns. One line of its backward pass is wrong. Find the layer and the line in the gradient "
    "check, then repair it, and see what the loss makes of your repair.",
    planted=(9, "slope at h", 0),
    case=_logistic_case,
    why="With the mistake the loss even ended lower than without it: logistic slopes at $h$ are "
    "all close to a quarter, so more of the gradient got through, in a wrong direction.",
)

ask = Sheet("4.9", slopes, tanh_slope, kept, swish, far, left, cost, hunt)
