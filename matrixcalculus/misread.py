"""Misreadings: another expression in the place of a part, as somebody in a hurry reads it.

A term is forgotten, a factor, a power; a sum is taken for a mean; a mask is lost. Everything here
is about the text of an expression: it goes from one syntax tree to others.
"""

import ast
from functools import lru_cache

LONGEST = 44  # of a part that stands in a message
FUNCTIONS = ("sin", "cos", "tan", "exp", "log", "sqrt", "tanh", "abs", "sign")
MEAN = "the number of terms is the divisor of a mean, and a sum has none (M14)"


def misreadings(node):
    """Yield (rank, what is said, the other expression) for one part; a low rank is a common one."""
    kind = {ast.BinOp: _of_operation, ast.UnaryOp: _of_sign, ast.Call: _of_call,
            ast.Subscript: _of_entry}.get(type(node))
    return kind(node) if kind else ()


def other_tests(test):
    """Yield (what is said, another comparison) for the condition of a mask."""
    if not isinstance(test, ast.Compare):
        return
    left, right, op = test.left, test.comparators[0], test.ops[0]
    if is_operation(left, ast.Pow):
        other = right.left if is_operation(right, ast.Pow) else right
        yield f"{said(left.left)} stands where {said(left)} belongs", compare(left.left, op, other)
    if is_operation(left, ast.Add, ast.Sub):
        yield f"{said(left.right)} is lost", compare(left.left, op, right)


# Operations ---------------------------------------------------------------------------------------


def _of_operation(node):
    kind = {ast.Add: _of_sum, ast.Sub: _of_sum, ast.Mult: _of_product, ast.Div: _of_quotient,
            ast.Pow: _of_power, ast.MatMult: _of_matrices}.get(type(node.op))
    return kind(node, node.left, node.right) if kind else ()


def _of_sum(node, a, b):
    minus = isinstance(node.op, ast.Sub)
    yield 31, f"the term {said(b)} is missing from {said(node)}", a
    yield 31, f"the term {said(a)} is missing from {said(node)}", \
        ast.UnaryOp(ast.USub(), b) if minus else b
    if minus:
        yield 36, f"the term {said(a)} is missing from {said(node)}", b
    yield 33, f"sign: that of {said(b)} in {said(node)}", \
        ast.BinOp(a, ast.Add() if minus else ast.Sub(), b)


def _of_product(node, a, b):
    for lost, kept in ((a, b), (b, a)):
        if _is_count(lost):
            yield 28, f"the divisor {said(lost)} is lost: {MEAN}", kept
        else:
            rank = 45 if isinstance(kept, ast.Constant) else 22
            yield rank, f"the factor {said(lost)} is lost", kept


def _of_quotient(node, a, b):
    if counts := [one for one in ast.walk(b) if _is_count(one)]:
        rest = _without(b, counts[0])
        yield 28, f"the divisor {said(counts[0])} is lost: {MEAN}", \
            ast.BinOp(a, ast.Div(), rest) if rest else a
    else:
        yield 29, f"the divisor {said(b)} is lost as a factor", a
    yield 36, f"multiplied by the divisor {said(b)}", ast.BinOp(a, ast.Mult(), b)
    if not isinstance(a, ast.Constant):
        yield 36, f"the numerator {said(a)} is lost as a factor", \
            ast.BinOp(constant(1), ast.Div(), b)
    if is_operation(b, ast.Mult):
        for lost, kept in ((b.left, b.right), (b.right, b.left)):
            if not _is_count(lost):
                yield 30, f"the factor {said(lost)} of the divisor is lost", \
                    ast.BinOp(a, ast.Div(), kept)


def _of_power(node, a, b):
    yield 35, f"the power of {said(node)} is lost", a
    if isinstance(b, ast.Constant):
        for change, way in ((1, "high"), (-1, "low")):
            yield 38, f"the power in {said(node)} is one too {way}", \
                ast.BinOp(a, ast.Pow(), constant(b.value + change))
    if is_call(a, "sum", "mean"):
        yield 30, f"the {a.func.attr} of the powers is not the power of the {a.func.attr}, in " \
            f"{said(node)}", numpy(a.func.attr, ast.BinOp(a.args[0], ast.Pow(), b))
    elif is_call(a, "dot") or is_operation(a, ast.MatMult):
        one, two = a.args if isinstance(a, ast.Call) else (a.left, a.right)
        yield 30, f"the sum of the powers is not the power of the sum, in {said(node)}", numpy(
            "dot", ast.BinOp(one, ast.Pow(), b), ast.BinOp(two, ast.Pow(), b))
    elif is_call(a, *FUNCTIONS):
        yield 34, f"{said(node)} was read as a function of the power", \
            ast.Call(a.func, [ast.BinOp(a.args[0], ast.Pow(), b)], [])


