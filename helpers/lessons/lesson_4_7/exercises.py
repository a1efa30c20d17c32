"""The exercises of lesson 4.7: gradients at weights, for one sample and for a batch."""

from helpers.exercises.bug_hunt import BugHunt
from helpers.exercises.derive import Derive, setting
from helpers.exercises.formula import Variable
from helpers.exercises.implement import Implement, random_columns, trials, units_above
from helpers.exercises.predict import PredictChoice, PredictDrag, PredictNumber
from helpers.exercises.sheet import Sheet

row = PredictDrag.from_text(
    r"""
    row: One row of weights
      Unit 2 of layer 2 in the running network: the blame is $\partial\mathscr{L}/\partial a_{22} =
      0.9$, and $h_1 = (0.9,\ -0.2,\ 0.3)$ comes in (all rounded to tenths). Drag the derivatives of
      the loss with respect to the three weights that lead to the unit.
    1. Two numbers meet at each weight: one says how much the unit it leads to is asked to change,
       one stands beside the weight in the sum $a_{22}$.
    2. In $a_{22} = b_{22} + \sum_j W_{22j}\, h_{1j}$ the slope with respect to $W_{22j}$ is
       $h_{1j}$. From $a_{22}$ to the loss it is $\partial\mathscr{L}/\partial a_{22}$.
    3. All three share the factor $0.9$. The others are $0.9$, $-0.2$ and $0.3$.
    Solution: $0.9 \cdot (0.9,\ -0.2,\ 0.3) = (0.81,\ -0.18,\ 0.27)$: the unit's error times each
      weight's input.
    If sign: A sign is flipped. No sign turns on this way: blame times value, each with its own.
    If slope forgotten: These are the three values alone. Each is multiplied by the blame, the slope
      of the loss with respect to $a_{22}$.
    Again: With another sample the blame of the same unit is $-0.5$, and $h_1 = (0.4,\ 0.8,\
      -0.6)$ comes in. Drag the three derivatives.
    Why: Each row is a multiple of $h_{k-1}$: one sample moves the weights into every unit of the
      layer along the same direction, only by different amounts.
    """,
    labels=tuple(rf"\partial\mathscr{{L}}/\partial W_{{22{j}}}" for j in (1, 2, 3)),
    truth="slope(grad_a) * h_before",
    values={"grad_a": 0.9, "h_before": (0.9, -0.2, 0.3)},
    limits=(-1.5, 1.5),
    tolerance=0.05,
    anew={"grad_a": -0.5, "h_before": (0.4, 0.8, -0.6)},
)

batch = PredictChoice.from_text(r"""
    batch: Where have the 100 samples gone?
      A layer of 3 units, fed by 2, and $N = 100$ samples, a column each:
      $\nabla_{a_k}\mathscr{L}$ is $3 \times 100$ and $h_{k-1}$ is $2 \times 100$. What is
      $\nabla_{W_k}\mathscr{L}$?
    ✗ ∇a h, the two as they come [transpose missing]
      $3 \times 100$ and $2 \times 100$ do not fit: 100 columns would meet 2 rows.
    ✗ 100 matrices ∇a hᵀ, one a sample
      Each sample does have its own outer product, but there is still one $W_k$, and it needs one
      gradient of its own shape: the samples' products are added.
    ✗ h ∇aᵀ, of 2 × 3 numbers [outer product turned]
      The 100 is gone, but $W_k$ is $3 \times 2$.
    ✓ ∇a hᵀ, of 3 × 2 numbers
      Right: the 100 is the inner size, over which a product of matrices sums, so each weight
      collects from every sample.
    1. Which shape has $W_k$, from 2 units to 3? Its gradient has the same.
    2. In a product of matrices the outer sizes stay, and over the inner size it sums.
    3. 3 has to be the first size, 2 the last, and 100 stands between them.
    Solution: $\nabla_{a_k}\mathscr{L}\; h_{k-1}^{\top}$: $3 \times 100$ times $100 \times 2$ is
      $3 \times 2$.
    If transpose missing: A transpose is missing: the 100 samples have to stand between the two
      factors, where the product sums over them.
    Why: A batch of any size leaves a gradient of one size: memory for the parameters does not grow
      with it, only that for the activations.
""")


def _weights(rng, m, n, N):
    return {"grad_a": random_columns(rng, m, N), "h": random_columns(rng, n, N), "N": N, "n": n}


