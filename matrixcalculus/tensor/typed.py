"""A line as it was typed, as a layout (see layout): nothing is simplified, nothing moved."""


class Typed:
    """Layouts of the nodes of one text."""

    def __init__(self, text):
        self.text = text

    def of(self, node):
        args, op = node.args, node.op
        if op in ("add", "sub"):
            first = self.of(args[0])
            terms = list(first[1]) if first[0] == "sum" and not self.bracketed(args[0]) else \
                [(1, first)]
            return ("sum", terms + [(1 if op == "add" else -1, self.of(args[1]))])
        if hasattr(self, "of_" + op):
            return getattr(self, "of_" + op)(node, *args)
        name = {"lse": "logsumexp", "amax": "max", "max": "maximum", "dpart": "diag",
                "rmax": "max_rows"}.get(op, op)
        return ("call", name, [self.of(one) for one in args],
                args[0].shape if op == "lse" else node.shape)

    def bracketed(self, node):
        return self.text[node.place[0] : node.place[0] + 1] == "("

    def of_var(self, node):
        return ("name", node.data[0], node.shape)

    def of_const(self, node):
        p, q = node.data
        if q == 1 and p >= 0:
            return ("num", p)
        if q != 1 and 10**9 % q == 0 and "." in self.text[node.place[0] : node.place[1]]:
            return ("num", self.text[node.place[0] : node.place[1]].strip())
        return ("prod", -1 if p < 0 else 1, [("num", abs(p))], [("num", q)] if q != 1 else [])

    def of_size(self, node):
        return ("size", node.data)

    def of_eye(self, node):
        return ("eye", node.shape[0])

    def of_neg(self, node, a):
        return ("prod", -1, [self.of(a)], [])

    def of_scale(self, node, a, b):
        return ("prod", 1, [self.of(a), self.of(b)], [])

    def of_mul(self, node, a, b):
        if node.shape == (1, 1):
            return self.of_scale(node, a, b)
        return ("had", [self.of(a), self.of(b)], [])

    def of_over(self, node, a, b):
        return ("prod", 1, [self.of(a)], [self.of(b)])

    def of_div(self, node, a, b):
        if node.shape == (1, 1):
            return self.of_over(node, a, b)
        return ("had", [self.of(a)], [self.of(b)])

    def of_pow(self, node, a, e):
        if e.op == "const" and e.data == (1, 2):
            return ("call", "sqrt", [self.of(a)], None)
        return ("pow", self.of(a), self.of(e))

    def of_matmul(self, node, a, b):
        first, numbers, sign = self.of(a), [], 1
        if first[0] == "prod" and not first[3] and not self.bracketed(a):  # 2 A' b is 2 (A' b)
            sign, numbers, first = first[1], first[2][:-1], first[2][-1]
        whole = first[0] == "chain" and (numbers or sign < 0 or not self.bracketed(a))
        made = ("chain", (list(first[1]) if whole else [first]) + [self.of(b)])
        return ("prod", sign, numbers + [made], []) if numbers or sign < 0 else made

    def of_t(self, node, a):
        return ("t", self.of(a))

    def of_sum(self, node, a):
        return ("entrysum", self.of(a))

    def of_columns(self, node, a):
        return ("chain", [("t", self.of(a)), ("ones", a.shape[0])])

    def of_rows(self, node, a):
        return ("chain", [self.of(a), ("ones", a.shape[1])])

    def of_fill(self, node, a):
        if self.text[node.place[0] : node.place[1]].strip()[:4] == "ones" and 1 in node.shape:
            return ("ones", node.shape[0])
        return self.of(a)

    def of_down(self, node, a):
        return ("chain", [("ones", node.shape[0]), ("t", self.of(a))])

    def of_across(self, node, a):
        return ("chain", [self.of(a), ("t", ("ones", node.shape[1]))])

    def of_inv(self, node, a):
        return ("inv", self.of(a))

    def of_norm(self, node, a):
        return ("norm", self.of(a))

    def of_step(self, node, a):
        if a.op == "sub" and a.place == node.place:
            return ("compare", ">", self.of(a.args[0]), self.of(a.args[1]))
        return ("compare", ">", self.of(a), ("num", 0))

    def of_rtop(self, node, a):
        largest = ("call", "max_kept", [self.of(a)], (a.shape[0], 1))
        return ("compare", "==", self.of(a), largest)

    def of_top(self, node, a):
        return ("compare", "==", self.of(a), ("call", "max", [self.of(a)], (1, 1)))


def typed(line):
    """The layout of a line's right side."""
    return Typed(line.text).of(line.root)
