"""The exercises of lesson 4.2: learning the parameters."""

from helpers.exercises.derive import Derive, setting
from helpers.exercises.formula import Variable
from helpers.exercises.implement import Implement, trials
from helpers.exercises.predict import PredictChoice, PredictDrag, PredictNumber
from helpers.exercises.sheet import Sheet
from helpers.numeric.activations import logistic

slopes = PredictDrag.from_text(
    r"""
    slopes: Two slopes elsewhere
      The same sample, $x = 2$ and $y = 1$, but the neuron stands at $w = 1$, $b = -2.5$. Drag the
      sliders to the two slopes of the loss $(y - l)^2$ there, for $w$ and for $b$.
    1. What does the neuron say here? Is that too much or too little?
    2. The two slopes are $2x\,(wx + b - y)$ and $2\,(wx + b - y)$.
    3. $wx + b - y = 1 \cdot 2 - 2.5 - 1 = -1.5$.
    Solution: $-6$ and $-3$: the neuron says $-0.5$, $1.5$ too little, and $w$ counts twice.
    Again: Now the neuron stands at $w = 1.5$, $b = -1$; the sample is the same, $x = 2$ and
      $y = 1$. Drag the sliders to the two slopes of the loss.
    If sign: A sign is the wrong way round: the neuron says too little here, so raise $w$ or $b$ a
      little, and the loss falls.
    Why: The weight of a large input gets a large slope, the bias always as if its input were 1.
    """,
    labels=(r"\partial\mathscr{L}/\partial w", r"\partial\mathscr{L}/\partial b"),
    truth="2*reads*(w*x + b - y)",
    values={"reads": (2.0, 1.0), "w": 1.0, "x": 2.0, "b": -2.5, "y": 1.0},
    anew={"w": 1.5, "b": -1.0},
    limits=(-8.0, 8.0),
    step=0.5,
    tolerance=0.5,
)

step = PredictNumber.from_text(
    r"""
    step: One step by hand
      At $w = 1$, $b = 1$ the slopes of section 1 are 8 for $w$ and 4 for $b$. Take one step with
      $\eta = 0.05$. What does the neuron, $l = wx + b$, say of $x = 2$ afterwards?
    1. First find the new $w$ and the new $b$, each with its own slope; then what they say.
    2. $w_1 = w_0 - \eta\,\nabla w_0$, and likewise for $b$.
    3. $w_1 = 1 - 0.05 \cdot 8 = 0.6$ and $b_1 = 1 - 0.05 \cdot 4 = 0.8$.
    Solution: $l = 0.6 \cdot 2 + 0.8 = 2$: the step is against both slopes.
    Again: At $w = 2$, $b = -1$ the slopes are 8 and 4 too. Take one step with $\eta = 0.025$. What
      does the neuron say of $x = 2$ afterwards?
    If sign: A sign is flipped. Descent goes against the slope: it subtracts $\eta$ times the slope
      from $w$, and likewise from $b$.
    Why: It said 3 and should say 1, so this step has halved the error, though it knew nothing of
      the target but two slopes.
    """,
    left="l",
    truth="(theta - eta*grad_theta) @ reads",
    values={"theta": (1.0, 1.0), "eta": 0.05, "grad_theta": (8.0, 4.0), "reads": (2.0, 1.0)},
    anew={"theta": (2.0, -1.0), "eta": 0.025},
    slips={
        "Only $w$ has moved. The bias takes its own step, with its own slope, 4.": (
            "theta @ reads - eta*8*2",
        ),
        "Only $b$ has moved. The weight takes its own step, with its own slope, 8.": (
            "theta @ reads - eta*4",
        ),
        "That is what it says before the step. Take the step first.": ("theta @ reads",),
        "That is the new $w$ or the new $b$. What the neuron says with both is $l = wx + b$.": (
            "1 - eta*8",
            "1 - eta*4",
        ),
        "$x = 2$ is left out: the neuron weighs its input, $wx + b$.": ("2 - eta*12",),
    },
)

