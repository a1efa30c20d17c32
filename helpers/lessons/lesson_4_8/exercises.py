"""The exercises of lesson 4.8: the backpropagation algorithm."""

import numpy as np

from helpers.exercises.bug_hunt import BugHunt
from helpers.exercises.derive import Derive, setting
from helpers.exercises.formula import NUMPY_FUNCTIONS, Variable
from helpers.exercises.implement import Implement, trials
from helpers.exercises.predict import PredictChoice, PredictNumber
from helpers.exercises.sheet import Sheet
from helpers.lessons.lesson_4_8.capstone_question import capstone
from helpers.numeric.losses import one_hot, softmax

G, G_PRIME = NUMPY_FUNCTIONS["g"], NUMPY_FUNCTIONS["g_prime"]  # smooth, and none of the known ones
SHAPES = {"a vector of 3": (3,), "a matrix of 2 × 3": (2, 3), "a matrix of 4 × 1": (4, 1)}
EPSILON = 0.1  # large, so that a step one way only is seen to give another number
NETWORKS = {
    f"a network {n} → {n_1} → {k} and a batch of {N}": (n, n_1, k, N)
    for n, n_1, k, N in ((4, 3, 2, 6), (3, 3, 3, 5), (2, 4, 3, 7), (3, 2, 2, 1))
}

order = PredictChoice.from_text(r"""
    order: In which order?
      A network of two layers: the forward pass has kept every $a_k$ and $h_k$, and $\hat{y}$. The
      walk above took $\nabla_{a_2}, \nabla_{W_2}, \nabla_{h_1}, \nabla_{a_1}, \nabla_{W_1}$, then
      updated $W_2$ and $W_1$ (all this without the biases). Which of these other orders ends with
      the same weights?
    ✗ ∇W₁, ∇a₁, ∇h₁, ∇a₂, ∇W₂, then update both
      $\nabla_{W_1}$ asks for $\nabla_{a_1}$, and that comes from layer 2: at the start only
      $\hat{y}$ and $y$ are at hand. Values are computed from the input to the output, gradients
      from the output to the input.
    ✗ ∇a₂, ∇W₂, update W₂, ∇h₁, ∇a₁, ∇W₁, update W₁
      It runs, and saves memory, but $\nabla_{h_1} = W_2^{\top} \nabla_{a_2}$ reads $W_2$, and needs
      the weights of the forward pass. Here it meets the new ones.
    ✗ ∇a₂, ∇h₁, ∇W₁, ∇a₁, ∇W₂, then update both
      $\nabla_{W_1} = \nabla_{a_1} x^{\top}$ asks for $\nabla_{a_1}$. Here only $\nabla_{h_1}$ is
      there when its turn comes.
    ✓ ∇a₂, ∇h₁, ∇a₁, ∇W₁, ∇W₂, then update both
      Each takes only what stands before it. $\nabla_{W_2}$ can come right after $\nabla_{a_2}$, or
      as late as here.
    1. Ask of each gradient what its formula reads. Which of the five reads no other gradient?
    2. $\nabla_{a_2}$ reads $\hat{y}$ and $y$ (4.5), $\nabla_{h_1}$ reads $\nabla_{a_2}$ and
       $\nabla_{a_1}$ reads $\nabla_{h_1}$ (4.6), $\nabla_{W_k}$ reads $\nabla_{a_k}$ (4.7).
    3. $\nabla_{h_1}$ reads one thing more: $W_2$, as it was in the forward pass.
    Solution: $\nabla_{a_2}, \nabla_{h_1}, \nabla_{a_1}$ in this order; $\nabla_{W_k}$ anywhere
      after $\nabla_{a_k}$; and no weight changes before $\nabla_{h_1}$ has read it. Only the last
      of the four keeps to it.
    Why: Only $\nabla_a$ and $\nabla_h$ are handed down from layer to layer; $\nabla_W$ and
      $\nabla_b$ branch off, and no other gradient waits for them.
""")

