"""The exercises of lesson 4.4: the chain, what is shared in it, and what it costs."""

from itertools import combinations

import numpy as np

from helpers.exercises.derive import Derive, setting
from helpers.exercises.formula import Variable
from helpers.exercises.implement import Implement, Trial
from helpers.exercises.predict import PredictChoice, PredictNumber
from helpers.exercises.sheet import Sheet

USED_TWICE = [(0, 1, 1.5), (0, 2, 1.0), (1, 3, 1.0), (1, 3, 1.0)]  # (w + w) x, w = 0.5, x = 1.5
POSITIVE = Variable(domain="positive")

chain = PredictNumber.from_text(
    r"""
    chain: A chain in numbers
      In the thin network, $W_{111} = 0.8$, $W_{211} = -1.2$, $W_{311} = 0.9$. For $x_1 = 0.5$ a
      forward pass found $h_{11} = 0.6$ and $h_{21} = -0.22$, and the slopes $g'(a_{11}) = 0.64$ and
      $g'(a_{21}) = 0.95$. At the output, $\partial\mathscr{L}(\theta)/\partial a_{31} = -0.28$.
      What is $\partial\mathscr{L}(\theta)/\partial W_{111}$? (A product of numbers is an answer
      too.)
    1. Walk from $a_{31}$ back to $W_{111}$. What lies on the way?
    2. $a_{31} \to h_{21} \to a_{21} \to h_{11} \to a_{11} \to W_{111}$: a weight, a slope, a
       weight, a slope, and the end of the chain.
    3. $-0.28 \cdot 0.9 \cdot 0.95 \cdot (-1.2) \cdot 0.64 \cdot x_1$
    Solution: $-0.28 \cdot 0.9 \cdot 0.95 \cdot (-1.2) \cdot 0.64 \cdot 0.5 = 0.09$. $W_{111}$
      itself is not in it: $\partial a_{11}/\partial W_{111}$ is what it is multiplied with, $x_1$.
    If sign: A sign is flipped: two of the factors are negative, $-0.28$ and $W_{211} = -1.2$.
    Again: With another input, $x_1 = 2$, the pass found $h_{11} = 0.95$ and $h_{21} = -0.56$, the
      slopes $g'(a_{11}) = 0.1$ and $g'(a_{21}) = 0.7$, and $\partial\mathscr{L}(\theta)/\partial
      a_{31} = -0.3$; the weights are the same. What is $\partial\mathscr{L}(\theta)/\partial
      W_{111}$ now?
    Why: All these numbers are there after one forward pass, so a gradient needs no second one.
    """,
    left=r"\partial\mathscr{L}(\theta)/\partial W_{111}",
    truth="grad_a_31 * (W_311 * slope(g_21)) * (W_next * slope(g_11)) * h_before",
    values={"grad_a_31": -0.28, "W_311": 0.9, "g_21": 0.95, "h_21": -0.22, "g_11": 0.64}
    | {"W_next": -1.2, "W": 0.8, "h_before": 0.5, "h": 0.6},  # of layer 1
    tolerance=0.022,  # two digits will do
    is_accused_of_two=False,
    slips={
        r"A weight is left out. From $a_{31}$ back to $h_{21}$ the factor is $W_{311}$, from "
        r"$a_{21}$ to $h_{11}$ it is $W_{211}$.": (
            "grad_a_31 * g_21 * g_11 * h_before",
            "grad_a_31 * g_21 * W_next * g_11 * h_before",
            "grad_a_31 * W_311 * g_21 * g_11 * h_before",
        ),
        "$h$ stands where $g'(a)$ belongs: on the way back through a unit the chain asks for its "
        "slope, not for its value.": (
            "grad_a_31 * W_311 * h_21 * W_next * h * h_before",
            "grad_a_31 * W_311 * g_21 * W_next * h * h_before",
            "grad_a_31 * W_311 * h_21 * W_next * g_11 * h_before",
        ),
        r"The end of the chain is missing: $\partial a_{11}/\partial W_{111}$, which is $x_1$.": (
            "grad_a_31 * W_311 * g_21 * W_next * g_11",
        ),
        r"$W_{111}$ itself is multiplied in. The chain ends with $\partial a_{11}/\partial "
        r"W_{111}$, which is what the weight is multiplied with, $x_1$.": (
            "grad_a_31 * W_311 * g_21 * W_next * g_11 * W",
            "grad_a_31 * W_311 * g_21 * W_next * g_11 * W * h_before",
        ),
    },
    anew={"grad_a_31": -0.3, "g_21": 0.7, "h_21": -0.56, "g_11": 0.1, "h_before": 2.0, "h": 0.95},
)

