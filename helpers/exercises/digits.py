"""Numbers in the sentences of verdicts."""


def digits_latex(text):
    r"""Return a number's digits as LaTeX, where Python prints a power of ten with an e.

    Examples
    --------
    >>> print(digits_latex("0.5"), digits_latex("1e-05"))
    0.5 1 \cdot 10^{-5}
    """
    mantissa, _, power = text.partition("e")
    return rf"{mantissa} \cdot 10^{{{int(power)}}}" if power else mantissa


def told_apart(one, other):
    """Return two numbers as LaTeX: four digits, or as many more as they need to differ.

    Examples
    --------
    >>> told_apart(0.25, 1 / 3), told_apart(1.0, 1.000001)
    (('0.25', '0.3333'), ('1', '1.000001'))
    """
    for digits in range(4, 18):
        texts = f"{one + 0.0:.{digits}g}", f"{other + 0.0:.{digits}g}"  # never -0
        if texts[0] != texts[1]:
            break
    return tuple(map(digits_latex, texts))