cost = PredictNumber.from_text(
    r"""
    cost: What the check costs
      The network that reads digits in section 5 has $64 \to 64 \to 32 \to 10$ units. Its gradient
      is to be checked at every weight and every bias, by central differences. How often must the
      forward pass run? A sum of products may be typed, such as `3*4 + 5`.
    1. How many parameters has each layer? And how often does a central difference ask for the loss?
    2. Layer $k$ has $n_k n_{k-1}$ weights and $n_k$ biases. Each parameter is nudged up once and
       down once.
    3. The parameters are $64 \cdot 64 + 64$, $32 \cdot 64 + 32$ and $10 \cdot 32 + 10$, together
       6570.
    Solution: $13140 = 2 \cdot 6570$: two for each parameter.
    If layer off by one: A layer's index is off by one: this takes a $W_k$ to be square. It has a
      row for each unit of layer $k$, and a column for each of layer $k - 1$.
    If bias forgotten: The biases are forgotten. Each of the 106 units has one, and each is nudged
      up and down as well.
    If factor 2 lost: A factor 2 is lost: a central difference nudges every parameter up and down,
      and each nudge takes a forward pass of its own.
    Again: The gradient of another network, $20 \to 10 \to 6 \to 3$ units, is to be checked at
      every weight and every bias, by central differences. How often must the forward pass run?
    Why: Backpropagation finds the same 6570 slopes with one walk forward and one back, so the check
      is for one small batch, before training, not for every step of it.
    """,
    left=r"\text{forward passes}",
    truth="2 * (n_1*n_1_before + b_1 + n_2*n_2_before + b_2 + n_3*n_3_before + b_3)",
    values={
        "n_1_before": 64,
        "n_1": 64,
        "b_1": 64,
        "n_2_before": 64,
        "n_2": 32,
        "b_2": 32,
        "n_3_before": 32,
        "n_3": 10,
        "b_3": 10,
    },
    tolerance=1e-6,
    without=("sign",),
    slips={
        "This takes a difference to one side: each parameter is nudged once, and the loss where "
        "nothing is nudged is needed once more. A central difference goes up and down.": (
            "1 + n_1*n_1_before + b_1 + n_2*n_2_before + b_2 + n_3*n_3_before + b_3",
        ),
        "A central difference needs no loss in the middle: only up and down.": (
            "1 + 2*(n_1*n_1_before + b_1 + n_2*n_2_before + b_2 + n_3*n_3_before + b_3)",
        ),
        "These are the weights, without biases. Each is nudged up and down, and so are the "
        "biases.": ("n_1*n_1_before + n_2*n_2_before + n_3*n_3_before",),
        "That is one parameter. There are 6570.": ("2",),
        "Two passes for each unit: but it is each weight and each bias that is nudged.": (
            "2*(n_1_before + n_1 + n_2 + n_3)",
            "2*(n_1 + n_2 + n_3)",
        ),
    },
    anew={"n_1_before": 20, "n_1": 10, "b_1": 10, "n_2_before": 10, "n_2": 6, "b_2": 6}
    | {"n_3_before": 6, "n_3": 3, "b_3": 3},
)

witness = PredictChoice.from_text(r"""
    witness: What the check finds
      In a backward pass of the running network $g'$ is taken at $h_2$ in place of $a_2$.
      All else is right. Which blocks does the check find wrong?
    ✗ W₂ and b₂ alone
      They are wrong, but not alone: the wrong $\nabla_{a_2}$ is handed on to $\nabla_{h_1}$ and
      $\nabla_{a_1}$, and so to $W_1$ and $b_1$.
    ✓ W₁, b₁, W₂ and b₂
      All four come from $\nabla_{a_2}$, where the mistake is; $W_3$ and $b_3$ do not.
    ✗ W₂, b₂, W₃ and b₃
      $W_3$ and $b_3$ agree. The backward pass begins at layer 3, so $\nabla_{W_3}$ and
      $\nabla_{b_3}$ are there before the mistake is made; what comes after it is wrong.
    ✗ None: the loss falls all the same
      It may fall, but the check does not look at that. It compares every entry with the slope of
      the loss itself, and finds layers 1 and 2 wrong.
    1. In which line does the mistake stand, and which gradients are computed after it?
    2. A gradient is wrong only if the wrong $\nabla_{a_2}$ goes into it.
    3. $\nabla_{a_3}$ comes first and gives $\nabla_{W_3}$ and $\nabla_{b_3}$; then come
       $\nabla_{a_2}$, and from it $\nabla_{h_1}$ and $\nabla_{a_1}$.
    Solution: $W_1, b_1, W_2$ and $b_2$: they are computed from $\nabla_{a_2}$.
    Why: So go the way of the backward pass, from the output to the input: the mistake is at the
      first layer on this way that is wrong. A falling loss proves little: a gradient that points
      only roughly downhill still gets there, and such mistakes can live in a program for years.
""")