reuse = PredictChoice.from_text(r"""
    reuse: What is still to be looked up?
      You have multiplied the chain of $W_{311}$, number by number, and kept what you had on the
      way. Now $W_{211}$ is asked. Its chain has five factors, that of $W_{311}$ has three. How many
      of the five do you still have to look up?
    ✗ 2: its chain is longer by two.
      It is longer by two, but not all three are of use. $W_{311}$ gets off with
      $\partial a_{31}/\partial W_{311}$, where $W_{211}$ goes on: three are new.
    ✓ 3: only the way down to a₃₁ is shared.
      Up to $a_{31}$ both go the same way. New are $\partial a_{31}/\partial h_{21}$,
      $\partial h_{21}/\partial a_{21}$ and $\partial a_{21}/\partial W_{211}$.
    ✗ 5: another weight, another chain.
      Another chain, but it begins as the first one does: down to $a_{31}$ nothing has changed, and
      that product is kept. Three are new.
    ✗ 1: the last factor, the weight's own.
      That one is new for every weight. But between $a_{31}$ and $a_{21}$ nobody has been yet: two
      more, so three are new.
    1. Write one chain under the other.
    2. Both begin with $\frac{\partial\mathscr{L}}{\partial\hat{y}}\,
       \frac{\partial\hat{y}}{\partial a_{31}}$. Where do they part?
    3. From $a_{31}$ to $W_{211}$ the way is $h_{21}$, $a_{21}$, $W_{211}$.
    Solution: 3: two of its five factors are shared with $W_{311}$.
    Why: It is three for each weight further down too, however deep the network.
""")

