"""What a formula's tree tells without being computed: its names, and how large it would get."""

import ast
import math

TOO_MANY = 10**6


def names_in(tree):
    """Return the names of a tree.

    Examples
    --------
    >>> sorted(names_in(ast.parse("h * (1 - h) + x")))
    ['h', 'x']
    """
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def terms(tree):
    """Return at most how many terms a formula has once it is multiplied out; a million is many.

    Examples
    --------
    >>> terms(ast.parse("(a + b)**3 * (a - b)", mode="eval").body)
    8
    """

    def count(node):
        return min(many(node), TOO_MANY)

    def many(node):
        match node:
            case ast.BinOp(op=ast.Add() | ast.Sub()):
                return count(node.left) + count(node.right)
            case ast.BinOp(op=ast.Pow()):
                n, base = _exponent(node.right), count(node.left)
                return math.comb(base + n - 1, n)
            case ast.BinOp():
                return count(node.left) * count(node.right)
            case ast.UnaryOp():
                return count(node.operand)
            case ast.Call():
                return max(map(count, node.args))
        return 1

    return count(tree)


def _exponent(node):
    while isinstance(node, ast.UnaryOp):
        node = node.operand
    return math.ceil(abs(node.value)) if isinstance(node, ast.Constant) else 12
