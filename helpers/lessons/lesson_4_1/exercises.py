"""The exercises of lesson 4.1: feedforward networks."""

import itertools

from helpers.exercises.derive import Derive, setting
from helpers.exercises.implement import Implement, one_or_batch, trials
from helpers.exercises.predict import PredictChoice, PredictDrag, PredictNumber
from helpers.exercises.sheet import Sheet
from helpers.numeric.losses import softmax

unit = PredictNumber.from_text(
    r"""
    unit: One unit by hand
      Go to step 4 of the picture, and no further. The first unit of layer 1 weighs its inputs
      $x = (1, -0.5)$ with $W_{111} = 0.8$ and $W_{112} = -0.9$, and its bias is $b_{11} = 0.3$.
      What is its pre-activation $a_{11}$?
    1. The unit weighs each of its inputs, and adds its bias.
    2. Three terms: the bias, first weight times first input, second weight times second input.
    3. $a_{11} = 0.3 + 0.8 \cdot 1 + (-0.9) \cdot (-0.5)$; minus times minus is plus.
    Solution: $1.55$: the two weighed inputs are $0.8$ and $0.45$, the bias adds $0.3$. Step 5 of
      the picture shows it.
    If sign: A sign is the wrong way round: the second weight and the second input are both
      negative, so their product is positive.
    If bias forgotten: The two weighed inputs are right, $0.8 + 0.45$; the bias $0.3$ is missing.
    Again: And if $W_{111} = -0.3$, $W_{112} = -1$, $b_{11} = -0.4$ and $x = (2, -0.5)$?
    Why: A layer of a thousand units is a thousand such sums and nothing more, until $g$ is applied.
    """,
    left="a_{11}",
    truth="b_11 + W_111*x_1 + W_112*x_2",
    values={"b_11": 0.3, "W_111": 0.8, "W_112": -0.9, "x_1": 1.0, "x_2": -0.5},
    anew={"b_11": -0.4, "W_111": -0.3, "W_112": -1.0, "x_1": 2.0},
    slips={
        r"That is $h_{11}$: $g$ is applied already. The pre-activation comes before it.": (
            "tanh(b_11 + W_111*x_1 + W_112*x_2)",
        ),
    },
)

outputs = PredictChoice.from_text(r"""
    outputs: Does the first output notice?
      Of the three logits you raise the third, $a_{33}$, and leave the others alone. Does the first
      output, $\hat{y}_1$, move? Say it for $O = \tanh$, entry by entry, and for
      $O = \text{softmax}$.
    ✗ With neither: its own logit has not moved.
      So it is with tanh, which bends each entry by itself. The softmax divides by a sum in which
      every logit stands: that sum grows, and $\hat{y}_1$ falls.
    ✗ Not with tanh; with softmax it rises.
      Right for tanh. But the probabilities share a sum of 1: what the third gains, the others
      lose.
    ✓ Not with tanh; with softmax it falls.
      Tanh bends each entry by itself; of the softmax, the entries share a sum of 1.
    ✗ With both it falls.
      Right for the softmax. But tanh reads one entry at a time, so nothing else reaches it.
    1. For each of the two: which logits does the first output read?
    2. Tanh is applied to each entry by itself. The softmax makes probabilities of all entries
       together.
    3. Probabilities sum to 1, and the third one grows.
    Solution: With tanh $\hat{y}_1$ stays; with the softmax it falls, for the sum stays 1.
    Why: $O$ takes the whole vector, so its derivative is a full matrix, while that of $g$ is a
      diagonal: the last layer needs a lesson of its own, 4.5.
""")

shape = PredictChoice.from_text(r"""
    shape: The shape of the last weights
      Another network: its last hidden layer has $n = 32$ units, and there are $k = 10$ outputs.
      What is the shape of $W_L$, rows × columns?
    ✗ 32 × 10, from 32 units to 10 outputs
      It is 10 × 32. The edges do lead from 32 to 10. But in $W_L h_{L-1}$ each column takes an
      entry of $h_{L-1}$, so there are 32 columns, and each row makes a logit.
    ✓ 10 × 32, to 10 outputs from 32 units
      A row for each unit it leads to, a column for each it comes from.
    ✗ 32 × 32, as between any two layers
      It is 10 × 32. Between two hidden layers of $n$ units each it is $n \times n$; the last layer
      leads to only $k$.
    1. Write down the product in which $W_L$ stands, and the length of what goes in and out.
    2. $W_L h_{L-1}$ takes 32 numbers and gives 10: a matrix has as many columns as it takes, as
       many rows as it gives.
    3. So there are 32 columns. How many rows?
    Solution: 10 × 32, in general $k \times n$: a row for each unit it leads to, a column for each
      it comes from.
    Why: The gradient at $W_L$ will have this very shape, so the shape alone can already tell a
      right formula for it from a wrong one.
""")

