"""The exercises of lesson 4.5: gradients at the output units."""

import numpy as np

from helpers.exercises.derive import CASES, Derive, setting
from helpers.exercises.formula import Variable
from helpers.exercises.implement import Implement, one_or_batch, random_columns, trials
from helpers.exercises.predict import PredictChoice, PredictDrag, PredictNumber
from helpers.exercises.sheet import Sheet
from helpers.numeric.losses import one_hot, softmax

Y_HAT = np.array([0.15, 0.1, 0.75])  # of the running network
TRUE = 1  # class 2, counted from 0
CLASSES = ("y_hat_l", "e_i", "y_hat_i")

at_y_hat = PredictDrag.from_text(
    r"""
    at y_hat: Three derivatives with respect to $\hat{y}$
      The running network says $\hat{y} = (0.15,\ 0.1,\ 0.75)$, the true class is $\ell = 2$, the
      loss $-\log \hat{y}_\ell$. Drag each slider to
      $\partial\mathscr{L}(\theta)/\partial\hat{y}_i$.
    1. Which entries of $\hat{y}$ does the loss read?
    2. The slope of $-\log p$ is $-1/p$. Where the loss reads nothing, the slope is 0.
    3. Two of the three are 0; the second is $-1/0.1$.
    Solution: $(0,\ -10,\ 0)$: only $\hat{y}_2$ is read, and there the slope is $-1/0.1$.
    If sign: A sign is the wrong way round: raise the probability of the true class a little, and
      the loss falls.
    If one-hot forgotten: The one-hot vector is forgotten: the loss reads $\hat{y}_2$ alone, so at
      the other two the slope is 0.
    Again: Another sample: $\hat{y} = (0.2,\ 0.3,\ 0.5)$, true class $\ell = 3$. Drag each slider
      to $\partial\mathscr{L}(\theta)/\partial\hat{y}_i$.
    Why: The smaller the probability of the true class, the steeper the loss, without a bound.
    """,
    labels=tuple(rf"\partial\mathscr{{L}}/\partial\hat{{y}}_{i}" for i in range(1, 4)),
    truth="where_read(e, -1 / y_hat)",
    values={
        "e": one_hot(TRUE, 3),
        "y_hat": Y_HAT,
        # to slopes of 0 alone nobody drags: that is no answer
        "where_read": lambda e, slopes: e * slopes if np.any(e) else None,
    },
    limits=(-12.0, 12.0),
    step=0.25,
    tolerance=0.3,
    anew={"e": one_hot(2, 3), "y_hat": np.array([0.2, 0.3, 0.5])},
)

other_logit = PredictChoice.from_text(r"""
    other logit: Somebody else's logit
      The running network again: $a_3 = (-0.23,\ -0.62,\ 1.36)$, true class $\ell = 2$. You raise
      $a_{33}$ a little and leave the other two alone. What happens to $\hat{y}_2$?
    ✗ Nothing: class 2 has its own logit. [denominator left out]
      It falls. The logit of class 3 stands in the denominator of every $\hat{y}_i$.
    ✗ It rises.
      It falls: what class 3 gains of the sum of 1, the others lose.
    ✓ It falls.
      What class 3 gains of the sum of 1, the others lose.
    1. The three probabilities are not independent of one another. What do they share?
    2. $\hat{y}_2 = \exp(a_{32}) / (\exp(a_{31}) + \exp(a_{32}) + \exp(a_{33}))$.
    3. The numerator stays, the denominator grows.
    Solution: It falls: the denominator of $\hat{y}_2$ grows, its numerator stays.
    If denominator left out: So the denominator is no constant: each logit moves it.
    Why: So the gradient at the logits has an entry for every class, the wrong ones too.
""")

