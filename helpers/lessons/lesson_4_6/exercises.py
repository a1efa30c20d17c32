"""The exercises of lesson 4.6: hidden units, the transpose, and the step through the activation."""

import numpy as np

from helpers.exercises.bug_hunt import BugHunt
from helpers.exercises.derive import Derive, setting
from helpers.exercises.implement import Implement, random_columns, trials
from helpers.exercises.predict import PredictChoice, PredictDrag, PredictNumber
from helpers.exercises.sheet import Sheet
from helpers.numeric.activations import ACTIVATIONS

NO_SIGN = (
    r"A sign is flipped. No sign turns on this way: if there is a minus, it is in "
    r"$\nabla_{a_{i+1}}\mathscr{L}$ already."
)

two_paths = PredictNumber.from_text(
    r"""
    paths: Two paths to one number
      $p = q_1 q_2$ with $q_1 = z^2$ and $q_2 = z + 3$. At $z = 2$ that is $q_1 = 4$ and $q_2 = 5$.
      A nudge of $z$ reaches $p$ along two paths, through $q_1$ and through $q_2$. What is
      $\mathrm{d}p/\mathrm{d}z$ there?
    1. Follow the nudge: first to $q_1$ and on to $p$, then to $q_2$ and on to $p$.
    2. Along a path slopes multiply. What arrives along several paths is added.
    3. Through $q_1$ the slope is $q_2 \cdot 2z = 5 \cdot 4$. Through $q_2$ it is $q_1 \cdot 1 = 4$.
    Solution: $5 \cdot 4 + 4 \cdot 1 = 24$. Without the detour, $p = z^3 + 3z^2$ has the slope
      $3z^2 + 6z = 24$.
    Again: The same graph at $z = 1$, where $q_1 = 1$ and $q_2 = 4$. What is
      $\mathrm{d}p/\mathrm{d}z$ there?
    Why: The product rule of school is this sum over two paths, and a hidden unit needs the same sum
      with as many terms as there are units in the next layer.
    """,
    left=r"\mathrm{d}p/\mathrm{d}z",
    truth="paths((z + 3) * (2 * z), z**2)",
    values={"z": np.float64(2)},
    anew={"z": np.float64(1.0)},
    slips={
        "What arrives along the two paths is multiplied here. Along a path slopes multiply; what "
        "several paths bring is added.": ("(z + 3)*2*z*z**2",),
        r"Those are the slopes of $q_1$ and $q_2$. Each is only the first step of its path: on to "
        r"$p$ it is times $q_2$, or times $q_1$.": ("2*z + 1",),
        r"That is $p$ itself, or $q_1 + q_2$. What is asked is how fast $p$ changes.": (
            "z**2 + z + 3",
        ),
        "Each slope is multiplied by its own $q$ here. In a product each is multiplied by the "
        "other "
        "one.": ("2*z*z**2 + z + 3",),
    },
)

product = PredictChoice.from_text(r"""
    product: The product that leads back
      In the running network layer 1 has 3 units and layer 2 has 2. So $W_2$ is $2 \times 3$, and
      $\nabla_{a_2}\mathscr{L}$ has 2 entries. $\nabla_{h_1}\mathscr{L}$ must have 3, one for
      each unit. Which product can give it?
    ✗ W ∇a, the matrix of the way forward [transpose missing]
      $W_2$ takes 3 numbers and gives 2, and here 2 are given: the shapes do not fit.
    ✗ W⁻¹ ∇a, which undoes the way forward
      To go backwards sounds like undoing, but a $2 \times 3$ matrix has no inverse. Nothing is to
      be undone: each edge carries blame with the weight it has, so the same weights are used, rows
      and columns exchanged.
    ✓ Wᵀ ∇a, rows and columns exchanged
      Right: $W_2^{\top}$ is $3 \times 2$, so it takes the 2 numbers and gives 3.
    ✗ ∇a hᵀ, a column times a row
      This is $2 \times 3$, a number for each weight, and not one for each unit: it is the gradient
      with respect to $W_2$, which lesson 4.7 derives.
    1. Write the shape under each factor.
    2. A product of matrices needs as many columns on the left as there are rows on the right.
    3. The left factor has to be $3 \times 2$, and $W_2$ is $2 \times 3$.
    Solution: $W_2^{\top}\nabla_{a_2}\mathscr{L}$: $3 \times 2$ times 2 entries are 3.
    Why: Between two layers of equal width $W$ is square. Then a forgotten transpose has a shape
      too, training may run as well as ever, and nothing warns you. So test a backward pass of your
      own on layers of different width.
""")

