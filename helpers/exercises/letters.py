"""The letters of the exercises: each with its LaTeX, the ways to type it, and its numbers."""

from helpers.exercises.vocabulary import Letter

_ROWS = (
    # name, LaTeX, other ways to type it, domain
    ("a", "a", "", "real"),
    ("a_i", "a_i", "", "real"),
    ("b", "b", "", "real"),
    ("e_i", r"e_i", "", "indicator"),
    ("eta", r"\eta", "η", "positive"),
    ("h", "h", "", "real"),
    ("h_j", "h_j", "", "real"),
    ("l", "l", "", "real"),
    ("n", "n", "", "count"),
    ("N", "N", "", "count"),
    ("p", "p", "", "probability"),
    ("w", "w", "", "real"),
    ("x", "x", "", "real"),
    ("y", "y", "", "real"),
    ("y_hat", r"\hat{y}", "yhat ŷ", "real"),
    ("y_hat_i", r"\hat{y}_i", "yhat_i ŷ_i", "probability"),
    ("y_hat_l", r"\hat{y}_\ell", "yhat_l ŷ_l ŷ_ℓ y_hat_ell", "probability"),
    ("z", "z", "", "real"),
)
LETTERS = {row[0]: Letter(row[0], row[1], tuple(row[2].split()), row[3]) for row in _ROWS}


def letters(*names, **others):
    r"""Return letters by name, those of this table or others given with their LaTeX.

    Parameters
    ----------
    *names : str
        Names of the table.
    **others : str or Letter
        A letter of the exercise's own: its LaTeX, for a real number, or a Letter.

    Returns
    -------
    tuple of Letter

    Examples
    --------
    >>> [letter.latex for letter in letters("eta", grad_h=r"\nabla_h")]
    ['\\eta', '\\nabla_h']
    """
    own = (x if isinstance(x, Letter) else Letter(name, x) for name, x in others.items())
    return (*(LETTERS[name] for name in names), *own)