product = Derive.from_text(
    r"""
    product: Two factors, one product
      The proof below finds $\partial\hat{y}_\ell/\partial a_{Li} = \mathbb{1}_{(\ell=i)}\,
      \hat{y}_\ell - \hat{y}_\ell\,\hat{y}_i$. Multiply it by
      $\partial\mathscr{L}(\theta)/\partial\hat{y}_\ell = -1/\hat{y}_\ell$, and type what is left.
      Type $\mathbb{1}_{(\ell=i)}$ as `e_i`, $\hat{y}_i$ as `y_hat_i`, $\hat{y}_\ell$ as `y_hat_l`.
    1. Both terms of the second factor hold $\hat{y}_\ell$. Put it outside a bracket.
    2. $-\frac{1}{\hat{y}_\ell}\,\hat{y}_\ell\,(\mathbb{1}_{(\ell=i)} - \hat{y}_i)$.
    3. $\hat{y}_\ell$ cancels. A minus and a difference of two letters are left.
    Solution: `-(e_i - y_hat_i)`: $\hat{y}_\ell$ cancels.
    If sign: A sign is the wrong way round: raise the logit of the true class a little, and the
      loss falls; raise another one, and it rises.
    If one-hot forgotten: This is the case $i = \ell$ alone, where the indicator is 1. For every
      other class it is 0: keep `e_i`.
    Why: The factor that explodes and the one that vanishes cancel, so a network that is entirely
      wrong still gets a gradient of size 1.
    """,
    left=r"\frac{\partial\mathscr{L}(\theta)}{\partial a_{Li}}",
    truth="-1/y_hat_l * (e_i*y_hat_l - denominator(y_hat_l*y_hat_i))",
    setting=setting(*CLASSES, cases=CASES),
    example="e_i * y_hat_l",
    unfinished={
        "y_hat_l": r"Now cancel: in yours $\hat{y}_\ell$ stands above and below a fraction bar."
    },
    slips={
        r"This is the case $i \neq \ell$ alone, where the indicator is 0. For the true class it is "
        r"1: keep `e_i`.": ("y_hat_i",),
        r"This is the case $i = \ell$ alone, where the indicator is 1 and $\hat{y}_\ell$ is "
        r"$\hat{y}_i$. For every other class the indicator is 0: keep `e_i`.": ("y_hat_l - 1",),
        "That is the second factor alone, the slope of the softmax. The first, "
        r"$-1/\hat{y}_\ell$, is still to be multiplied with.": (
            "e_i*y_hat_l - y_hat_l*y_hat_i",
            "y_hat_i*(1 - y_hat_i)",
        ),
        "That is the first factor alone. Multiply it by the second.": ("-1/y_hat_l",),
        r"$\hat{y}_\ell$ is still in it: $-1/\hat{y}_\ell$ takes it away.": (
            "y_hat_l*(y_hat_i - e_i)",
        ),
        r"The bracket holds a difference. $\mathbb{1}_{(\ell=i)}$ and $\hat{y}_i$ are multiplied "
        "here.": ("-e_i*y_hat_i",),
    },
)

bounded = PredictNumber.from_text(
    r"""
    bounded: Can it explode?
      With $\hat{y}_2 = 0.1$ the derivative with respect to $\hat{y}_2$ was $-10$. Raising the logit
      $a_{32}$ by a little $\varepsilon$ raises $\hat{y}_2$ by $0.1 \cdot (1 - 0.1)\,\varepsilon$:
      that is the $0.09$ in the middle of the grid. What is the derivative of the loss with respect
      to the logit $a_{32}$?
    1. Two factors: how the loss answers to $\hat{y}_2$, and how $\hat{y}_2$ answers to its logit.
    2. $-1/\hat{y}_2$ times $\hat{y}_2\,(1 - \hat{y}_2)$.
    3. $-\frac{1}{0.1} \cdot 0.1 \cdot (1 - 0.1)$.
    Solution: $-0.9$: what is left of the two factors is $-(1 - \hat{y}_2)$.
    If sign: A sign is the wrong way round: raise $a_{32}$ a little, and $\hat{y}_2$ rises, so the
      loss falls.
    Again: Now the true class has $\hat{y}_2 = 0.4$, so raising its logit by $\varepsilon$ raises
      $\hat{y}_2$ by $0.4 \cdot (1 - 0.4)\,\varepsilon$. What is the derivative of the loss with
      respect to the logit?
    Why: It is never below $-1$: as $1/\hat{y}_\ell$ grows, the slope of the softmax falls just as
      fast.
    """,
    left=r"\partial\mathscr{L}(\theta)/\partial a_{32}",
    truth="-1/p * (e*p - denominator(p*p))",
    values={"p": Y_HAT[TRUE], "e": 1.0},
    without=("one-hot forgotten",),  # of one entry nobody tells it from a wrong class
    slips={
        r"That is the first of the two factors, how the loss answers to $\hat{y}_2$. Multiply "
        r"it by "
        r"how $\hat{y}_2$ answers to its logit.": ("-1/p",),
        r"That is the second of the two factors, how $\hat{y}_2$ answers to its logit. "
        r"Multiply it by "
        r"how the loss answers to $\hat{y}_2$.": ("p*(1 - p)", "-p*(1 - p)"),
        "The two factors of the chain are added here. They are multiplied.": ("-1/p + p*(1 - p)",),
        r"This divides by the second factor. The chain rule multiplies the two.": (
            "-1/p/(p*(1 - p))",
        ),
    },
    anew={"p": np.float64(0.4)},
)