def _bowl(rng, *shape):
    """A smooth loss of parameters of this shape, and its values beside each of them."""
    theta, pull, push = rng.normal(size=(3, *shape))

    def loss(theta):
        theta = np.asarray(theta, dtype=float)
        return float(np.sum(pull * theta) ** 2 + np.sum(np.exp(push * theta)))

    ones = np.eye(theta.size).reshape(-1, *shape)
    above = np.array([loss(theta + EPSILON * one) for one in ones]).reshape(shape)
    below = np.array([loss(theta - EPSILON * one) for one in ones]).reshape(shape)
    at = {"above": above, "below": below, "here": np.full(shape, loss(theta))}
    return {"loss": loss, "theta": theta, "epsilon": EPSILON, "nothing": np.zeros(shape)} | at


nudge = Implement.from_text(
    r"""
    nudge: A witness of your own
      Write central differences. `loss` is a function that takes all parameters and returns a
      number; `theta` holds the parameters, a vector or a matrix; `epsilon` is the size of the
      nudge, $\varepsilon$. Return the slope of the loss at each parameter, in the shape of `theta`,
      and leave `theta` as it was.
    1. One parameter at a time: all others stay where they are.
    2. The slope at $\theta_i$ is $\frac{\mathscr{L}(\theta_i + \varepsilon) - \mathscr{L}(\theta_i
       - \varepsilon)}{2\varepsilon}$.
    3. `for i in np.ndindex(theta.shape):` gives the place of each entry; `up = theta.copy()`, then
       `up[i] += epsilon`, and the same downwards.
    Solution: `grad = np.zeros(theta.shape)`; then for each `i` of `np.ndindex(theta.shape)`: copies
      `up` and `down` of `theta`, `up[i] += epsilon`, `down[i] -= epsilon`, and `grad[i] = (loss(up)
      - loss(down)) / (2 * epsilon)`.
    If sign: A sign is the wrong way round: where the loss is higher at $\theta_i + \varepsilon$
      than at $\theta_i - \varepsilon$, the slope is positive.
    If factor 2 lost: A factor 2 is lost: from $\theta_i - \varepsilon$ to $\theta_i + \varepsilon$
      the parameter has moved by $2\varepsilon$.
    Why: Nudging both ways makes the error shrink with $\varepsilon^2$, one way only with
      $\varepsilon$: the second evaluation is worth its price.
    """,
    arguments=("loss", "theta", "epsilon"),
    truth="(above - below) / (2 * epsilon)",
    trials=trials(_bowl, SHAPES),
    slips={
        "This is a difference to one side. Nudge down as well, and divide by $2\\varepsilon$: the "
        "error then shrinks with $\\varepsilon^2$.": (
            "(above - here) / epsilon",
            "(here - below) / epsilon",
        ),
        "Up and down are the same array: `up = theta` is a second name for it, not a copy. Take "
        "`theta.copy()`.": ("nothing",),
    },
)