count = PredictNumber.from_text(
    r"""
    count: How many parameters?
      A network for digits reads 64 pixels, has hidden layers of 64 and 32 units, and tells 10
      classes apart. How many parameters are there, weights and biases together? You may type a
      calculation.
    1. Go layer by layer: there are three, and the input is none of them.
    2. A layer has a weight for each pair of a unit and an input of that unit, and a bias for each
       unit.
    3. $(64 \cdot 64 + 64) + (32 \cdot 64 + 32) + (10 \cdot 32 + 10)$.
    Solution: $4160 + 2080 + 330 = 6570$, of which 106 are biases.
    If bias forgotten: These are the weights. Each unit above the input has a bias as well: 64, 32
      and 10 more.
    If layer off by one: A layer's index is off by one: this takes a $W_k$ to be square. It has a
      row for each unit of layer $k$, and a column for each of layer $k - 1$.
    Again: Another network reads 20 numbers, has hidden layers of 10 and 6 units, and tells 3
      classes apart. How many parameters has it, weights and biases together?
    Why: Each of them needs its own derivative, again at every step of training: that is the work
      backpropagation has to do.
    """,
    left=r"\text{parameters}",
    truth="n_1*n_1_before + b_1 + n_2*n_2_before + b_2 + n_3*n_3_before + b_3",
    values={"n_1_before": 64, "n_2_before": 64, "n_3_before": 32}
    | {f"{letter}_{k}": n for letter in "nb" for k, n in ((1, 64), (2, 32), (3, 10))},
    tolerance=1e-6,
    without=("sign",),  # nobody counts below 0
    slips={
        "These are the biases alone.": ("b_1 + b_2 + b_3",),
        "The input has no biases: its pixels are given, not computed.": (
            "n_1*n_1_before + b_1 + n_2*n_2_before + b_2 + n_3*n_3_before + b_3 + n_1_before",
        ),
        "This counts ways through the network. Weights are counted layer by layer, and added.": (
            "n_1*n_1_before*n_2*n_3",
            "n_1*n_2*n_3",
        ),
        "These are the units. Each of them has a weight for each of its inputs, and a bias.": (
            "n_1_before + n_1 + n_2 + n_3",
        ),
        "The last layer is left out: the outputs have weights and biases too.": (
            "n_1*n_1_before + b_1 + n_2*n_2_before + b_2",
        ),
    },
    anew={"n_1_before": 20, "n_2_before": 10, "n_3_before": 6, "n_1": 10, "n_2": 6, "n_3": 3}
    | {"b_1": 10, "b_2": 6, "b_3": 3},
)


def _three_layers(rng, *sizes):
    W, b = [None], [None]
    for below, here in itertools.pairwise(sizes):
        W.append(rng.normal(size=(here, below)))
        b.append(rng.normal(size=here))
    return {"W": W, "b": b, "x": rng.normal(size=sizes[0]), "softmax": softmax}