def _of_matrices(node, a, b):
    yield 34, f"the product of the sums is not the sum of the products, in {said(node)}", \
        ast.BinOp(numpy("sum", a), ast.Mult(), numpy("sum", b))


def _of_sign(node):
    if isinstance(node.op, ast.USub):
        yield 33, f"sign: the minus of {said(node)} is lost", node.operand


# Functions ----------------------------------------------------------------------------------------


def _of_call(node):
    if is_call(node, "sum", "mean") and len(node.args) == 1:
        yield from _of_total(node, node.func.attr, node.args[0])
    elif is_call(node, "dot"):
        yield from _of_matrices(node, *node.args)
    elif is_call(node, "maximum", "minimum"):
        yield from _of_larger(node)
    elif is_call(node, "where"):
        yield from _of_cases(node, *node.args)
    elif is_call(node, *FUNCTIONS):
        yield 37, f"{node.func.attr} is lost: {said(node.args[0])} stands where {said(node)} " \
            "belongs", node.args[0]
        if (deep := _core(node)) is not node.args[0]:
            yield 39, f"{said(deep)} stands where {said(node)} belongs: its value is lost", deep


def _of_total(node, name, inside):
    other = {"sum": "mean", "mean": "sum"}[name]
    yield 28, f"a {other} for the {name}: {MEAN}", numpy(other, inside)
    if is_operation(inside, ast.Pow):
        yield 30, f"the power of the {name} is not the {name} of the powers, in {said(node)}", \
            ast.BinOp(numpy(name, inside.left), ast.Pow(), inside.right)
    elif is_operation(inside, ast.Mult):
        yield 32, f"the product of the {name}s is not the {name} of the products", \
            ast.BinOp(numpy(name, inside.left), ast.Mult(), numpy(name, inside.right))
    elif is_call(inside, *FUNCTIONS):
        yield 32, f"the function of the {name} is not the {name} of the function, in " \
            f"{said(node)}", ast.Call(inside.func, [numpy(name, inside.args[0])], [])


def _of_larger(node):
    for one, other in (node.args, node.args[::-1]):
        if isinstance(one, ast.Constant):
            turned = "minimum" if node.func.attr == "maximum" else "maximum"
            yield 14, f"the mask is lost: {said(other)} stands where {said(node)} belongs", other
            yield 33, "the mask is turned the wrong way round", numpy(turned, *node.args)
            yield from misreadings(other)


def _of_cases(node, test, one, two):
    yield 14, f"the mask is lost: always the branch where {said(test)}", one
    yield 14, f"the mask is lost: never the branch where {said(test)}", two
    yield 33, "the mask is turned the wrong way round: its branches are exchanged", \
        numpy("where", test, two, one)
    yield 34, f"branch: it is not 0 where {said(test)} does not hold", \
        numpy("where", test, one, constant(0))
    for says, other in other_tests(test):
        yield 35, f"the mask asks another condition: {says}", numpy("where", other, one, two)


def _of_entry(node):
    if isinstance(node.slice, ast.Constant):
        for other in {0, 1} - {node.slice.value}:
            yield 40, f"another entry of {said(node.value)} stands in a place where {said(node)} " \
                "belongs", ast.Subscript(node.value, constant(other))
    elif isinstance(node.slice, ast.Slice):
        yield 30, f"the order: {said(node.value)} was to be reversed", node.value


# Reading and making trees -------------------------------------------------------------------------


@lru_cache(maxsize=50_000)
def said(node, longest=LONGEST):
    """A part of an expression in a message: without ``np.``, and not too long."""
    text = ast.unparse(node).replace("np.", "").replace(" ** ", "**")
    return text if len(text) <= longest else text[:longest].rsplit(" ", 1)[0] + " …"


def _core(node):
    """What stands inside all functions, powers, and constants that are added or multiplied on."""
    while True:
        parts = node.args if isinstance(node, ast.Call) else (
            [node.left, node.right] if isinstance(node, ast.BinOp) else
            [node.operand] if isinstance(node, ast.UnaryOp) else [])
        open_ = [one for one in parts if not isinstance(one, ast.Constant)]
        if len(open_) != 1 or is_call(node, "sum", "mean", "dot"):
            return node
        node = open_[0]


def is_call(node, *names):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) \
        and node.func.attr in names


def is_operation(node, *kinds):
    return isinstance(node, ast.BinOp) and isinstance(node.op, kinds)


def _is_count(node):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len"


def _without(node, part):
    """A product without one of its factors; None where nothing is left."""
    if node is part:
        return None
    if is_operation(node, ast.Mult) and part in (node.left, node.right):
        return node.right if part is node.left else node.left
    return node


def name(text):
    return ast.Name(text, ast.Load())


def constant(number):
    return ast.Constant(number)


def compare(left, op, right):
    return ast.Compare(left, [op], [right])


def numpy(function, *arguments):
    return ast.Call(ast.Attribute(name("np"), function, ast.Load()), [*arguments], [])