step = Derive.from_text(
    r"""
    step: The whole algorithm in one formula
      The thinnest network with a hidden layer has one unit a layer: $a = w x + b$, $h = g(a)$,
      $\hat{y} = w_{\text{next}}\,h + b_{\text{next}}$, with the loss $(\hat{y} - y)^2$. Go forward,
      backward, and take one step of gradient descent with the learning rate $\eta$. What is $w$
      afterwards? Any of these letters may stand in it, as `eta`, `y_hat`, `w_next`, and `g'( )`
      with what you need in its brackets.
    1. Walk from the loss back to $w$: through $\hat{y}$, $h$ and $a$. Each step is a factor.
    2. The factors are $\frac{\partial\mathscr{L}}{\partial\hat{y}}$,
       $\frac{\partial\hat{y}}{\partial h}$, $\frac{\partial h}{\partial a}$ and
       $\frac{\partial a}{\partial w}$; the step goes against their product, $\eta$ times.
    3. They are $2(\hat{y} - y)$, $w_{\text{next}}$, $g'(a)$ and $x$. Now
       $\theta - \eta\,\nabla\theta$.
    Solution: `w - eta * 2*(y_hat - y) * w_next * g'(a) * x`: the forward pass gives the
      values, the backward pass the product, and descent the minus sign.
    If sign: A sign is the wrong way round. The slope of the loss is $2(\hat{y} - y)$, what is minus
      what should be, and the step goes against the gradient.
    Why: Each letter is a number that one of the two walks has left behind, so no step of learning
      needs anything but products and sums.
    """,
    left=r"w^{\text{new}}",
    truth="w - eta * (2 * (y_hat - y) * w_next * g_prime(a) * x)",
    setting=setting(
        *("x", "y", "y_hat"),
        eta=Variable(r"\eta", ("lr",), "positive"),
        **{name: Variable(aliases=(f"{name}_1",)) for name in "wbah"},
        w_next=Variable(r"w_{\text{next}}", ("w_2",)),
        b_next=Variable(r"b_{\text{next}}", ("b_2",)),
        functions=("g",),
        definitions={"a": "w*x + b", "h": "g(a)", "y_hat": "w_next*h + b_next"},
    ),
    example="w - eta * x",
    slips={
        r"That is the gradient at $w$. One step of descent is left: $w - \eta$ times it.": (
            "2*(y_hat - y)*w_next*g_prime(a)*x",
        ),
        r"That is the step alone. $w$ starts somewhere: $w - \eta\,\nabla w$.": (
            "eta*2*(y_hat - y)*w_next*g_prime(a)*x",
            "-eta*2*(y_hat - y)*w_next*g_prime(a)*x",
        ),
        r"The learning rate $\eta$ is left out.": ("w - 2*(y_hat - y)*w_next*g_prime(a)*x",),
        r"The weight above is left out: from $\hat{y}$ back to $h$ the factor is "
        r"$w_{\text{next}}$.": ("w - eta*2*(y_hat - y)*g_prime(a)*x",),
        "The last step is missing: from $a = wx + b$ to $w$ the slope is $x$.": (
            "w - eta*2*(y_hat - y)*w_next*g_prime(a)",
        ),
        "$h$ is what comes out of the unit. Beside $w$ stands what goes in: $x$.": (
            "w - eta*2*(y_hat - y)*w_next*g_prime(a)*h",
        ),
        r"That is the step for $w_{\text{next}}$, the weight of the output.": (
            "w_next - eta*2*(y_hat - y)*h",
        ),
        r"That is the gradient of the output's weight: it reads $h$. The way to $w$ goes on, "
        r"through "
        r"$w_{\text{next}}$ and the slope $g'(a)$ to $x$.": ("w - eta*2*(y_hat - y)*h",),
        "The square itself stands where its slope belongs: $u^2$ has the slope $2u$.": (
            "w - eta*(y_hat - y)**2*w_next*g_prime(a)*x",
        ),
        r"The way from $\hat{y}$ to $a$ is missing: $w_{\text{next}}$ and the slope $g'(a)$.": (
            "w - eta*2*(y_hat - y)*x",
        ),
    },
)


