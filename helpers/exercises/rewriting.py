"""Rewriting a truth's tree: what someone writes in a node's place who makes a certain mistake.

Each rule takes a node, and whether it is the root; it returns what may stand there instead.
"""

import ast
from copy import deepcopy

ONE_HOT = {"e", "e_i", "e_j", "e_m", "e_l", "delta"}
SLOPES = {"slope", "g_prime"}


def variants(tree, rule, everywhere=True):
    """Yield the trees that a rule makes of this one: applied at every place at once, then at each.

    Parameters
    ----------
    tree : ast.expr
    rule : callable
    everywhere : bool, optional
        Whether the first of these makes sense.

    Examples
    --------
    >>> tree = ast.parse("log(p) - log(q)", mode="eval").body
    >>> [ast.unparse(wrong) for wrong in variants(tree, base_ten)]
    ['log10(p) - log10(q)', 'log10(p) - log(q)', 'log(p) - log10(q)']
    """
    places = [(path, rule(node, not path)) for path, node in _places(tree)]
    places = [(path, found) for path, found in places if found]
    if everywhere and len(places) > 1 and all(len(found) == 1 for _, found in places):
        yield _rewrite_all(tree, rule)
    for path, found in places:
        for wrong in found:
            yield _put(tree, path, wrong)


def _places(node, path=()):
    """Yield every node with its path from the root."""
    yield path, node
    for name, child in ast.iter_fields(node):
        if isinstance(child, ast.expr):
            yield from _places(child, (*path, (name, None)))
        elif isinstance(child, list):
            for i, part in enumerate(child):
                yield from _places(part, (*path, (name, i)))


def _put(tree, path, wrong):
    """The tree with another node at the end of the path."""
    if not path:
        return wrong
    tree = deepcopy(tree)
    parent = tree
    for name, i in path[:-1]:
        parent = _child(parent, name, i)
    name, i = path[-1]
    if i is None:
        setattr(parent, name, wrong)
    else:
        getattr(parent, name)[i] = wrong
    return tree


def _child(node, name, i):
    return getattr(node, name) if i is None else getattr(node, name)[i]


def _rewrite_all(tree, rule):
    class Rewriter(ast.NodeTransformer):
        def visit(self, node):
            found = rule(node, node is tree)
            if found and any(found[0] is child for child in ast.iter_child_nodes(node)):
                return self.visit(found[0])
            return self.generic_visit(found[0] if found else node)

    return Rewriter().visit(deepcopy(tree))


def _is_call(node, names):
    return isinstance(node, ast.Call) and node.func.id in names


def _is_op(node, op):
    return isinstance(node, ast.BinOp) and isinstance(node.op, op)


def _is_number(node, value):
    return isinstance(node, ast.Constant) and node.value == value


def _minus(node):
    """The node with its sign flipped, written as a person would."""
    if isinstance(node, ast.UnaryOp):
        return node.operand
    is_product = _is_op(node, ast.Mult | ast.Div | ast.MatMult)
    if is_product and isinstance(node.left, ast.UnaryOp):
        return ast.BinOp(node.left.operand, node.op, node.right)
    return ast.UnaryOp(ast.USub(), node)


def flip_sign(node, is_root):
    """The whole with the other sign; within, a plus for a minus, a minus for a plus or for none."""
    found = [_minus(node)] if is_root else []
    if _is_op(node, ast.Sub | ast.Add):
        flipped = ast.Add() if isinstance(node.op, ast.Sub) else ast.Sub()
        found.append(ast.BinOp(node.left, flipped, node.right))
    if isinstance(node, ast.UnaryOp) and not is_root:
        found.append(node.operand)
    if _is_call(node, {"paths"}):
        for i, part in enumerate(node.args):
            parts = [*node.args[:i], _minus(part), *node.args[i + 1 :]]
            found.append(ast.Call(node.func, parts, []))
    return found