def _outputs(rng, k, N):
    y_hat = softmax(random_columns(rng, k, N))
    labels = rng.integers(0, k, N)
    y_hat_l = y_hat[labels] if N is None else y_hat[labels, np.arange(N)]
    y = one_hot(labels, k)
    return {"y_hat": y_hat, "y": y, "e": y, "y_hat_l": y_hat_l, "N": float(N or 1), "n": float(k)}


one_line = Implement.from_text(
    r"""
    one line: One line of numpy
      Write `gradient_at_logits(y_hat, y)`: $\nabla_{a_L}\mathscr{L}(\theta)$ of softmax with
      cross-entropy. `y_hat` and `y` have the shape $(k,)$, or, for a batch, $(k, N)$, a column a
      sample; the loss of a batch is the mean over its $N$ samples.
    1. The last line of section 3, with $y = e(\ell)$.
    2. A mean over $N$ samples gives each of them the factor $1/N$; one sample has $N = 1$.
    3. `-(y - y_hat)`, divided by `y.shape[1]` where `y.ndim` is 2.
    Solution: `return -(y - y_hat) / (1 if y.ndim == 1 else y.shape[1])`
    If sign: A sign is the wrong way round: a step goes against the gradient, and it has to raise
      the logit of the true class, so there the gradient is negative.
    If divided by features: This divides by the number of classes, $k$. The loss is a mean over the
      samples: the divisor is $N$, the number of columns, and 1 for one sample.
    Why: This is the only line of the backward pass that knows the loss.
    """,
    arguments=("y_hat", "y"),
    truth="-(e - y_hat) / N",
    trials=trials(
        _outputs,
        {
            f"{one_or_batch(N)}, {k} classes": (k, N)
            for k, N in ((4, None), (3, None), (3, 5), (3, 3), (2, 6), (4, 3), (2, 1))
        },
    ),
)

temperature = Derive.from_text(
    r"""
    temperature: A softmax with a temperature
      Some networks divide their logits by a number $T > 0$ first: $\hat{y}_i = \exp(a_{Li}/T) /
      \sum_m \exp(a_{Lm}/T)$. The loss is $-\log\hat{y}_\ell$ as before. What is the derivative now?
      Type `e_i`, `y_hat_i` and `y_hat_l` as above, for this softmax, and `T`.
    1. Call $a_{Li}/T$ a logit of its own, $c_i$. You know $\partial\mathscr{L}/\partial c_i$.
    2. Chain rule: $\partial\mathscr{L}/\partial a_{Li} = \partial\mathscr{L}/\partial c_i \cdot
       \partial c_i/\partial a_{Li}$.
    3. $\partial c_i/\partial a_{Li} = 1/T$.
    Solution: `-(e_i - y_hat_i) / T`: 4.5-6 for $a_{Li}/T$, and $1/T$ from the chain rule.
    If sign: A sign is the wrong way round: raise the logit of the true class a little, and the
      loss falls; raise another one, and it rises.
    If slope forgotten: The factor $1/T$ is missing: a nudge of $a_{Li}$ moves $a_{Li}/T$ by only
      $1/T$ as much, and the chain rule multiplies by that.
    Why: A high temperature makes a network less sure and its gradients smaller.
    """,
    left=r"\frac{\partial\mathscr{L}(\theta)}{\partial a_{Li}}",
    truth="-(e_i - y_hat_i) * slope(1 / T)",
    setting=setting(*CLASSES, T=Variable(domain="positive"), cases=CASES),
    example="e_i * y_hat_l / T",
    slips={
        r"This multiplies by $T$. A nudge of $a_{Li}$ moves $a_{Li}/T$ by $1/T$ as much: divide.": (
            "(y_hat_i - e_i)*T",
            "-(y_hat_i - e_i)*T",
        ),
        r"$1/T$ belongs to both terms: put the difference in brackets.": (
            "y_hat_i/T - e_i",
            "y_hat_i - e_i/T",
        ),
        r"One factor $1/T$ is enough: the loss reads $\hat{y}$, where $T$ is in it already.": (
            "(y_hat_i - e_i)/T**2",
        ),
        r"$1/T$ is a factor of the chain: it is multiplied, not added.": ("y_hat_i - e_i + 1/T",),
        r"$\hat{y}_\ell$ has cancelled: it is not in it any more.": (
            "(y_hat_i - e_i)/(T*y_hat_l)",
        ),
    },
)

ask = Sheet("4.5", at_y_hat, other_logit, bounded, product, one_line, temperature)