def _batch(rng, n, n_1, k, N):
    """A small network with one hidden layer, a batch, and what its forward pass gives."""
    W_1, W_2 = rng.normal(size=(n_1, n)), rng.normal(size=(k, n_1))
    x = rng.normal(size=(n, N))
    a_1 = W_1 @ x + rng.normal(size=(n_1, 1))
    h_1 = G(a_1)
    y_hat = softmax(W_2 @ h_1)
    e = one_hot(rng.integers(k, size=N), k)
    known = {"x": x, "a_1": a_1, "h_1": h_1, "W_2": W_2, "y_hat": y_hat, "e": e}
    besides = {
        "W": W_1, "W_next": W_2, "h": h_1, "h_before": x, "n": float(n), "N": float(N),
        "y_hat_l": np.tile((e * y_hat).sum(axis=0), (k, 1)), "g_prime": G_PRIME,
    }  # fmt: skip
    return known | besides


whole = Implement.from_text(
    r"""
    whole: From the loss to the first weights
      A network with one hidden layer, softmax and cross-entropy, on a batch of $N$ samples, the
      columns of each array. Write the backward pass down to $\nabla_{W_1}$. `x` is $(n, N)$; `a_1`
      and `h_1` are $(n_1, N)$; `W_2` is $(n_2, n_1)$; `y_hat` and `e`, whose columns are the
      one-hot vectors $e(\ell)$, are $(n_2, N)$; `g_prime` is the slope of $g$. The loss is the mean
      over the batch. Return $\nabla_{W_1}$, in the shape of $W_1$.
    1. Four lines of 4.8-2: $\nabla_{a_2}$, $\nabla_{h_1}$, $\nabla_{a_1}$, $\nabla_{W_1}$.
    2. $\nabla_{a_2} = -(e(\ell) - \hat{y})/N$, then $W_2^{\top}\nabla_{a_2}$, then
       $\odot\, g'(a_1)$, and last $\nabla_{a_1} x^{\top}$.
    3. `grad_a_2 = -(e - y_hat) / x.shape[1]`, `grad_h_1 = W_2.T @ grad_a_2`,
       `grad_a_1 = grad_h_1 * g_prime(a_1)`; what is left is the outer product, which sums over the
       samples by itself.
    Solution: `grad_a_1 = (W_2.T @ (-(e - y_hat) / x.shape[1])) * g_prime(a_1)`, then
      `return grad_a_1 @ x.T`.
    If sign: A sign is flipped. It can only be that of the first line: with respect to the logits
      the loss has the slope $-(e(\ell) - \hat{y})$.
    Why: With the same lines for $b_1$, $W_2$ and $b_2$ you have all that the digits of section 5
      have been learnt with.
    """,
    arguments=("x", "a_1", "h_1", "W_2", "y_hat", "e", "g_prime"),
    truth="outer((W_next.T @ (-(e - y_hat) / N)) * g_prime(a_1), h_before)",
    trials=trials(_batch, NETWORKS),
)

hunt = BugHunt.from_text(
    r"""
    hunt: Whose fault is it?
      A network of three layers with tanh units and softmax, eight samples as columns. The loss
      falls, and yet one line is wrong. Two layers come out wrong in the gradient check. Where does
      it begin? Find the layer and the line, then repair it.
    Why: Where all layers are equally wide a forgotten transpose still runs: test with layers of
      different widths, and numpy finds it for you.
    """,
    planted=(4, "transpose missing", 0),
)

hunt_2 = BugHunt.from_text(
    r"""
    second hunt: A harder one
      A network of three layers with tanh units and softmax, eight samples as columns. The loss
      falls, and yet one line is wrong. Every shape fits, and each line looks much like its
      neighbours. When you have repaired it, plant another: fresh ones come without end.
    Why: Copied lines with a changed index are where most such mistakes come from; a loop over the
      layers has each line once, so it is right for all of them or for none.
    """,
    planted=(8, "layer off by one", 0),
    seed=1,
)

ask = Sheet("4.8", order, step, whole, hunt, cost, witness, nudge, hunt_2, capstone)