weight = Derive.from_text(
    r"""
    weight: Any weight of the chain
      In the thin network, layer $k$ is a hidden layer, and $\partial\mathscr{L}(\theta)/\partial
      a_{k+1,1}$ is kept from the layer above: call it `upstream`. What is
      $\partial\mathscr{L}(\theta)/\partial W_{k11}$? Type `a` for $a_{k1}$, `h` for $h_{k1}$, `W`
      for $W_{k11}$; one layer above, `W_next` for $W_{k+1,1,1}$; one below, `h_before` for
      $h_{k-1,1}$; and `g'( )` for the slope of $g$.
    1. From $a_{k+1,1}$ it is two steps to $a_{k1}$, and one more to $W_{k11}$.
    2. A step on to the layer below is a weight, a step through a unit is a slope. The end is what
       the weight is multiplied with.
    3. 4.4-6 leads to $a_{k1}$. What is left is $\partial a_{k1}/\partial W_{k11}$, with
       $a_{k1} = W_{k11}\, h_{k-1,1} + b_{k1}$.
    Solution: `upstream * W_next * g'(a) * h_before`: the weight above, the slope at $a_{k1}$, and
      what the weight is multiplied with.
    If sign: A sign is flipped. No sign turns on this way: if there is a minus, it is in `upstream`
      already.
    Why: Four numbers, each from the layer itself or a neighbour: no weight has to know the rest of
      the network.
    """,
    left=r"\frac{\partial\mathscr{L}(\theta)}{\partial W_{k11}}",
    truth="upstream * W_next * g_prime(a) * h_before",
    setting=setting(
        upstream=r"\frac{\partial\mathscr{L}(\theta)}{\partial a_{k+1,1}}",
        a="a_{k1}",
        h="h_{k1}",
        W="W_{k11}",
        W_next="W_{k+1,1,1}",
        h_before="h_{k-1,1}",
        functions=("g",),
        definitions={"h": "g(a)"},
    ),
    example="h_before * a - W",
    is_accused_of_two=False,
    slips={
        r"So far this is $\partial\mathscr{L}(\theta)/\partial a_{k1}$. One step is left, from "
        "$a_{k1}$ to the weight.": ("upstream * W_next * g_prime(a)",),
        "The weight above is left out: from $a_{k+1,1}$ back to $h_{k1}$ the factor is "
        "$W_{k+1,1,1}$.": ("upstream * g_prime(a) * h_before",),
        "$g$ itself stands where its slope $g'$ belongs.": ("upstream * W_next * h * h_before",),
        "That is the slope of the logistic function alone. Here $g$ may be any function: write "
        "$g'(a)$.": ("upstream * W_next * h * (1 - h) * h_before",),
        r"The blame from above is left out: everything that comes back is in `upstream`.": (
            "W_next * g_prime(a) * h_before",
        ),
        "The weight itself is multiplied in. The last step goes from $a_{k1}$ to the weight, "
        "and its "
        "slope is what the weight is multiplied with, $h_{k-1,1}$.": (
            "upstream * W_next * g_prime(a) * W",
            "upstream * W_next * g_prime(a) * h_before * W",
        ),
    },
)

meet = PredictNumber.from_text(
    r"""
    meet: Where two edges meet
      $b = w + w$ and $\mathscr{L} = b\,x$, with $w = 0.5$ and $x = 1.5$. Two edges lead from $w$ to
      $b$, each with local derivative 1. What is $\partial\mathscr{L}/\partial w$?
    1. What comes back from $\mathscr{L}$ to $b$?
    2. To $b$ comes $x = 1.5$. It goes on to $w$ along both edges.
    3. Along each edge comes $1.5 \cdot 1$, and what comes is added.
    Solution: $1.5 \cdot 1 + 1.5 \cdot 1 = 3$. And indeed $\mathscr{L} = 2wx$, with the slope $2x$.
    Again: The same graph with $x = 4$. What is $\partial\mathscr{L}/\partial w$ now?
    Why: A convolution uses one weight at every place of an image, and its gradient is such a sum.
    """,
    left=r"\partial\mathscr{L}/\partial w",
    truth="paths(x * 1, x * 1)",
    values={"x": 1.5},
    anew={"x": 4.0},
    slips={
        "What comes along the two edges is multiplied here. Where paths meet, it is added.": (
            "x*x",
        ),
        r"Those are the two local derivatives. Each is multiplied by what comes to $b$, $x$.": (
            "2",
        ),
        r"That is $\mathscr{L}$ or a part of it. What is asked is how fast it changes with $w$.": (
            "0.5*x",
        ),
    },
)

