"""Backwards through a graph: the cotangent of every node, one line a rule."""

from .expr import Node, ordered
from .normal import add, eye, is_zero, num, size, var, zero
from .rules import RULES, constant


def values(nodes):
    """Give every node its value in normal form."""
    for node in nodes:
        if node.op == "var":
            node.value = var(node.data[0], node.shape, node.data[1])
        elif node.op == "const":
            node.value = constant(node.data)
        elif node.op == "size":
            node.value = size(node.data)
        elif node.op == "eye":
            node.value = eye(node.shape[0])
        else:
            operands = [one.value for one in node.args]
            node.value = RULES[node.op].value(*operands, node.data)


class Step:
    """One pullback: through which node, to which operand, and what arrives there."""

    def __init__(self, node, operand, row, cotangent):
        self.node, self.operand, self.cotangent = node, operand, cotangent
        self.rule, self.words = row.ids[operand], row.words[operand]


def backwards(root, name, seed):
    """(the cotangent of a variable, the steps that lead there)."""
    nodes = ordered(root)
    if nodes and nodes[0].value is None:
        values(nodes)
    depends = set()
    for node in nodes:
        if (node.op == "var" and node.data[0] == name) or any(
                [id(one) in depends for one in node.args]):
            depends.add(id(node))
    arriving, steps, found = {id(root): [seed]}, [], []
    for node in reversed(nodes):
        if id(node) not in depends or id(node) not in arriving:
            continue
        cotangent = add(arriving[id(node)])
        if node.op == "var":
            found.append(cotangent)
            continue
        row = RULES[node.op]
        operands = [one.value for one in node.args]
        for at, one in enumerate(node.args):
            if id(one) not in depends or row.pulls[at] is None:
                continue
            pulled = row.pulls[at](cotangent, node.value, *operands, node.data)
            if not is_zero(pulled):
                arriving.setdefault(id(one), []).append(pulled)
            steps.append(Step(node, at, row, pulled))
    shape = None
    for node in nodes:
        if node.op == "var" and node.data[0] == name:
            shape = node.shape
    return (add(found) if found else zero(shape)), steps


def as_graph(value):
    """A value in normal form as a graph of operations, to go through it again."""
    done = {}

    def go(one):
        if one.id not in done:
            done[one.id] = made(one)
        return done[one.id]

    def node(op, args, shape, data=None):
        rank = 0 if shape == (1, 1) else 2
        return Node(op, tuple(args), data, shape, rank, None)

    def const(number):
        return node("const", (), (1, 1), number)

    def product(factors):
        value = None
        for one in factors:
            if value is None:
                value = one
            elif value.shape == (1, 1) or one.shape == (1, 1):
                if one.shape == (1, 1) and value.shape != (1, 1):
                    value, one = one, value
                op = "mul" if one.shape == (1, 1) else "scale"
                value = node(op, [value, one], one.shape)
            else:
                value = node("matmul", [value, one], (value.shape[0], one.shape[1]))
        return value

    def raised(base, exponent):
        if exponent is num(1):
            return base
        return node("pow", [base, go(exponent)], base.shape)

    def made(one):
        op, shape = one.op, one.shape
        if op == "num":
            return const(one.data)
        if op == "zero" or op == "ones":
            return node("fill", [const((0 if op == "zero" else 1, 1))], shape, shape)
        if op == "size" or op == "var" or op == "eye":
            return node(op, (), shape, one.data)
        if op == "term":
            factors = [const(one.data[0])] if one.data[0] != (1, 1) else []
            factors += [raised(go(base), e) for base, e in one.data[1]]
            return product(factors + [go(each) for each in one.args])
        if op == "form":
            return product([go(each) for each in one.args])
        if op == "had":
            value = None
            for base, e in zip(one.args, one.data):
                factor = raised(go(base), e)
                value = factor if value is None else node("mul", [value, factor], shape)
            return value
        if op == "add":
            value = go(one.args[0])
            for each in one.args[1:]:
                value = node("add", [value, go(each)], shape)
            return value
        name = one.data if op == "fun" else op
        return node(name, [go(each) for each in one.args], shape, one.data)

    return go(value)
