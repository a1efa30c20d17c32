"""How small an index or a range can be, for all sizes from 1 and every index in its range."""

from sympy import S, oo


def least(expression, ranges, sizes):
    """The smallest value of a whole number, as far as its bounds tell; else minus infinity.

    `ranges` has an index's first and last value, `sizes` the names that are at least 1.

    >>> from sympy.abc import i, n
    >>> least(n - i, {i: (1, n)}, {n}), least(n - i - 1, {i: (1, n)}, {n})
    (0, -1)
    """
    expression = S(expression).expand()
    for _ in range(20):
        running = [symbol for symbol in expression.free_symbols if symbol in ranges]
        if not running:
            break
        inner = {s for r in running for limit in ranges[r] for s in S(limit).free_symbols}
        symbol = next((r for r in sorted(running, key=str) if r not in inner), running[0])
        slope = expression.coeff(symbol)
        if not slope.is_number or (expression - slope * symbol).has(symbol):
            return -oo
        low, high = ranges[symbol]
        expression = expression.xreplace({symbol: low if slope > 0 else high}).expand()
    symbols = expression.free_symbols
    if not symbols <= sizes or any(expression.has(symbol) for symbol in symbols & set(ranges)):
        return -oo
    slopes = {symbol: expression.coeff(symbol) for symbol in symbols}
    rest = expression - sum(slope * symbol for symbol, slope in slopes.items())
    if not rest.expand().is_number or any(not slope >= 0 for slope in slopes.values()):
        return -oo
    return expression.xreplace(dict.fromkeys(symbols, S.One))