quotient = Derive.from_text(
    r"""
    quotient: Twice in one fraction
      In the softmax of section 4, $s = e_1 + e_2$ and $p = e_1/s$. So $e_1$ reaches $p$ along two
      paths: directly, and through $s$. What is $\partial p/\partial e_1$ in all? The letters are
      `e_1`, `e_2` and `s`.
    1. The local derivatives stand on the edges of the explorer: from $e_1$ to $p$, from $s$ to $p$,
       and from $e_1$ to $s$.
    2. Directly it is $\frac{1}{s}$. Through $s$ it is $\frac{\partial p}{\partial
       s}\,\frac{\partial s}{\partial e_1}$.
    3. $\frac{\partial p}{\partial s} = -\frac{e_1}{s^2}$ and $\frac{\partial s}{\partial e_1} = 1$.
       The two paths are added.
    Solution: `1/s - e_1/s**2`, which is $\frac{e_2}{s^2}$.
    If sign: A sign is the wrong way round: a larger $s$ makes $p$ smaller, so only the path through
      $s$ brings a minus; and with $e_1$ its share $p$ rises.
    Why: The quotient rule is the sum over two paths; 4.5 needs it for every pair of classes.
    """,
    left=r"\frac{\partial p}{\partial e_1}",
    truth="paths(1/s, -(e_1/s**2))",
    setting=setting(
        "p", e_1=POSITIVE, e_2=POSITIVE, s=POSITIVE, definitions={"s": "e_1 + e_2", "p": "e_1 / s"}
    ),
    example="e_1 * e_2 - s",
    slips={
        "That is the path through $s$ alone, and its sign is the wrong way round: a larger $s$ "
        "makes "
        "$p$ smaller.": ("e_1/s**2",),
        r"$\frac{1}{s}$ has the slope $-\frac{1}{s^2}$: on the path through $s$ the square is "
        "missing.": ("1/s - e_1/s",),
        r"On the path through $s$ the numerator $e_1$ is missing: $\frac{\partial p}{\partial s} = "
        r"-\frac{e_1}{s^2}$.": ("1/s - 1/s**2", "-1/s**2"),
        "This is how $p$ answers to the logit $a_1$, of which $e_1$ is the exponential. Here it is "
        "the derivative with respect to $e_1$ itself.": ("e_1*e_2/s**2",),
        r"That is $1 - p$. The denominator of a quotient's slope is squared.": ("e_2/s",),
        r"That is $\frac{\partial p}{\partial e_2}$, but for an $e_2$.": ("-e_1*e_2/s**2",),
    },
)

cost = PredictChoice.from_text(r"""
    cost: Ten times the weights
      A network is made wider, until it has ten times as many weights. One forward pass takes ten
      times as long now. And the gradient at all weights? How many times as long does it take by
      central differences, how many times by backpropagation?
    ✗ 10 times; 10 times
      Right for backpropagation. But central differences run the network twice for every weight: ten
      times as many passes, each ten times as long.
    ✗ 10 times; hardly longer
      Central differences take ten times as many passes, each ten times as long. And backpropagation
      is cheap, but it must touch every weight at least once.
    ✓ 100 times; 10 times
      Central differences take ten times as many passes, each ten times as long; backpropagation
      remains worth a few passes.
    ✗ 100 times; 100 times
      Right for central differences. But backpropagation does not run the network for each weight:
      one pass back, with a few multiplications a weight.
    1. How many passes does each way take, and how long is one?
    2. Central differences: two passes a weight. Backpropagation: each weight is used a few times,
       whatever the size.
    3. With $w$ weights it is $2w$ passes of about $w$ multiplications, against a few times $w$.
    Solution: 100 times and 10 times: the one grows with the square of the number of weights, the
      other with the number itself.
    Why: With a million weights the one takes 2,000,000 forward passes, the other is worth about 3:
      without it nobody would train networks of that size.
""")

blame = PredictChoice.from_text(r"""
    blame: Who can take responsibility?
      $\hat{y}$ is wrong. You may ask everyone: the output layer, the activations $h_k$, the
      pre-activations $a_k$, the weights and the biases. Who can be changed, and who can only
      pass the question on?
    ✗ The output layer: it gave the wrong answer.
      It knows by how much $\hat{y}$ is wrong, and is asked first. But it computes $\hat{y}$ from
      $a_L$, and that was given to it: it passes the question on.
    ✗ All of them: each has a derivative.
      Each has one, and it is needed on the way: it says what a change would do. But $h_k$ cannot
      be changed by itself: it is $g$ of an $a_k$, and the question goes on.
    ✗ The weights alone: all else follows from them.
      Nearly: $b_k$ follows from nothing either. It can be changed as a weight can, and its gradient
      is found on the same way.
    ✓ The weights and the biases.
      Only they can be changed. An $a_k$ is a sum of what it was given, an $h_k$ is $g$ of an $a_k$:
      they pass the question on.
    1. Who among them could have another value, with everything else as it was?
    2. $a_k = W_k h_{k-1} + b_k$ and $h_k = g(a_k)$. What in these is computed, and what is chosen?
    3. $\theta$ is the list of all that gradient descent changes.
    Solution: The weights and the biases: all the others are computed from them and from $x$.
    Why: So a backward pass computes two kinds of gradients: those it only needs on the way, and
      those that gradient descent uses.
""")


