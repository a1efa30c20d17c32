"""The exercises of lesson 4.3: output functions and loss functions."""

import numpy as np

from helpers.exercises.derive import CASES, Derive, setting
from helpers.exercises.implement import Implement, random_columns, trials
from helpers.exercises.predict import PredictChoice, PredictDrag, PredictNumber
from helpers.exercises.sheet import Sheet
from helpers.numeric.losses import one_hot

shift = PredictChoice.from_text(r"""
    shift: 2 more for everyone
      You add 2 to every logit: $a_3 = (-0.23, -0.62, 1.36)$ becomes $(1.77, 1.38, 3.36)$. What
      becomes of $\hat{y}$, the softmax of $a_3$?
    ✗ Each ŷⱼ is multiplied by exp(2).
      Each exponential is. But $\hat{y}$ still sums to 1: the sum below the fraction bar has grown
      by the same factor.
    ✗ Class 3, already ahead, gains; the others lose.
      It is ahead by a factor $\hat{y}_3/\hat{y}_2 = \exp(a_{33} - a_{32})$, and no difference of
      logits has changed.
    ✓ Nothing.
      Every exponential grows by the factor $\exp(2)$, so does their sum, and it cancels.
    ✗ All come closer to 1/3: beside 2 the differences hardly count.
      It would be so if the logits themselves were divided by their sum. $\exp$ makes ratios of
      differences, and those stay.
    1. Take two classes. What is $\hat{y}_1/\hat{y}_2$, before and after?
    2. $\exp(a + 2) = \exp(2)\,\exp(a)$
    3. $\frac{\exp(2)\,\exp(a_{3j})}{\exp(2)\,\sum_c \exp(a_{3c})}$
    Solution: Nothing: $\exp(2)$ stands above and below the fraction bar, and cancels.
    Why: Move the shift $s$ in the picture at the top to see it. A program may choose the shift that
      suits it: A, under *Going further*, lives on that.
""")

price = PredictNumber.from_text(
    r"""
    price: The price of a bold mistake
      One network gives the true class $p = 0.1$, another $p = 0.001$, a hundredth of it. With the
      loss $1 - p$ they pay $0.9$ and $0.999$, nearly the same. With $-\log p$ the first pays
      $2.30$. What does the second pay? (A formula of numbers, such as `3*log(2)`, will do too.)
    1. The logarithm is the natural one. What is $\log 0.001$, above 0 or below?
    2. $\log 0.001 = -\log 1000$, and $1000 = 10^3$.
    3. $\log 1000 = 3 \log 10$, with $\log 10 = 2.303$
    Solution: $-\log 0.001 = 3 \log 10 = 6.91$, three times as much as $-\log 0.1 = 2.30$.
    If sign: A sign is the wrong way round: $\log p$ is below 0, and the price is $-\log p$.
    Again: A third network gives the true class $p = 0.01$. What does it pay with $-\log p$?
    Why: Each further factor 10 in $p$ costs another $\log 10 = 2.30$, without end: the logarithm is
      the price that adds where probabilities multiply.
    """,
    left=r"-\log 0.001",
    truth="0 - log(p)",
    values={"p": 0.001},
    anew={"p": 0.01},
    digits=3,
    slips={
        r"That is $1 - p$, the loss before. Here it is $-\log p$.": ("1 - p",),
        r"A hundredth of $p$ does not cost a hundred times as much: $\log$ makes a sum of a "
        r"product, so a factor $\frac{1}{100}$ costs $\log 100$ more.": ("0 - 100*log(100*p)",),
        r"That is $-\log 0.01$. Here $p = 0.001$.": ("0 - log(10*p)",),
        r"That is the price of the first network, $-\log 0.1$.": ("0 - log(100*p)",),
        "That is the base-2 logarithm. The loss takes the natural one.": ("0 - log(p)/log(2)",),
    },
)

least = PredictDrag.from_text(
    r"""
    least: The best logits
      The truth is $y = (0.05,\ 0.9,\ 0.05)$, and the first logit is $a_{L1} = 0$. Drag the two
      others to where the cross-entropy of the softmax is least.
    1. At which $\hat{y}$ is the cross-entropy least? Section 5 has proved it.
    2. At $\hat{y} = y$. There class 3 is as likely as class 1, and class 2 is 18 times as likely.
    3. $\hat{y}_2/\hat{y}_1 = \exp(a_{L2} - a_{L1}) = 18$, so $a_{L2} - 0 = \log 18$.
    Solution: $a_L = (0,\ \log 18,\ 0)$ with $\log 18 = 2.89$: then $\hat{y} = y$.
    If sign: A sign is the wrong way round: the more likely a class, the larger its logit.
    If base-10 logarithm: This is the base-10 logarithm. The softmax takes $\exp$ of a logit, and
      what undoes that is the natural one.
    Again: Now the truth is $y = (0.2,\ 0.2,\ 0.6)$; the first logit is again $a_{L1} = 0$. Where
      is the cross-entropy least?
    Why: A logit is a logarithm: its distance from another says how many times as likely the one
      class is as the other.
    """,
    labels=("a_{L2}", "a_{L3}"),
    truth="log(y / y_1)",
    values={"y": (0.9, 0.05), "y_1": 0.05},
    limits=(-4.0, 4.0),
    step=0.1,
    tolerance=0.25,
    anew={"y": (0.2, 0.6), "y_1": 0.2},
)