rates = PredictChoice.from_text(r"""
    rates: Which one lands?
      The ball stands at $w = 1$, the lowest place is $w = 0$, and the slope at the ball is 8. A
      step moves $w$ by $-\eta$ times the slope. With $\eta = 0.05$ it creeps. Of the other three,
      which one lands in a single step, which one never settles, which one runs away?
    ✗ 0.125 never settles, 0.25 lands, 0.275 runs away
      The first step of 0.125 is $0.125 \cdot 8 = 1$, and the lowest place is 1 away. With 0.25 it
      is 2, so the ball lands on the other side, as high as before.
    ✗ 0.125 runs away, 0.25 never settles, 0.275 lands
      It is the other way round. A larger step is not a faster arrival: the slope says how steep it
      is, not how far to go, and the step jumps over the lowest place.
    ✓ 0.125 lands, 0.25 never settles, 0.275 runs away
      The first steps are $0.125 \cdot 8 = 1$, $0.25 \cdot 8 = 2$ and $0.275 \cdot 8 = 2.2$, and the
      lowest place is 1 away: the ball comes to 0, to $-1$, and to $-1.2$, which is higher up.
    ✗ 0.125 never settles, 0.25 runs away, 0.275 lands
      A step is proportional to $\eta$. With 0.125 it is $0.125 \cdot 8 = 1$, just as far as the
      lowest place; whatever is larger jumps over it.
    1. How long is the first step with each of them? How far away is the lowest place?
    2. The first step is $\eta \cdot 8$ long, to the left. The lowest place is 1 away.
    3. The first steps are 1, 2 and 2.2 long. Where is the ball then, and how high?
    Solution: 0.125 lands on 0, 0.25 jumps from 1 to $-1$ and back for ever, 0.275 goes to $-1.2$,
      then to $1.44$.
    Why: Twice the learning rate that lands is already one that never settles.
""")

landing = Derive.from_text(
    r"""
    landing: The rate that lands
      One sample with input $x$, a linear neuron, and $b$ stays as it is. Which learning rate $\eta$
      brings $w$ to the lowest place in a single step, wherever it starts? Type it as a formula in
      $x$.
    1. Each step multiplies the distance by one and the same factor. What has this factor to be?
    2. $1 - \eta\lambda = 0$, with $\lambda = 2x^2$.
    3. So $\eta = 1/\lambda$. Put in what $\lambda$ is; for $x = 2$ it is the 0.125 of the ball.
    Solution: `1/(2*x**2)`: the factor $1 - \eta\lambda$ is 0 for $\eta = 1/\lambda$.
    If sign: A sign is the wrong way round: $\eta$ is positive for every $x$.
    If factor 2 lost: This is twice the rate that lands. If you typed $2/\lambda$: that is the
      bound, from which on the ball no longer settles. The factor $1 - \eta\lambda$ is $-1$ there,
      and it has to be 0. If not: the slope of a square $u^2$ is $2u$, so $\lambda$ has a factor 2.
    Why: The larger the input, the smaller the step that suits it: this is why inputs are brought to
      a common scale before training.
    """,
    left=r"\eta",
    truth="1/(2*x**2)",
    setting=setting("x", lam=Variable(r"\lambda", ("λ", "lambda")), definitions={"lam": "2*x**2"}),
    example="x**2/3",
    unfinished={"lam": r"Now put in what $\lambda$ is: $\lambda = 2x^2$."},
    slips={
        r"The input is there twice: in $l = wx + b$, and in front of the slope $2x(wx + b - y)$. "
        r"So $\lambda$ has $x^2$.": ("1/(2*x)", "1/x"),
        r"This is right where $b$ moves too: then $\lambda = 2(x^2 + 1)$. Here $b$ stays.": (
            "1/(2*(x**2 + 1))",
        ),
        r"Here $b$ stays, so $\lambda$ has no $+1$. And a square $u^2$ has the slope $2u$.": (
            "1/(x**2 + 1)",
        ),
        r"That is $\lambda$ itself, how steep the valley is. The steeper it is, the smaller "
        r"the rate that lands.": ("2*x**2", "x**2"),
        r"This is right for the ball, where $x = 2$. For any $x$ it is a formula with $x$ in it.": (
            "0.125",
        ),
        r"Half the rate that lands: $1 - \eta\lambda$ is $\frac12$ with it, so half of the way is "
        r"left.": ("1/(4*x**2)",),
    },
)

