"""Every program that differs from the capstone's right one in an operator, a number or a name."""

import ast
import copy

OPERATORS = ast.Add, ast.Sub, ast.Mult, ast.Div, ast.MatMult
COMPARISONS = ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq
NAMES = (
    *("W", "b", "a", "h", "y", "y_hat", "k", "L", "x", "grad_a", "grad_h", "grad_W", "grad_b"),
    *("g", "g_prime", "N", "eta", "bias", "e"),
)


def mutants(text, every=1):
    """Yield the texts, or one in so many of them."""
    tree, seen = ast.parse(text), {ast.unparse(ast.parse(text))}
    changes = [(i, change) for i, node in enumerate(ast.walk(tree)) for change in _changes(node)]
    for place, change in changes[::every]:
        mutated = copy.deepcopy(tree)
        change(list(ast.walk(mutated))[place])
        try:
            changed = ast.unparse(ast.fix_missing_locations(mutated))
        except (AttributeError, TypeError, ValueError):
            continue
        if changed not in seen:
            seen.add(changed)
            yield changed


def _changes(node):
    """Yield functions that change a node in place."""
    match node:
        case ast.BinOp() | ast.AugAssign():
            for kind in OPERATORS:
                if not isinstance(node.op, kind):
                    yield lambda u, kind=kind: setattr(u, "op", kind())
        case ast.Compare():
            for kind in COMPARISONS:
                if not isinstance(node.ops[0], kind):
                    yield lambda u, kind=kind: setattr(u, "ops", [kind()])
        case ast.Constant(int()):
            for step in (-1, 1, 2):
                yield lambda u, step=step: setattr(u, "value", u.value + step)
        case ast.Name(_, ast.Load()):
            for name in NAMES:
                if name != node.id:
                    yield lambda u, name=name: setattr(u, "id", name)
        case ast.Attribute(ast.Name() | ast.Subscript(), "T"):
            yield _without_transpose
    if isinstance(node, ast.BinOp):
        yield _turned
    if isinstance(node, ast.FunctionDef | ast.For | ast.While | ast.If):
        for place, _ in enumerate(node.body):
            yield lambda u, place=place: u.body.__setitem__(place, ast.Pass())


def _turned(u):
    u.left, u.right = u.right, u.left


def _without_transpose(u):
    u.attr = "real"  # the same array, as it is
