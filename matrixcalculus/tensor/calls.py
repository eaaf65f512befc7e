"""The functions of an expression: what each makes of its arguments, with their shapes."""

from .rules import FUNCTIONS
from .words import nearest

CALLS = {
    "sum": (1, 2), "mean": (1, 2), "norm": (1, 2), "softmax": (1, 2), "logsumexp": (1, 2),
    "max": (1, 2), "min": (1, 2), "maximum": (2, 2), "minimum": (2, 2), "dot": (2, 2),
    "outer": (2, 2), "trace": (1, 1), "tr": (1, 1), "det": (1, 1), "inv": (1, 1), "logdet": (1, 1),
    "diag": (1, 1), "transpose": (1, 1), "sqrt": (1, 1), "square": (1, 1), "ones": (1, 2),
    "zeros": (1, 2), "eye": (1, 1), "matrix_power": (2, 2), "solve": (2, 2), "log_softmax": (1, 1),
}
ALIASES = {"ln": "log", "determinant": "det", "inverse": "inv", "Tr": "tr", "matmul": "dot",
           "multiply": "mul", "σ": "sigmoid", "amax": "max", "fabs": "abs", "pinv": "inv",
           "lse": "logsumexp", "logistic": "sigmoid", "ReLU": "relu", "identity": "eye",
           "heaviside": "step", "exp": "exp", "sumsq": "sum"}
KEYWORDS = {"sum": ("axis", "keepdims"), "mean": ("axis", "keepdims"), "softmax": ("axis",),
            "logsumexp": ("axis", "keepdims"), "norm": ("ord",), "log_softmax": ("axis",),
            "max": ("axis", "keepdims"), "min": ("axis", "keepdims")}