logistic_slope = Derive.from_text(
    r"""
    logistic: One sample, with the bend
      Put the pieces together for one sample: $a = wx + b$,
      $\hat{y} = h = \sigma(a)$, where $\sigma(a) = 1/(1 + \exp(-a))$ is the logistic function. What
      is the slope of $(\hat{y} - y)^2$ for $w$? Type $\hat{y}$ as `y_hat`, $\sigma(a)$ as
      `sigma(a)`.
    1. From $w$ to the loss there are three steps: $w \to a \to \hat{y} \to (\hat{y} - y)^2$.
    2. The chain rule multiplies the three slopes. That from $a$ to $\hat{y}$ is
       $\hat{y}(1 - \hat{y})$; the other two are as in section 1.
    3. The slopes are $2(\hat{y} - y)$ of the square, $\hat{y}(1 - \hat{y})$ of the bend, and $x$ of
       $a = wx + b$.
    Solution: `2*(y_hat - y)*y_hat*(1 - y_hat)*x`: square, activation function, $wx + b$: one slope
      each.
    If sign: A sign is the wrong way round. The square has the slope $2(\hat{y} - y)$, the bend
      $\hat{y}(1 - \hat{y})$: compare the signs in both brackets with yours.
    If slope forgotten: The step through the bend is missing: from $\hat{y} = \sigma(a)$ to $a$ the
      chain rule asks for the slope of $\sigma$, which is $\hat{y}(1 - \hat{y})$.
    If slope at h: The slope of $\sigma$ is taken at $\hat{y}$ in place of $a$. $\sigma$ is applied
      to $a$, so its slope is that at $a$; $\hat{y}$ is what comes out.
    Why: Compared with the linear neuron one factor has joined, and it is never above 1/4: each
      logistic bend on the way makes a gradient smaller.
    """,
    left=r"\frac{\partial(\hat{y} - y)^2}{\partial w}",
    truth="2*(y_hat - y)*slope(sigma(a)*(1 - sigma(a)))*x",
    setting=setting(
        *("x", "y", "y_hat", "a", "h", "w", "b"),
        functions=("sigma", "sigma'"),
        definitions={"a": "w*x + b", "h": "sigma(a)", "y_hat": "h"},
    ),
    example="(y_hat + x)**2",
    slips={
        r"The last step is missing: from $a = wx + b$ to $w$ the slope is $x$. What you have is "
        "the slope for $b$.": ("2*(y_hat - y)*y_hat*(1 - y_hat)",),
        r"The slope of $\sigma$ is $\hat{y}(1 - \hat{y})$, not $a(1 - a)$: it is written in what "
        r"comes out of $\sigma$, not in what goes in.": ("2*(y_hat - y)*a*(1 - a)*x",),
        "The last step is missing, from $a = wx + b$ to $w$, and so is the step through the bend, "
        "from what comes out of it to $a$.": ("2*(y_hat - y)",),
        r"$w$ stands where $x$ belongs: in $a = wx + b$ the slope for $w$ is what $w$ is "
        r"multiplied "
        r"with.": ("2*(y_hat - y)*y_hat*(1 - y_hat)*w",),
        r"The first step is missing: from the square $(\hat{y} - y)^2$ to $\hat{y}$ the slope is "
        r"$2(\hat{y} - y)$.": ("y_hat*(1 - y_hat)*x",),
        r"The square itself stands where its slope belongs: $u^2$ has the slope $2u$.": (
            "(y_hat - y)**2*y_hat*(1 - y_hat)*x",
        ),
        r"$1 - h^2$ is the slope of tanh. The logistic function has $\hat{y}(1 - \hat{y})$.": (
            "2*(y_hat - y)*(1 - y_hat**2)*x",
        ),
        r"The slope of $\sigma$ has two factors, $\hat{y}$ and $1 - \hat{y}$. One is missing.": (
            "2*(y_hat - y)*y_hat*x",
            "2*(y_hat - y)*(1 - y_hat)*x",
        ),
    },
)