at_h = PredictDrag.from_text(
    r"""
    blame: Blame for three units
      In the running network $W_2 = \begin{pmatrix} -1.2 & -0.5 & -0.4 \\ 0.7 & 0.9 & -0.3
      \end{pmatrix}$. With another sample $\nabla_{a_2}\mathscr{L} = (0.5,\ 1)$. Drag the three
      entries of $\nabla_{h_1}\mathscr{L}$.
    1. Take one unit of layer 1. Which of the six weights lead away from it?
    2. They stand in its column of $W_2$. Multiply each by its entry of $\nabla_{a_2}\mathscr{L}$
       and add.
    3. Unit 1: $-1.2 \cdot 0.5 + 0.7 \cdot 1$. Unit 2: $-0.5 \cdot 0.5 + 0.9 \cdot 1$. Unit 3:
       $-0.4 \cdot 0.5 - 0.3 \cdot 1$.
    Solution: $(0.1,\ 0.65,\ -0.5)$: each entry is a column of $W_2$ times
      $\nabla_{a_2}\mathscr{L}$.
    Again: With a third sample $\nabla_{a_2}\mathscr{L} = (-0.5,\ 0.2)$; $W_2$ is the same. Drag
      the three entries of $\nabla_{h_1}\mathscr{L}$.
    Why: Unit 1 is pulled down by 0.6 and up by 0.7: what nearly cancels teaches little, however
      strong each pull is. The samples of a batch can cancel in the same way.
    """,
    labels=tuple(rf"\partial\mathscr{{L}}/\partial h_{{1{j}}}" for j in (1, 2, 3)),
    truth="W.T @ grad_a",
    values={"W": ((-1.2, -0.5, -0.4), (0.7, 0.9, -0.3)), "grad_a": (0.5, 1.0)},
    limits=(-1.0, 1.0),
    tolerance=0.05,
    anew={"grad_a": (-0.5, 0.2)},
)