class Calls:
    """What a Builder does with functions."""

    def call(self, name, args, keywords, place):
        name = ALIASES.get(name, name)
        if name not in FUNCTIONS and name not in CALLS and name != "step":
            near = nearest(name, list(FUNCTIONS) + list(CALLS))
            raise self.fault(f"The function {name} is not known.",
                             f"did you mean {near}?" if near else "known are {}.".format(", ".join(
                                 sorted(list(FUNCTIONS) + list(CALLS)))), place, "name")
        fewest, most = CALLS.get(name, (1, 1))
        if not fewest <= len(args) <= most:
            raise self.fault("{} takes {}, not {}.".format(
                name, "one argument" if most == 1 else f"{fewest} to {most} arguments",
                len(args)), f"write {name}({'x' if most == 1 else 'a, b'}).", place, "syntax")
        for key in keywords:
            if key not in KEYWORDS.get(name, ()):
                raise self.fault(f"{name} has no argument {key}.", "delete it.", place,
                                 "syntax")
        if name in FUNCTIONS or name == "step":
            return self.node(name, args, args[0].shape, args[0].rank, place)
        return getattr(self, "call_" + name)(args, keywords, place)

    def axis(self, args, keywords, place):
        """0, 1 or None, for a matrix."""
        axis = keywords.get("axis")
        if len(args) > 1:
            if args[1].op != "const" or args[1].data[1] != 1:
                raise self.fault("The second argument is the axis: 0 or 1.",
                                 "add the arguments first: sum(a + b).", place)
            axis = str(args[1].data[0])
        if axis in (None, "None"):
            return None
        if axis not in ("0", "1", "-1"):
            raise self.fault(f"There is no axis {axis}.", "0 goes down, 1 goes across.", place)
        if args[0].rank == 0:
            raise self.fault("A number has no axis.", "delete the axis.", place)
        if args[0].rank == 1:
            if axis == "1":
                raise self.fault(f"A vector has only axis 0: {self.said(args[0])}.",
                                 "delete the axis.", place)
            return None
        return 0 if axis == "0" else 1

    def reduced(self, args, keywords, place):
        """The sum, and over how many entries (nodes of numbers) it runs."""
        a, axis = args[0], self.axis(args, keywords, place)
        sizes = [self.leaf("size", one, (1, 1), 0, place) for one in a.shape if one != 1]
        if a.rank == 0:
            return a, []
        if axis is None:
            return self.node("sum", [a], (1, 1), 0, place), sizes
        if axis == 0:
            value = self.node("columns", [a], (a.shape[1], 1), 1, place)
            along = a.shape[0]
        else:
            value = self.node("rows", [a], (a.shape[0], 1), 1, place)
            along = a.shape[1]
        if keywords.get("keepdims") == "True":
            value = self.index(value, "row" if axis == 0 else "column", place)
        return value, [self.leaf("size", along, (1, 1), 0, place)]

    def call_sum(self, args, keywords, place):
        return self.reduced(args, keywords, place)[0]

    def call_mean(self, args, keywords, place):
        value, sizes = self.reduced(args, keywords, place)
        if sizes:
            value.label = "sum" + self.text[place[0] + 4 : place[1]]
        for one in sizes:
            value = self.operator("/", value, one, place)
        return value

    def call_norm(self, args, keywords, place):
        order = keywords.get("ord", "2")
        if len(args) > 1:
            if args[1].op != "const":
                raise self.fault("The second argument of norm is 1 or 2.", "delete it.", place)
            order = str(args[1].data[0])
        if order == "1" and args[0].rank < 2:
            inside = self.node("abs", [args[0]], args[0].shape, args[0].rank, place)
            return self.node("sum", [inside], (1, 1), 0, place) if args[0].rank else inside
        if order != "2" or (args[0].rank == 2 and (len(args) > 1 or keywords)):
            raise self.fault("Only the norms norm(x), norm(x, 1) and norm(X), Frobenius's, are "
                             "known.", "write the norm out.", place, "unknown")
        if args[0].rank == 0:
            return self.node("abs", args[:1], (1, 1), 0, place)
        return self.node("norm", args[:1], (1, 1), 0, place)

    def by_rows(self, op, args, keywords, place, keep):
        a = args[0]
        if a.rank == 0:
            raise self.fault("{} is for vectors and matrices: {}.".format(
                "softmax" if op == "softmax" else "logsumexp", self.said(a)), "", place)
        if a.rank == 1 or 1 in a.shape:
            self.axis(args, keywords, place)
            turned = a.rank == 2 and a.shape[0] == 1
            inside = self.transpose(a, place) if turned else a
            value = self.node(op, [inside], inside.shape if keep else (1, 1),
                              inside.rank if keep else 0, place)
            return self.transpose(value, place) if turned else value
        axis = self.axis(args, keywords, place)
        if axis is None:
            raise self.fault(f"Along which axis? {self.said(a)}.",
                             "write axis=1 for each row by itself, axis=0 for each column.", place)
        inside = self.transpose(a, place) if axis == 0 else a
        shape = inside.shape if keep else (inside.shape[0], 1)
        value = self.node(op, [inside], shape, 2 if keep else 1, place)
        if keep and axis == 0:
            return self.transpose(value, place)
        if keywords.get("keepdims") == "True":
            return self.index(value, "row" if axis == 0 else "column", place)
        return value

    def call_softmax(self, args, keywords, place):
        return self.by_rows("softmax", args, keywords, place, True)

    def call_logsumexp(self, args, keywords, place):
        return self.by_rows("lse", args, keywords, place, False)

    def call_log_softmax(self, args, keywords, place):
        if args[0].rank == 2 and 1 not in args[0].shape:
            keywords = dict(keywords)
            keywords["keepdims"] = "True"
        return self.operator("-", args[0], self.call_logsumexp(args, keywords, place), place)

    def call_max(self, args, keywords, place):
        if len(args) == 2:
            return self.call_maximum(args, keywords, place)
        a, axis = args[0], self.axis(args, keywords, place)
        if a.rank == 0:
            return a
        if axis is None or 1 in a.shape:
            return self.node("amax", args, (1, 1), 0, place)
        a = self.transpose(a, place) if axis == 0 else a
        value = self.node("rmax", [a], (a.shape[0], 1), 1, place)
        if keywords.get("keepdims") == "True":
            return self.index(value, "row" if axis == 0 else "column", place)
        return value

    def call_min(self, args, keywords, place):
        negated = [self.node("neg", [one], one.shape, one.rank, place) for one in args]
        value = self.call_max(negated, keywords, place)
        return self.node("neg", [value], value.shape, value.rank, place)

    def call_maximum(self, args, keywords, place):
        zeros = [at for at, one in enumerate(args) if one.op == "const" and one.data[0] == 0]
        if zeros:
            other = args[1 - zeros[0]]
            return self.node("relu", [other], other.shape, other.rank, place)
        a, b, shape, rank = self.fitted("maximum", args[0], args[1], place)
        return self.node("max", [a, b], shape, rank, place)

    call_minimum = call_min

    def call_dot(self, args, keywords, place):
        return self.matmul(args[0], args[1], place)

    def call_outer(self, args, keywords, place):
        a, b = args
        for one in args:
            if one.rank != 1:
                raise self.fault(f"outer is for two vectors: {self.said(one)}.",
                                 "write a @ b for a product of matrices.", place)
        return self.node("matmul", [a, self.transpose(b, place)], (a.shape[0], b.shape[0]), 2,
                         place)

    def square_matrix(self, args, name, place):
        a = args[0]
        if a.rank != 2 or 1 in a.shape or not self.sizes.unify(a.shape[0], a.shape[1]):
            raise self.fault(f"{name} is for square matrices: {self.said(a)}.",
                             "give it as many rows as columns.", place)
        return a

    def call_tr(self, args, keywords, place):
        return self.node("tr", [self.square_matrix(args, "trace", place)], (1, 1), 0, place)

    call_trace = call_tr

    def call_det(self, args, keywords, place):
        return self.node("det", [self.square_matrix(args, "det", place)], (1, 1), 0, place)

    def call_logdet(self, args, keywords, place):
        inside = self.call_det(args, keywords, place)
        inside.label = self.text[place[0] + 3 : place[1]]
        return self.node("log", [inside], (1, 1), 0, place)

    def call_inv(self, args, keywords, place):
        if args[0].rank == 0:
            return self.operator("/", self.leaf("const", (1, 1), (1, 1), 0, place), args[0], place)
        a = self.square_matrix(args, "inv", place)
        return self.node("inv", [a], a.shape, 2, place)

    def call_solve(self, args, keywords, place):
        return self.matmul(self.call_inv(args[:1], {}, place), args[1], place)

    def call_diag(self, args, keywords, place):
        a = args[0]
        if a.rank == 1:
            return self.node("diag", [a], (a.shape[0], a.shape[0]), 2, place)
        a = self.square_matrix(args, "diag", place)
        return self.node("dpart", [a], (a.shape[0], 1), 1, place)

    def call_transpose(self, args, keywords, place):
        return self.transpose(args[0], place)

    def call_sqrt(self, args, keywords, place):
        half = self.leaf("const", (1, 2), (1, 1), 0, place)
        return self.node("pow", [args[0], half], args[0].shape, args[0].rank, place)

    def call_square(self, args, keywords, place):
        two = self.leaf("const", (2, 1), (1, 1), 0, place)
        return self.node("pow", [args[0], two], args[0].shape, args[0].rank, place)

    def call_matrix_power(self, args, keywords, place):
        a = self.square_matrix(args, "matrix_power", place)
        exponent = args[1]
        n = exponent.data[0] if exponent.op == "const" and exponent.data[1] == 1 else 0
        if not 1 <= n <= 8:
            raise self.fault("matrix_power takes a whole number from 1 to 8.",
                             "write the product out.", place, "unknown")
        value = a
        for _ in range(n - 1):
            value = self.matmul(value, a, place)
        return value

    def sized(self, args, place):
        found = []
        for one in args:
            if not isinstance(one, tuple) or one[0] not in ("name", "number"):
                raise self.fault("A size is a letter or a number.", "write ones(n).", place)
            found.append(int(one[3]) if one[0] == "number" and one[3].isdigit() else one[3])
        return found

    def call_ones(self, args, keywords, place, number=1):
        sizes = self.sized(args, place)
        rank = len(sizes)
        shape = (sizes[0], sizes[1] if rank == 2 else 1)
        one = self.leaf("const", (number, 1), (1, 1), 0, place)
        return self.node("fill", [one], shape, rank, place, shape)

    def call_zeros(self, args, keywords, place):
        return self.call_ones(args, keywords, place, 0)

    def call_eye(self, args, keywords, place):
        n = self.sized(args, place)[0]
        return self.leaf("eye", None, (n, n), 2, place)
