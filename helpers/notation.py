"""The symbols of the lecture: how each is spelled, its identifier, shape, meaning, and lesson."""

from typing import NamedTuple


class Symbol(NamedTuple):
    """One row of the table of notation."""

    name: str  # by which `symbols` finds it
    latex: str  # as the lecture writes it
    identifier: str  # as the code writes it; empty where the code has no name for it
    shape: str  # in LaTeX, for one sample, and for a batch of N where it differs
    meaning: str
    lesson: str  # the module that introduces it


# How letters are spelled: name, as text, in LaTeX, other spellings. Every other letter is as typed.
_SPELLINGS = (
    ("loss", "ℒ", r"\mathscr{L}(\theta)", "ℒ(θ) L(θ) L(theta) loss(theta) loss(θ)"),
    ("y_hat", "ŷ", r"\hat{y}", "yhat"),
    ("ell", "ℓ", r"\ell", ""),
    ("alpha", "α", r"\alpha", ""),
    ("beta", "β", r"\beta", ""),
    ("gamma", "γ", r"\gamma", ""),
    ("delta", "δ", r"\delta", ""),
    ("epsilon", "ε", r"\varepsilon", "eps ϵ"),
    ("eta", "η", r"\eta", ""),
    ("theta", "θ", r"\theta", ""),
    ("lambda", "λ", r"\lambda", "lam"),
    ("mu", "μ", r"\mu", "µ"),
    ("nu", "ν", r"\nu", ""),
    ("xi", "ξ", r"\xi", ""),
    ("pi", "π", r"\pi", ""),
    ("rho", "ρ", r"\rho", ""),
    ("sigma", "σ", r"\sigma", "logistic"),
    ("tau", "τ", r"\tau", ""),
    ("phi", "φ", r"\varphi", "ϕ"),
    ("psi", "ψ", r"\psi", ""),
    ("omega", "ω", r"\omega", ""),
)
SPELLINGS = {name: (text, latex) for name, text, latex, _ in _SPELLINGS}
NAMES = {  # every spelling of these: its name
    spelling: name for name, text, _, more in _SPELLINGS for spelling in (name, text, *more.split())
}

# What g(z) is for each activation, and its slope, which may be written with g, as lines.
ACTIVATION_LINES = {
    "logistic": ("1/(1 + exp(-z))", "g(z)(1 - g(z))"),
    "tanh": ("tanh(z)", "1 - g(z)^2"),
    "relu": ("max(z, 0)", "1[z > 0]"),
    "softplus": ("log(1 + exp(z))", "1/(1 + exp(-z))"),
    "linear": ("z", "1"),
}

# name, LaTeX where it is more than the letter, identifier, shape, meaning, lesson
_ROWS = (
    ("n", "", "", "integer", "units of a layer", "4.1"),
    ("k", "", "k", "integer", "classes; as a subscript, a layer", "4.1"),
    ("N", "", "N", "integer", "samples of a batch, one a column", "4.1"),
    ("L", "", "network.L", "integer", "layers that have weights", "4.1"),
    ("x", "x = h_0", "x", r"(n,)\ \text{or}\ (n, N)", "input", "4.1"),
    ("W", "W_k", "network.W[k]", r"(n_k, n_{k-1})", "weights into layer $k$", "4.1"),
    ("b", "b_k", "network.b[k]", r"(n_k,)", "biases of layer $k$", "4.1"),
    ("a", "a_k", "trace.a[k]", r"(n_k,)\ \text{or}\ (n_k, N)", "pre-activations", "4.1"),
    ("h", "h_k", "trace.h[k]", r"(n_k,)\ \text{or}\ (n_k, N)", "activations", "4.1"),
    ("a_L", "a_L", "trace.a[L]", r"(k,)\ \text{or}\ (k, N)", "logits: the last pre-activations", "4.1"),
    ("g", r"g,\ g'", "activation, activation.derivative", "", "activation function, its derivative", "4.1"),
    ("O", "", "output", "", "output function, $\\hat{y} = O(a_L)$", "4.1"),
    ("y_hat", "", "trace.y_hat", r"(k,)\ \text{or}\ (k, N)", "output: what the network says", "4.1"),
    ("y", "", "y", r"(k,)\ \text{or}\ (k, N)", "what it should say", "4.1"),
    ("theta", "", "W, b", "", "all weights and biases together", "4.1"),
    ("loss", "", "network.loss(trace, y)", "number", "loss, a mean over the samples", "4.1"),
    ("eta", "", "eta", "number", "learning rate", "4.2"),
    ("gradient", r"\nabla_v\," + SPELLINGS["loss"][1], "gradients.a[k], .h[k], .W[k], .b[k]", r"\text{as}\ v", "gradient: all partial derivatives with respect to $v$", "4.2"),
    ("ell", "", "ell", "integer", "the true class", "4.3"),
    ("softmax", r"\text{softmax}(a)_j", "softmax(a)", "", r"$\exp(a_j) / \sum_{i} \exp(a_i)$", "4.3"),
    ("one_hot", r"e(\ell)", "one_hot(ell, k)", r"(k,)", r"1 at place $\ell$, 0 elsewhere", "4.5"),
    ("indicator", r"\mathbb{1}_{(\ell=i)}", "", "number", r"1 where $\ell = i$, 0 elsewhere", "4.5"),
    ("product", r"\odot", "*", "", "product entry by entry", "4.6"),
    ("transpose", r"W_k^{\top}", "network.W[k].T", r"(n_{k-1}, n_k)", "transpose: rows become columns", "4.6"),
    ("z", "", "z", "number", "any number that $g$ is applied to", "4.6"),
    ("sigma", SPELLINGS["sigma"][1] + "(z)", "logistic(z)", "number", "the logistic function", "4.9"),
)  # fmt: skip

NOTATION = {
    name: Symbol(name, latex or SPELLINGS.get(name, (name, name))[1], *rest)
    for name, latex, *rest in _ROWS
}


class SymbolTable(list):
    """Rows of the table of notation, shown as a table in a notebook."""

    def __repr__(self):
        return "\n".join(f"{row.latex}  {row.identifier}  {row.meaning}" for row in self)

    def _repr_markdown_(self):
        lines = ["| symbol | is | in code | shape | since |", "|:--|:--|:--|:--|:--|"]
        for row in self:
            code = f"`{row.identifier}`" if row.identifier else ""
            shape = row.shape if row.shape in ("", "integer", "number") else f"${row.shape}$"
            lines.append(f"| ${row.latex}$ | {row.meaning} | {code} | {shape} | {row.lesson} |")
        return "\n".join(lines)


def symbols(*names):
    r"""Return the rows of the table of notation for `names`, in that order; all without names.

    Parameters
    ----------
    *names : str
        Keys of `NOTATION`; a ValueError names what is none.

    Examples
    --------
    >>> symbols("eta")
    \eta  eta  learning rate
    """
    for name in names:
        if name not in NOTATION:
            raise ValueError(f"symbols has no {name!r}, expected names of: {', '.join(NOTATION)}")
    return SymbolTable(NOTATION[name] for name in names or NOTATION)