one_unit = Derive.from_text(
    r"""
    unit: From two units back to one
      Layer 2 has two units, which read $h_{11} = g(a_{11})$ with the weights $W_{211}$ and
      $W_{221}$. Type $\partial\mathscr{L}/\partial a_{11}$. Write `w_1` and `w_2` for the two
      weights, `d_1` and `d_2` for $\partial\mathscr{L}/\partial a_{21}$ and
      $\partial\mathscr{L}/\partial a_{22}$, `a` for $a_{11}$, `h` for $h_{11}$, and `g'( )` with
      what you need in its brackets.
    1. Walk back from the loss: first to $h_{11}$, over both units of layer 2, then to $a_{11}$.
    2. 4.6-2 sums over the paths to $h_{11}$, 4.6-5 multiplies the sum by the slope of $g$.
    3. $\partial\mathscr{L}/\partial h_{11} = W_{211}\,\partial\mathscr{L}/\partial a_{21} +
       W_{221}\,\partial\mathscr{L}/\partial a_{22}$. One factor is left: the slope of $g$, at what
       went into it.
    Solution: `(w_1*d_1 + w_2*d_2) * g'(a)`: both paths meet at $h_{11}$, and from there a single
      one leads through $g$.
    If sign: A sign is flipped. No sign turns on this way: if there is a minus, it is in `d_1` or
      `d_2` already.
    Why: Where $g'(a_{11})$ is close to 0, nothing that comes back can change the weights that lead
      into this unit, however much it is.
    """,
    left=r"\frac{\partial\mathscr{L}}{\partial a_{11}}",
    truth="paths(w_1 * d_1, w_2 * d_2) * g_prime(a)",
    setting=setting(
        w_1="W_{211}",
        w_2="W_{221}",
        d_1=r"\frac{\partial\mathscr{L}}{\partial a_{21}}",
        d_2=r"\frac{\partial\mathscr{L}}{\partial a_{22}}",
        a="a_{11}",
        h="h_{11}",
        functions=("g",),
        definitions={"h": "g(a)"},
    ),
    example="2*w_1 + g'(d_1)",
    slips={
        "The weights are left out: on the way from $a_{2m}$ back to $h_{11}$ each is multiplied by "
        "its own weight.": ("(d_1 + d_2)*g_prime(a)",),
        "What comes from above is left out: `d_1` and `d_2` belong to their paths.": (
            "(w_1 + w_2)*g_prime(a)",
        ),
        "A bracket is missing: $g'(a_{11})$ multiplies the whole sum.": (
            "w_1*d_1 + w_2*d_2*g_prime(a)",
            "w_1*d_1*g_prime(a) + w_2*d_2",
        ),
        "Each weight belongs to its own path: `w_1` leads to the unit with `d_1`.": (
            "(w_1*d_2 + w_2*d_1)*g_prime(a)",
        ),
        "This adds before it multiplies, so that every weight meets every blame. Each path has its "
        "own weight and its own blame.": ("(w_1 + w_2)*(d_1 + d_2)*g_prime(a)",),
        "$a$ stands where the slope $g'(a)$ belongs.": ("(w_1*d_1 + w_2*d_2)*a",),
        "The slope of $g$ is one more factor of the chain: it is multiplied, not added.": (
            "w_1*d_1 + w_2*d_2 + g_prime(a)",
        ),
    },
)


def _down(rng, m, n, N):
    g = ACTIVATIONS["logistic" if N is None else "tanh"]
    a = random_columns(rng, n, N)
    values = {"W": rng.normal(size=(m, n)), "grad_a": random_columns(rng, m, N), "a": a}
    return values | {"g_prime": g.derivative, "h": g(a)}


down = Implement.from_text(
    r"""
    down: The whole step, from a to a
      Write the step that the backward pass repeats: from $\nabla_{a_{i+1}}\mathscr{L}$ to
      $\nabla_{a_i}\mathscr{L}$. `W` is $W_{i+1}$, `grad_a` is $\nabla_{a_{i+1}}\mathscr{L}$, `a` is
      $a_i$, and `g_prime` is $g'$, a function that takes an array entry by entry. For one sample
      and for a batch.
    1. Two of this lesson's equations, one after the other: over the weights to $h_i$, then through
       the activation to $a_i$.
    2. $\nabla_{a_i}\mathscr{L} = (W_{i+1}^{\top}\nabla_{a_{i+1}}\mathscr{L}) \odot g'(a_i)$.
    3. `W.T @ grad_a` is $\nabla_{h_i}\mathscr{L}$. The product with $g'(a_i)$ is entry by entry: a
       plain `*`.
    Solution: `return (W.T @ grad_a) * g_prime(a)`, which is 4.6-4 and then 4.6-6.
    Why: The forward pass has to keep every $a_i$ for this line, or $h_i$ where $g'$ can be read off
      it, as for tanh: it is why training takes far more memory than using a trained network.
    """,
    arguments=("W", "grad_a", "a", "g_prime"),
    without=("slope at h",),  # the function is given no h
    truth="(W.T @ grad_a) * g_prime(a)",
    trials=trials(_down),
    remarks={"sign": NO_SIGN},
)

hunt = BugHunt.from_text(
    r"""
    hunt: A loss that falls as it should
      Here is the backward pass of a network with two hidden layers of tanh units, eight samples as
      columns. The loss falls, and still one line is wrong. The gradient check shows where it
      differs from central differences. Find the layer and the line, and repair it.
    Why: With the mistake the loss ended as low as without it: a learning curve does not tell a
      wrong gradient from a right one, a gradient check does.
    """,
    planted=(5, "slope at h", 0),
)

ask = Sheet("4.6", two_paths, product, at_h, one_unit, down, hunt)