forward = Implement.from_text(
    r"""
    forward: From the input to the output
      Write `forward(W, b, x)`, which returns $\hat{y}$ for one sample: three layers, $g$ is `tanh`
      and $O$ is `softmax`. `W` and `b` are lists, `W[1]` is the matrix $W_1$; `W[0]` and `b[0]` are
      None. In Python, `@` multiplies matrices, and `tanh(a)` takes a whole vector.
    1. The formula of section 4 is to be written from the inside to the outside.
    2. Layer by layer: `a = b[1] + W[1] @ x`, then `h = tanh(a)`, and the next layer reads `h`.
    3. The last line is `return softmax(b[3] + W[3] @ h)`, where `h` is the second hidden layer's.
    Solution: `h = tanh(b[1] + W[1] @ x)`, then `h = tanh(b[2] + W[2] @ h)`, and
      `return softmax(b[3] + W[3] @ h)`.
    Why: This is forward propagation, the first half of all that backpropagation does.
    """,
    arguments=("W", "b", "x"),
    truth="softmax(b[3] + W[3] @ tanh(b[2] + W[2] @ tanh(b[1] + W[1] @ x)))",
    trials=trials(
        _three_layers,
        {
            f"the sizes {' → '.join(map(str, sizes))}": sizes
            for sizes in ((2, 3, 2, 3), (4, 3, 5, 2), (3, 3, 3, 3), (1, 4, 2, 3))
        },
    ),
)

paths = Derive.from_text(
    r"""
    paths: Two ways through a network
      A network has one input $x$, two hidden units and one linear output: $\hat{y} = b_{21} +
      W_{211}\,h_{11} + W_{212}\,h_{12}$ with $h_{1m} = g(a_{1m})$ and
      $a_{1m} = b_{1m} + W_{1m1}\,x$. How does $\hat{y}$ change with $x$? Leave $g$ open: type
      $W_{211}$ as `W_211`, and $g'(z)$ as `g_prime(z)`.
    1. A change of $x$ reaches $\hat{y}$ along two ways, one through each hidden unit.
    2. Along one way the derivatives of the steps are multiplied: weight, slope of $g$, weight.
       Where the ways meet, their products are added.
    3. The way through the first unit is $W_{211}\,g'(a_{11})\,W_{111}$. Add that through the
       second.
    Solution: `W_211*g_prime(a_11)*W_111 + W_212*g_prime(a_12)*W_121`: a product along each way, and
      their sum. It is also $W_2 \operatorname{diag}(g'(a_1))\,W_1$, a row times a diagonal times a
      column.
    If = for +=: Only one of the two ways is left. A change of $x$ reaches $\hat{y}$ through both
      hidden units, and what comes along each is added.
    If indices swapped: Two indices are swapped. First comes where a weight leads to, then where it
      comes from: to the second unit, from the one input, leads $W_{121}$; to the one output, from
      the second unit, $W_{212}$.
    Why: In a deep network there are far too many ways to list; a product of matrices adds them all
      without listing any.
    """,
    left=r"\frac{\partial\hat{y}}{\partial x}",
    truth="paths(W_211*g_prime(a_11)*W_111, W_212*g_prime(a_12)*W_121)",
    setting=setting(
        "x",
        **{f"W_{at}": f"W_{{{at}}}" for at in (111, 112, 121, 211, 212, 221)},
        **{f"{letter}_{at}": f"{letter}_{{{at}}}" for letter in "bah" for at in (11, 12)},
        b_21="b_{21}",
        functions=("g",),
        definitions={"a_11": "b_11 + W_111*x", "a_12": "b_12 + W_121*x"}
        | {"h_11": "g(a_11)", "h_12": "g(a_12)"},
    ),
    slips={
        "Along each way there are two weights, one into the hidden unit and one out of it. One of "
        "them is left out.": (
            "W_211*g_prime(a_11) + W_212*g_prime(a_12)",
            "W_111*g_prime(a_11) + W_121*g_prime(a_12)",
        ),
        r"That is $\hat{y}$ itself. What is asked is how it changes with $x$.": (
            "b_21 + W_211*h_11 + W_212*h_12",
        ),
        r"That is $\hat{y}$ itself, but for its bias. What is asked is how it changes with $x$.": (
            "W_211*h_11 + W_212*h_12",
        ),
        "This adds first and multiplies then, so that ways are mixed which do not exist: each way "
        "has its own two weights and its own slope.": (
            "(W_211 + W_212)*(W_111 + W_121)",
            "(W_211 + W_212)*(W_111 + W_121)*(g_prime(a_11) + g_prime(a_12))",
        ),
        "$x$ is multiplied in. The last step of each way goes from $a_{1m}$ to $x$, and its slope "
        "is the weight alone.": (
            "x*(W_211*g_prime(a_11)*W_111 + W_212*g_prime(a_12)*W_121)",
            "x*(W_211*g_prime(a_11) + W_212*g_prime(a_12))",
        ),
    },
    example="3*W_111 - g_prime(h_12)",
)

