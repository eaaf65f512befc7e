"""The text of an expression as a tree of parts, each of which is looked at once."""

import ast
import copy
from functools import lru_cache

from .misread import misreadings, name


@lru_cache(maxsize=500)
def places(tree):
    """List (the same part wherever it stands, or at one place only; in which row that is)."""
    found, listed = {}, []
    for node, row in parts(tree):
        found.setdefault(ast.unparse(node), []).append((node, row))
    for same in found.values():
        if len(same) > 1:
            listed.append((tuple(node for node, _ in same), ""))
        listed += [((node,), row) for node, row in same]
    return listed


def parts(node, row=""):
    """Yield every part of an expression that can be differentiated, and in which row it stands."""
    yield node, row
    if isinstance(node, ast.List):
        for number, one in enumerate(node.elts, start=1):
            yield from parts(one, row or f"row {number}: ")
        return
    inner = {ast.BinOp: lambda: [node.left, node.right], ast.UnaryOp: lambda: [node.operand],
             ast.Call: lambda: node.args, ast.Subscript: lambda: [node.value],
             }.get(type(node), list)()
    for one in inner:
        if not isinstance(one, ast.Compare | ast.BoolOp | ast.Constant | ast.Lambda):
            yield from parts(one, row)


@lru_cache(maxsize=500)
def distinct(tree):
    """Every part once, by its text."""
    return {ast.unparse(node): node for node, _ in reversed([*parts(tree)])}


@lru_cache(maxsize=500)
def parsed(text):
    """The tree of a text, in which functions that are called where they stand are written out."""
    return _Inline().visit(ast.parse(text.strip(), mode="eval").body)


class _Inline(ast.NodeTransformer):
    """Write ``(lambda e: e**2)(x + 1)`` as ``(x + 1)**2``, so that every part has its place."""

    def __init__(self, given=None):
        self.given = given or {}

    def visit_Call(self, node):
        self.generic_visit(node)
        if isinstance(node.func, ast.Lambda) and not node.keywords:
            names = [one.arg for one in node.func.args.args]
            given = dict(zip(names, node.args, strict=True))
            return _Inline(given).visit(node.func.body)
        return node

    def visit_Name(self, node):
        return copy.deepcopy(self.given.get(node.id, node))


# Trees are kept by parsed(), and so are their parts.


@lru_cache(maxsize=50_000)
def within(node):
    """All nodes of a part."""
    return frozenset(ast.walk(node))


@lru_cache(maxsize=50_000)
def names_in(node):
    """The names that a part contains."""
    return frozenset(one.id for one in ast.walk(node) if isinstance(one, ast.Name))


@lru_cache(maxsize=50_000)
def misread_as(node):
    """Its misreadings: see misread.py."""
    return tuple(misreadings(node))


@lru_cache(maxsize=50_000)
def code_of(node, marks=()):
    """The code of a part; in place of the parts that are marked stand numbers that are known."""
    text = ast.unparse(_Marked(dict(marks)).visit(node) if marks else node)
    return compile(text, "<question>", "eval")


class _Marked(ast.NodeTransformer):
    def __init__(self, marks):
        self.marks = marks

    def visit(self, node):
        if node in self.marks:
            return name(self.marks[node])
        other = copy.copy(node)  # the tree itself stays as it is
        for field, value in ast.iter_fields(node):
            if isinstance(value, list):
                setattr(other, field, [self.visit(one) if isinstance(one, ast.AST) else one
                                       for one in value])
            elif isinstance(value, ast.AST):
                setattr(other, field, self.visit(value))
        return other