wrongest = PredictChoice.from_text(r"""
    wrongest: The most wrong of three
      Three logistic neurons should all say $y = 0$. They say $\hat{y} = 0.1$, $0.6$ and $0.99$. For
      which of them is the slope of $(\hat{y} - y)^2$ for the bias $b$ largest?
    ✗ 0.99: it is the furthest off. [slope forgotten]
      It is 0.6. The error is largest at 0.99, but the slope there is $2 \cdot 0.99 \cdot 0.99 \cdot
      0.01 = 0.02$.
    ✓ 0.6: it is off, and not yet stuck.
      $2 \cdot 0.6 \cdot 0.6 \cdot 0.4 = 0.29$; the other two have 0.02 each.
    ✗ 0.1: it still has the most freedom to move.
      It is 0.6. At 0.1 the bend is steeper than at 0.99, but the error is small: $2 \cdot 0.1 \cdot
      0.1 \cdot 0.9 = 0.02$.
    ✗ All the same: the bias reads 1 each time.
      It is 0.6. That $\partial a/\partial b = 1$ is right, but two more factors join it,
      $2(\hat{y} - y)$ and $\hat{y}(1 - \hat{y})$, and both differ.
    1. The slope for $b$ is a product. Which of its factors differ between the three?
    2. $2\,(\hat{y} - y)\,\hat{y}\,(1 - \hat{y})$, with $y = 0$.
    3. $2 \cdot 0.1 \cdot 0.09$, $\ 2 \cdot 0.6 \cdot 0.24$, $\ 2 \cdot 0.99 \cdot 0.0099$.
    Solution: 0.6, where neither the error nor the slope of the bend is small.
    If slope forgotten: The slope of the bend is a factor too, and there it is nearly 0.
    Why: A neuron that is surely wrong learns as slowly as one that is nearly right.
""")


def _neuron(rng, n, N):
    """A logistic neuron of n inputs, and N samples."""
    a = rng.normal(size=N)
    y = rng.integers(0, 2, N).astype(float)
    known = {"a": a, "h": logistic(a), "y_hat": logistic(a), "N": float(N), "n": float(n)}
    return {"x": rng.normal(size=(n, N)), "y": y} | known


gradient = Implement.from_text(
    r"""
    gradient: The gradient of many samples
      A logistic neuron with $n$ inputs, $\hat{y}_i = \sigma(\sum_j w_j x_{ji} + b)$, and the loss
      of section 4, the mean of $(\hat{y}_i - y_i)^2$ over $N$ samples. Write
      `gradient_at_w(x, y, y_hat)`, which returns $\nabla w$. The shapes: `x` is (n, N), a column a
      sample; `y` and `y_hat` are (N,); what you return is (n,), a slope for each weight.
    1. Section 4 has the gradient for one input. What becomes of its $x_i$ with $n$ of them?
    2. $\frac{\partial\mathscr{L}}{\partial w_j} = \frac{2}{N}\sum_i (\hat{y}_i - y_i)\,\hat{y}_i(1
       - \hat{y}_i)\,x_{ji}$. What stands before $x_{ji}$ is the same for every $j$: a vector with
       an entry for each sample.
    3. With `v = 2 * (y_hat - y) * y_hat * (1 - y_hat)` the sums over the samples, all at once, are
       `x @ v`. Then the mean.
    Solution: `return x @ (2 * (y_hat - y) * y_hat * (1 - y_hat)) / x.shape[1]`: a row of `x` is one
      input over all samples, and the product sums over them.
    If sign: A sign is the wrong way round. The square has the slope $2(\hat{y} - y)$, the bend
      $\hat{y}(1 - \hat{y})$: compare the signs in both brackets with yours.
    If slope forgotten: The step through the bend is missing: from $\hat{y}_i = \sigma(a_i)$ to
      $a_i$ the chain rule asks for the slope of $\sigma$, in every sample.
    If slope at h: The slope of $\sigma$ is taken at $\hat{y}$ in place of $a$: `y_hat` has been
      through $\sigma$ already, so $\sigma$ is not applied to it again.
    Why: There is no loop in it: each weight asks all samples at once, and it is the same with a
      million weights.
    """,
    arguments=("x", "y", "y_hat"),
    truth="x @ (2*(y_hat - y)*slope(sigma(a)*(1 - sigma(a)))) / N",
    trials=trials(
        _neuron,
        {
            f"{N} sample{'s' * (N > 1)} of {n} input{'s' * (n > 1)}": (n, N)
            for n, N in ((3, 1), (3, 3), (2, 5), (4, 6), (1, 4))
        },
    ),
)

ask = Sheet("4.2", rates, slopes, step, logistic_slope, gradient, landing, wrongest)