weights = Implement.from_text(
    r"""
    weights: The gradient of a mean, from samples
      Column $s$ of `grad_a` is the gradient with respect to $a_k$ of sample $s$'s own loss:
      $1/N$ is not in it yet. `h` is $h_{k-1}$. Write $\nabla_{W_k}\mathscr{L}$ of the mean loss,
      for any number of samples. One sample is a batch with one column, $N = 1$.
    1. `grad_a` is $n_k \times N$ and `h` is $n_{k-1} \times N$. What shape has the result, and
       where does $N$ go?
    2. The samples' outer products are added, and their sum is divided by how many they are.
    3. `grad_a @ h.T` is the sum. The samples are the columns of `h`, and `h.shape` is
       $(n_{k-1}, N)$.
    Solution: `return grad_a @ h.T / h.shape[1]`. `len(h)` would count its rows, the units.
    If sign: A sign is flipped. No sign turns on this way: if there is a minus, it is in `grad_a`
      already.
    If divided by features: The number of units below, $n_{k-1}$, is in the divisor: those are the
      rows of `h`. The loss is a mean over the samples, the columns.
    Why: Nothing but a check by numbers tells $N$ from any other divisor: the shape is right, the
      direction is right, and the loss falls.
    """,
    arguments=("grad_a", "h"),
    truth="outer(grad_a, h) / N",
    trials=trials(_weights, units_above((3, 4, 5), (3, 3, 5), (2, 4, 6), (4, 2, 3), (2, 3, 1))),
)

one_weight = Derive.from_text(
    r"""
    weight: From a unit to one of its weights
      Lesson 4.6 has left you $\partial\mathscr{L}/\partial h_{ki}$, with respect to what
      the activation function gives, $h_{ki} = g(a_{ki})$, and $g$ is any function here. Type
      $\partial\mathscr{L}/\partial W_{kij}$. Write `grad_h` for
      $\partial\mathscr{L}/\partial h_{ki}$, `a` for $a_{ki}$, `h` for $h_{ki}$, `h_before` for
      $h_{k-1,j}$, and `g'( )` with what you need in its brackets.
    1. Name what lies between $h_{ki}$ and $W_{kij}$ on the way down.
    2. First through the activation to $a_{ki}$ (4.6-5), then from $a_{ki}$ to the weight (4.7-1).
    3. $\partial\mathscr{L}/\partial a_{ki} = \partial\mathscr{L}/\partial h_{ki} \cdot g'(a_{ki})$.
       One factor is left: what stands beside $W_{kij}$ in the sum $a_{ki}$.
    Solution: `grad_h * g'(a) * h_before`: error, slope, input.
    If sign: A sign is flipped. No sign turns on this way: if there is a minus, it is in `grad_h`
      already.
    Why: Three factors, so three ways for a weight to learn nothing: the unit is not blamed, it is
      saturated, or the input is 0. For one sample, a weight that stands still has one of them
      at 0; in a batch, what the samples ask of it can also cancel.
    """,
    left=r"\frac{\partial\mathscr{L}}{\partial W_{kij}}",
    truth="grad_h * g_prime(a) * h_before",
    setting=setting(
        grad_h=r"\frac{\partial\mathscr{L}}{\partial h_{ki}}",
        a="a_{ki}",
        h="h_{ki}",
        h_before=Variable("h_{k-1,j}", ("h_below",)),
        functions=("g",),
        definitions={"h": "g(a)"},
    ),
    example="2*h + g'(grad_h)",
    slips={
        r"So far this is $\partial\mathscr{L}/\partial a_{ki}$. One step is left, from $a_{ki}$ to "
        "the weight.": ("grad_h * g_prime(a)",),
        r"What comes from above is left out: $\partial\mathscr{L}/\partial h_{ki}$, `grad_h`.": (
            "g_prime(a) * h_before",
        ),
        "$a$ stands where the slope $g'(a)$ belongs.": ("grad_h * a * h_before",),
        "This divides by the slope. Along a path the slopes are multiplied.": (
            "grad_h / g_prime(a) * h_before",
        ),
    },
)