PAIRS = {  # nodes (above, below), for each edge
    "a chain of 4 nodes": [(0, 1), (1, 2), (2, 3)],
    "two paths that meet, and go on": [(0, 1), (1, 2), (1, 3), (2, 4), (3, 4), (4, 5)],
    "a graph of 6 nodes": list(combinations(range(6), 2)),
    "a graph of 9 nodes": list(combinations(range(9), 2)),
}


def _graphs(rng):
    edges = {r"the graph of $\mathscr{L} = (w + w)\,x$": USED_TWICE}
    for label, pairs in PAIRS.items():
        slopes = rng.normal(size=len(pairs)).round(2).tolist()
        edges[label] = [(*pair, slope) for pair, slope in zip(pairs, slopes, strict=True)]
    return [Trial(label, _graph(some)) for label, some in edges.items()]


def _graph(edges):
    """Nodes, edges, and the local derivatives as two arrays, a row a node below.

    In `last` stand those of the edge that comes last at its node, in `earlier` all others, added.
    """
    nodes = 1 + max(below for _, below, _ in edges)
    earlier, last = np.zeros((2, nodes, nodes))
    for above, below, slope in edges:
        earlier[below] += last[below]
        last[below] = 0.0
        last[below, above] = slope

    def solved(local):  # each gradient is a sum over those above it [4.4-8]: a system of equations
        return np.linalg.solve(np.eye(nodes) - local, np.eye(nodes)[0])

    return {"nodes": nodes, "edges": edges, "earlier": earlier, "last": last, "solved": solved}


reverse_pass = Implement.from_text(
    r"""
    reverse pass: The whole of it
      Write `reverse_pass(nodes, edges)`: the gradient at every node of a computation graph. The
      nodes are numbered from 0, which is $\mathscr{L}$, to `nodes - 1`. Each edge is
      `(above, below, local)`: node `above` was computed from node `below`, with the local
      derivative `local`. Edges that lead back to a node come before those that lead on from it.
      Return the gradients in the order of the numbers, as a list or an array. So
      $\mathscr{L} = (w + w)\,x$ of section 4, with the nodes $\mathscr{L}, b, x, w$, has
      `nodes = 4` and `edges = [(0, 1, 1.5), (0, 2, 1.0), (1, 3, 1.0), (1, 3, 1.0)]`.
    1. What is the gradient at node 0, $\partial\mathscr{L}/\partial\mathscr{L}$? And at first
       everywhere else?
    2. Each edge brings upstream times local to the node below. Think of the node in which two edges
       end.
    3. `grad = np.zeros(nodes)`, then `grad[0] = 1.0`. What is left is a loop over the edges with
       one line in it.
    Solution: `grad = np.zeros(nodes)`; `grad[0] = 1.0`; `for above, below, local in edges:`
      `grad[below] += grad[above] * local`; `return grad`.
    Why: This loop is backpropagation: what a library adds to it are arrays in place of numbers, and
      the edges, which it writes down as the forward pass goes by.
    """,
    arguments=("nodes", "edges"),
    truth="solved(paths(earlier, last))",
    trials=_graphs,
)

ask = Sheet("4.4", blame, chain, reuse, meet, weight, cost, quotient, reverse_pass)