batch_gradient = Derive.from_text(
    r"""
    batch gradient: One probability in a batch
      The loss is the mean of the cross-entropy over a batch of $N$ samples of $n$ inputs each, with
      one-hot $y$. Take one sample, and entry $i$ of its $\hat{y}$. What is the derivative of the
      loss with respect to it? Type `e_i` for $y_i$: it is 1 where $i = \ell$, else 0.
    1. How many of the $N$ losses in the mean read this $\hat{y}_i$?
    2. $-\log p$ has the slope $-\frac{1}{p}$; only the true class is read; the mean divides by the
       number of samples.
    3. For $i = \ell$ it is $-\frac{1}{N\,\hat{y}_\ell}$, for the others 0. Write both as one.
    Solution: `-e_i / (N * y_hat_i)`: the slope of $-\log$, for the true class alone, and the
      $\frac{1}{N}$ of the mean.
    If sign: A sign is the wrong way round: raise the probability of the true class a little, and
      the loss falls.
    Why: Here the way back through the network begins: every gradient of the next lessons is a
      product whose first factor is this one.
    """,
    left=r"\frac{\partial\mathscr{L}}{\partial\hat{y}_i}",
    # log(exp(1)) is 1; where the loss has a base-10 logarithm it becomes 1/log(10) [4.3-9]
    truth="(0 - e_i / y_hat_i) * log(exp(1)) / N",
    setting=setting("y_hat_i", "y_hat_l", "N", "n", "e_i", cases=CASES),
    without=("true class for i",),  # where e_i is 1 the two entries are one
    slips={
        r"That is the loss itself, not its derivative: $\log p$ has the slope $\frac1p$.": (
            "-log(y_hat_i)/N",
            "-e_i*log(y_hat_i)/N",
        ),
        r"That is the derivative with respect to a logit, of 4.5. Here it is that with respect to "
        r"$\hat{y}_i$.": ("(y_hat_i - e_i)/N", "y_hat_i - e_i"),
        r"This is the slope of the squared error. The cross-entropy is $-\log\hat{y}_\ell$.": (
            "2*(y_hat_i - e_i)/N",
        ),
        r"This is right for $i = \ell$. The loss does not read the other entries, so there the "
        r"derivative is 0: a factor `e_i` says so.": ("-1/(N*y_hat_l)",),
        r"The slope of $\log p$ is $\frac1p$, so $\hat{y}_i$ has to stand below the fraction "
        r"bar.": (
            "-e_i/N",
            "-e_i*y_hat_i/N",
        ),
        r"$N$ has to stand below the fraction bar: the mean divides by it.": ("-N*e_i/y_hat_i",),
    },
    example="e_i * y_hat_i",
)


def _logits(rng, k, N, size=1.0):
    y = one_hot(rng.integers(0, k, N), k)
    return {
        "a": size * random_columns(rng, k, N),
        "y": y,
        "e": y,
        "N": 1.0 if N is None else float(N),
        "n": float(k),
        "top": lambda a: a.max(axis=0),  # of each column
        "total": lambda a: a.sum(axis=0),
        "all_of": np.sum,
    }


from_logits = Implement.from_text(
    r"""
    from logits: From logits to the loss
      Write `loss_from_logits(a, y)`: the cross-entropy of the softmax of the logits `a` with the
      one-hot `y`, as one number, the mean over the samples. Both have the shape $(k,)$, or, for a
      batch, $(k, N)$, a column a sample. Logits of 1000 must do no harm.
    1. A has a formula for $-\log\hat{y}_\ell$ that needs no $\hat{y}$.
    2. With $s$ the largest logit of a column, the loss of that column is $\log\sum_m \exp(a_m - s)
       - (a_\ell - s)$; `axis=0` takes each column by itself.
    3. `shifted = a - a.max(axis=0)`, then `logs = shifted - np.log(np.exp(shifted).sum(axis=0))`;
       what is left is to choose by `y`, to add, and to divide by the number of columns.
    Solution: `shifted = a - a.max(axis=0)`; `logs = shifted - np.log(np.exp(shifted).sum(axis=0))`;
      `return -(y * logs).sum(axis=0).mean()`. No exponential exceeds 1, and no logarithm is taken
      of 0.
    If sign: A sign is the wrong way round: the loss of a sample is $-\log\hat{y}_\ell$, which is
      never negative.
    If divided by features: This divides by the number of classes, the rows, as `.mean()` of a whole
      batch does too. The divisor is the number of columns, and 1 for one sample.
    Why: This is why the cross-entropy of the large libraries asks for logits, not for
      probabilities: once a probability has become 0, no logarithm brings it back.
    """,
    arguments=("a", "y"),
    # log(exp(1)) is 1, as above
    truth="all_of(e * (log(total(exp(a - top(a)))) - (a - top(a)) * log(exp(1)))) / N",
    trials=trials(
        _logits,
        {
            "one sample of 4 classes": (4, None),
            "a batch of 5, with 3 classes": (3, 5),
            "a batch of 4, with 4 classes": (4, 4),
            "a batch of 2, with 6 classes": (6, 2),
            "a batch of 3 with logits of about 1000": (4, 3, 1000.0),
        },
    ),
)

