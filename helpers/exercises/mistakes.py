"""The catalogue of known mistakes: each rewrites a truth into what someone gets who makes it."""

from collections.abc import Callable
from dataclasses import dataclass

from helpers.exercises import rewriting


@dataclass(frozen=True)
class Mistake:
    """One known mistake.

    Parameters
    ----------
    name : str
        As results name it.
    title : str
        What went wrong, in a few words; with LaTeX between dollars.
    hint : str
        What to look at, in a sentence or two; with LaTeX between dollars.
    rule : callable
        A rule of `rewriting`.
    everywhere : bool, optional
        Whether it can be made at every place of a formula at once.

    Examples
    --------
    >>> from helpers.exercises.words import truth
    >>> from helpers.language.printing import code
    >>> [code(wrong) for wrong in MISTAKES["sign"].variants(truth("-(e_i - y_hat_i)"))]
    ['e_i - y_hat_i', '-(e_i + y_hat_i)']
    """

    name: str
    title: str
    hint: str
    rule: Callable
    everywhere: bool = True

    def variants(self, tree):
        """Return the truth as someone writes it who makes the mistake: everywhere, or once."""
        return rewriting.variants(tree, self.rule, self.everywhere)


_CATALOGUE = (
    Mistake("sign", "A sign is flipped",
            "A sign is the wrong way round. Ask which way the result moves when one of the letters "
            "grows a little, and compare.", rewriting.flip_sign, everywhere=False),
    Mistake("slope forgotten", "$g'$ is forgotten",
            "The step through the bend is missing: on the way from $h = g(a)$ to $a$ the chain "
            "rule asks for the factor $g'(a)$.", rewriting.drop_slope),
    Mistake("slope at h", "$g'$ is taken at $h$",
            "$g'$ is taken at $h$ in place of $a$. The bend is applied to $a$, so its slope is "
            "that at $a$; $h$ is what comes out.", rewriting.slope_at_h),
    Mistake("transpose missing", "A transpose is missing",
            "A transpose is missing. Write the shapes under the factors: a product sums over what "
            "they share, for a gradient at $h$ the units above, for one at $W$ the samples.",
            rewriting.drop_transpose),
    Mistake("outer product turned", "The outer product is the wrong way round",
            "The outer product is the wrong way round. Rows are where a weight goes to, columns "
            "where it comes from: the gradient has the shape of $W$.", rewriting.turn_outer),
    Mistake("divided by features", "Divided by the number of features",
            "This divides by the number of features $n$. The loss is a mean over the samples, so "
            "the divisor is $N$, the number of columns.", rewriting.divide_by_features),
    Mistake("not divided", "Not divided by the number of samples",
            "The division by $N$ is missing: the loss is the mean over the samples, not their sum.",
            rewriting.do_not_divide),
    Mistake("true class for i", "The index is that of the true class",
            "The index is $\\ell$, that of the true class, where it should be that of the entry in "
            "question. The lecture's own slide has this slip.", rewriting.index_of_true_class),
    Mistake("one-hot forgotten", "The one-hot vector is forgotten",
            "The one-hot vector is missing. One entry belongs to the true class, and only there "
            "a 1 comes in; elsewhere it is 0.", rewriting.forget_one_hot),
    Mistake("base-10 logarithm", "A base-10 logarithm",
            "This is the base-10 logarithm. The loss takes the natural one, whose slope is $1/p$ "
            "without any factor.", rewriting.base_ten),
    Mistake("factor 2 lost", "The factor 2 is lost",
            "A factor 2 is lost. A square $u^2$ has the slope $2u$.", rewriting.lose_two),
    Mistake("= for +=", "Only one of several paths is left",
            "Only one of several paths is left, as if = stood where += belongs. Where paths "
            "meet, what arrives along each is added.", rewriting.overwrite),
    Mistake("layer off by one", "The layer is off by one",
            "A layer's index is off by one. Say for each letter whether it belongs to the layer, "
            "to the one below or to the one above.", rewriting.off_by_one),
    Mistake("denominator left out", "The denominator is not differentiated",
            "The denominator counts as a constant here. It depends on the same letter, so the "
            "quotient rule brings a second term.", rewriting.leave_denominator),
)  # fmt: skip

MISTAKES = {mistake.name: mistake for mistake in _CATALOGUE}