def drop_slope(node, is_root):
    """A product without its slope."""
    if _is_op(node, ast.Mult):
        if _is_call(node.right, SLOPES):
            return [node.left]
        if _is_call(node.left, SLOPES):
            return [node.right]
    if is_root and _is_call(node, SLOPES):
        return [ast.Constant(1)]
    return []


class _ToActivation(ast.NodeTransformer):
    def visit_Name(self, node):
        return ast.Name("h" + node.id[1:]) if node.id == "a" or node.id.startswith("a_") else node


def slope_at_h(node, is_root):
    """A slope whose a has become h."""
    if not _is_call(node, SLOPES):
        return []
    moved = [_ToActivation().visit(deepcopy(argument)) for argument in node.args]
    if ast.dump(ast.Tuple(moved)) == ast.dump(ast.Tuple(node.args)):
        return []
    return [ast.Call(node.func, moved, [])]


def drop_transpose(node, is_root):
    """A matrix as it stands."""
    return [node.value] if isinstance(node, ast.Attribute) else []


def turn_outer(node, is_root):
    """The outer product of the two, the other way round."""
    if _is_call(node, {"outer"}):
        return [ast.Call(node.func, node.args[::-1], [])]
    if _is_op(node, ast.MatMult) and isinstance(node.right, ast.Attribute):
        return [ast.BinOp(node.right.value, node.op, ast.Attribute(node.left, "T"))]
    return []


def _is_over_samples(node):
    return _is_op(node, ast.Div) and isinstance(node.right, ast.Name) and node.right.id == "N"


def divide_by_features(node, is_root):
    """The number of features below the fraction bar, in place of N or beside it, as in np.mean."""
    if not _is_over_samples(node):
        return []
    return [ast.BinOp(left, node.op, ast.Name("n")) for left in (node.left, node)]


def do_not_divide(node, is_root):
    """What stands above the fraction bar, for a mean over N."""
    return [node.left] if _is_over_samples(node) else []


def index_of_true_class(node, is_root):
    """The entry of the true class, for entry i or j."""
    if not isinstance(node, ast.Name) or node.id in ONE_HOT:
        return []
    if node.id in ("y_hat", "p", "h", "a"):
        return [ast.Name(f"{node.id}_l")]
    return [ast.Name(f"{node.id[:-2]}_l")] if node.id.endswith(("_i", "_j")) else []


def forget_one_hot(node, is_root):
    """1 or 0, for the entry of a one-hot vector."""
    if isinstance(node, ast.Name) and node.id in ONE_HOT:
        return [ast.Constant(1), ast.Constant(0)]
    return []


def base_ten(node, is_root):
    """The logarithm to base 10."""
    return [ast.Call(ast.Name("log10"), node.args, [])] if _is_call(node, {"log"}) else []


def lose_two(node, is_root):
    """A product or fraction without its 2."""
    if _is_op(node, ast.Mult) and _is_number(node.left, 2):
        return [node.right]
    return [node.left] if _is_op(node, ast.Div) and _is_number(node.right, 2) else []


def overwrite(node, is_root):
    """The last of several paths, or the first."""
    return [node.args[-1], node.args[0]] if _is_call(node, {"paths"}) else []


def off_by_one(node, is_root):
    """The layer above or below."""
    if isinstance(node, ast.Name):
        for ending in ("_before", "_next"):
            if node.id.endswith(ending):
                return [ast.Name(node.id.removesuffix(ending))]
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        k = node.slice.value
        return [ast.Subscript(node.value, ast.Constant(i)) for i in (k + 1, k - 1) if i >= 0]
    return []


def leave_denominator(node, is_root):
    """A difference without its part that comes from the denominator."""
    if _is_op(node, ast.Sub | ast.Add) and _is_call(node.right, {"denominator"}):
        return [node.left]
    return [ast.Constant(0)] if is_root and _is_call(node, {"denominator"}) else []