rate = PredictNumber.from_text(
    r"""
    rate: One rating a little higher
      Four films. Of the first two, $y_1 = (7, 8, 6)$ and $y_2 = (5, 4, 5)$, the network says
      $\hat{y}_1 = (8, 8, 6)$ and $\hat{y}_2 = (5, 7, 4)$; the other two it gets exactly right. The
      squared error is the mean over the films, $\mathscr{L} = \frac{1}{N}\sum_i\sum_j (\hat{y}_{ij}
      - y_{ij})^2 = \frac{1}{4}(1 + 10) = 2.75$. If $\hat{y}_{22} = 7$ rises a little, how fast does
      $\mathscr{L}$ change: what is $\partial\mathscr{L}/\partial\hat{y}_{22}$?
    1. Twelve squares are added. Which of them contains $\hat{y}_{22}$?
    2. $u^2$ has the slope $2u$, and the mean over the films multiplies it by $\frac{1}{N}$.
    3. $\frac{1}{4} \cdot 2\,(7 - 4)$
    Solution: $1.5$: of the double sum one term is left, and $\frac{1}{4} \cdot 2\,(7 - 4) = 1.5$.
    If sign: A sign is the wrong way round: $\hat{y}_{22}$ is too large already, so when it rises,
      the loss does.
    If divided by features: This divides by 3, the number of critics. The loss is a mean over the
      films alone, and there are 4.
    If not divided: The division by 4 is missing: the loss is the mean over the films, not their
      sum.
    Again: Five films, with three ratings each. Of one the network says $\hat{y}_{31} = 4$ where
      $y_{31} = 9$. The loss is again the mean over the films. What is
      $\partial\mathscr{L}/\partial\hat{y}_{31}$?
    Why: The $\frac{1}{N}$ is in every gradient of a batch, so a step does not grow with the number
      of samples.
    """,
    left=r"\partial\mathscr{L}/\partial\hat{y}_{22}",
    truth="2 * error / N",
    values={"error": 7.0 - 4.0, "N": 4.0, "n": 3.0},  # n critics
    anew={"error": 4.0 - 9.0, "N": 5.0},
    slips={
        "That is the error alone. A square $u^2$ has the slope $2u$, and the mean divides by 4.": (
            "error",
        ),
        r"That is what the square costs, not how fast it changes: $u^2$ has the slope $2u$.": (
            "error**2 / N",
            "error**2",
            "2.75",
        ),
    },
)

two_classes = Derive.from_text(
    r"""
    two classes: A softmax of two
      Only differences of logits count. Take $k = 2$ classes, and let $d = a_{L1} - a_{L2}$. Write
      $\hat{y}_1$ with the one letter `d`. (`exp` and `sigma`, the logistic function of 4.2, are
      known.)
    1. Which shift makes one of the two logits 0?
    2. Add $-a_{L2}$ to both: the logits are then $d$ and $0$.
    3. $\hat{y}_1 = \frac{\exp(d)}{\exp(d) + \exp(0)}$
    Solution: `sigma(d)`, which is $\frac{1}{1 + \exp(-d)} = \frac{\exp(d)}{\exp(d) + 1}$.
    If sign: A sign is the wrong way round. At $d = 0$ both classes are equally likely, and the
      larger $d$ is, the closer $\hat{y}_1$ comes to 1: does yours?
    Why: So the logistic neuron of 4.2 is a softmax of two classes, whose second logit is 0.
    """,
    left=r"\hat{y}_1",
    truth="1 / (1 + exp(0 - d))",  # 0 - d: a sign to flip
    setting=setting("d", functions=("sigma", "tanh")),
    example="d * exp(2*d)",
    slips={
        "This is no probability: it grows beyond 1. Divide by the sum of both exponentials.": (
            "exp(d)",
        ),
        "The other logit is 0, not $-d$: the distance between the two is $d$, not $2d$.": (
            "exp(d) / (exp(d) + exp(-d))",
        ),
        "This comes out the same for every $d$. Which class is more likely depends on it.": (
            "1/2",
        ),
        r"$\tanh$ runs from $-1$ to 1, and a probability from 0 to 1.": ("tanh(d)",),
    },
)

ask = Sheet("4.3", shift, price, least, batch_gradient, from_logits, rate, two_classes)