pull = PredictDrag.from_text(
    r"""
    pull: Which way, and how hard?
      The network says $\hat{y} = (0.15,\ 0.1,\ 0.75)$ and should say $y = (0,\ 1,\ 0)$. The loss is
      $\mathscr{L} = (\hat{y}_1 - y_1)^2 + (\hat{y}_2 - y_2)^2 + (\hat{y}_3 - y_3)^2$. Drag the
      sliders to its derivatives with respect to the three outputs.
    1. Each output stands in one square only. Does the loss rise or fall if you raise it?
    2. $u^2$ has the slope $2u$, here with $u = \hat{y}_j - y_j$.
    3. $2\,(0.15 - 0)$, $2\,(0.1 - 1)$ and $2\,(0.75 - 0)$.
    Solution: $(0.3,\ -1.8,\ 1.5)$, twice the errors $0.15$, $-0.9$ and $0.75$.
    If sign: A sign is the wrong way round. $\hat{y}_2$ is too small: raise it a little, and the
      loss falls. The two others are too large: raise one, and the loss rises.
    Again: With another sample it says $\hat{y} = (0.6,\ 0.3,\ 0.1)$ and should say $y = (1,\ 0,\
      0)$. Drag the sliders to the derivatives of the same loss.
    Why: A negative derivative says that raising this output lowers the loss, and its size says by
      how much: here the way back through the network begins.
    """,
    labels=tuple(rf"\partial\mathscr{{L}}/\partial\hat{{y}}_{j}" for j in (1, 2, 3)),
    truth="2*(y_hat - y)",
    values={"y_hat": (0.15, 0.1, 0.75), "y": (0.0, 1.0, 0.0)},
    limits=(-2.0, 2.0),
    anew={"y_hat": (0.6, 0.3, 0.1), "y": (1.0, 0.0, 0.0)},
)


def _linear_layer(rng, k, n, N):
    W, x, y = (rng.normal(size=size) for size in ((k, n), (n, N), (k, N)))
    return {"W": W, "x": x, "y": y, "N": float(N), "n": float(n)}


at_input = Implement.from_text(
    r"""
    at input: The loss, seen from the input
      One linear layer without a bias, $\hat{y} = W x$, and the loss of section 5, the mean over the
      samples. How does the loss change with the input? Write `gradient_at_x(W, x, y)`, which
      returns $\partial\mathscr{L}/\partial x$. The shapes: `W` is (k, n), `x` is (n, N), a column a
      sample, and `y` is (k, N); what you return has the shape of `x`.
    1. From $x$ to the loss there are two steps, $x \to \hat{y} \to \mathscr{L}$. The first is the
       section before this one, the second is section 5.
    2. $x_j$ reaches each output $m$ through $W_{mj}$, so $\partial\mathscr{L}/\partial x_j = \sum_m
       W_{mj}\,\partial\mathscr{L}/\partial\hat{y}_m$. The sum runs down a column of $W$, and a
       column of $W$ is a row of $W^{\top}$.
    3. $\partial\mathscr{L}/\partial\hat{y}$ is `2 * (W @ x - y) / N`, where `N` is the number of
       samples, `x.shape[1]`. `W.T` is the transpose, `@` multiplies matrices.
    Solution: `return W.T @ (2 * (W @ x - y)) / x.shape[1]`. The sum over the outputs is a sum over
      the rows of $W$, hence the transpose.
    If sign: A sign is the wrong way round: the slope of $(\hat{y} - y)^2$ is twice what the network
      says minus what it should say.
    Why: This is a step of backpropagation: a gradient that is known above a layer has been brought
      below it.
    """,
    arguments=("W", "x", "y"),
    truth="W.T @ (2*(W @ x - y)) / N",
    trials=trials(
        _linear_layer,
        {
            f"{one_or_batch(N if N > 1 else None)}, {n} inputs and {k} outputs": (k, n, N)
            for k, n, N in ((2, 4, 1), (3, 3, 1), (3, 3, 5), (2, 4, 6), (4, 3, 3), (3, 2, 4))
        },
    ),
)

ask = Sheet("4.1", unit, shape, pull, count, forward, outputs, paths, at_input)