step = PredictNumber.from_text(
    r"""
    step: One step with eight samples
      A batch `x` has 2 rows, the features, and 8 columns, the samples. Each sample's own loss has
      a slope with respect to the weight $w$; these eight slopes sum to $4$. With $w = 1$ and
      $\eta = 0.1$, where is $w$ after one step of gradient descent on the mean loss?
    1. The step uses the slope of one loss: that of the batch. How is it made from the eight?
    2. The loss of the batch is the mean, $\frac{1}{N}\sum_s \mathscr{L}_s$, and so is its slope.
    3. The mean slope is $4 / 8 = 0.5$, and the step is $-\eta$ times that.
    Solution: $1 - 0.1 \cdot 4 / 8 = 0.95$: the slope of a mean is the mean of the slopes.
    If sign: A sign is flipped: descent goes against the slope, so $\eta$ times it is taken off $w$.
    Again: Another batch has 3 rows and 5 columns; the five slopes sum to $-2$. With $w = 1$ and
      $\eta = 0.1$, where is $w$ after one step?
    Why: With digits of 64 pixels and 1,000 samples, dividing by `len(x)` makes each step 16 times
      too long; it looks like a bad learning rate, and is often taken for one.
    """,
    left=r"w_{\text{new}}",
    truth="w - eta * (total / N)",
    values={"w": 1.0, "eta": 0.1, "total": 4.0, "N": 8, "n": 2},
    anew={"total": -2.0, "N": 5, "n": 3},
    tolerance=0.0005,
    slips={
        r"$\eta$ times the mean slope is $0.05$: that is the step. Where is $w$ after it?": (
            "eta * total / N",
            "-eta * total / N",
        ),
        r"$0.5$ is the mean slope. The step is $\eta$ times that, and it is taken off $w$.": (
            "total / N",
        ),
        "This divides by 7. There are 8 samples: as many slopes as have been added.": (
            "w - eta * total / (N - 1)",
        ),
    },
)


used_twice = Derive.from_text(
    r"""
    shared: One weight, used twice
      A thin network uses the same weight $w$ in both of its layers: $a_1 = w x$, $h_1 = g(a_1)$,
      $a_2 = w h_1$. Type $\mathrm{d}\mathscr{L}/\mathrm{d}w$. Write `d` for
      $\partial\mathscr{L}/\partial a_2$, `w` and `x` as they are, `a` for $a_1$, `h` for $h_1$, and
      `g'( )` with what you need in its brackets.
    1. By how many ways does a nudge of $w$ reach $a_2$?
    2. Treat the two places as two weights, with 4.7-2 for each, and add: paths that start at one
       number.
    3. In layer 2 the weight stands beside $h_1$: $d\,h_1$. In layer 1 it stands beside $x$:
       $\partial\mathscr{L}/\partial a_1 \cdot x$, and 4.6 gives $\partial\mathscr{L}/\partial a_1 =
       d\,w\,g'(a_1)$.
    Solution: `d*h + d*w*g'(a)*x`: a term for each place where the weight is used.
    Why: So learn all networks that share weights: a convolution adds up over the places of an
      image, a recurrent network over the steps in time, as a batch does over its samples.
    """,
    left=r"\frac{\mathrm{d}\mathscr{L}}{\mathrm{d}w}",
    truth="paths(d * w * g_prime(a) * x, d * h)",
    setting=setting(
        "w",
        "x",
        d=r"\frac{\partial\mathscr{L}}{\partial a_2}",
        a="a_1",
        h="h_1",
        functions=("g",),
        definitions={"a": "w * x", "h": "g(a)"},
    ),
    example="2*x + g'(d)",
    slips={
        "In layer 1 the way leads through the weight of layer 2 first: from $a_2$ back to "
        "$h_1$ the "
        "factor is $w$.": ("d*h + d*g_prime(a)*x",),
        "In layer 1 one step is left, from $a_1$ to the weight: what it is multiplied with, $x$.": (
            "d*h + d*w*g_prime(a)",
        ),
        r"$\partial\mathscr{L}/\partial a_2$, `d`, belongs to both terms.": (
            "d*h + w*g_prime(a)*x",
            "h + w*g_prime(a)*x",
        ),
        "Twice the same place: but in layer 1 the weight stands beside $x$, and the way there "
        "leads "
        "through layer 2.": ("2*d*h", "d*x + d*h"),
    },
)

hunt = BugHunt.from_text(
    r"""
    hunt: One block alone
      Here is the backward pass of a network with two hidden layers of tanh units, eight samples as
      columns. The loss falls, and still one line is wrong. The gradient check has an entry for each
      parameter. Find the layer and the line, then repair it.
    If transpose missing: A transpose is missing. Write the shapes under the factors: a product sums
      over what they share, for a gradient with respect to $W$ the samples, for $h$ the units.
    Why: Nothing is computed from the gradient at a weight, so such a mistake spoils one block and
      leaves no trace in any other: each block needs its own check.
    """,
    planted=(6, "outer product turned", 0),
)

ask = Sheet("4.7", row, batch, weights, one_weight, step, used_twice, hunt)
