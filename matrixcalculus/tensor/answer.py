"""The answer: a derivative in all its forms, the way there, its check, where it holds, its code."""

from collections import OrderedDict

from . import domain
from .check import compared
from .errors import InputError
from .exact import NoPoint
from .expr import ordered, shown
from .infer import graph, written
from .layout import lay, shape_of
from .linear import matrix_of, two_sided
from .normal import add, fresh, is_zero, num, product, t, var, zero
from .notation import Latex, MathML
from .simplify import named_parts, simplified
from .sweep import as_graph, backwards, values
from .text import text
from .words import nearest

LONGEST = 400  # operations


def derive(expression, by=None, **shapes):
    """Derive an expression of numbers, vectors and matrices with respect to one of its names.

    Parameters
    ----------
    expression : str
        In NumPy's notation, with ``'`` or ``.T`` for the transpose: ``"sum((y - X @ w)**2)"``.
        Parts can be named first: ``"z = X @ w; sum(z**2)"``.
    by : str, optional
        The name to differentiate with respect to; it may be left out if there is only one.
    **shapes : str
        ``X="N n"`` for a matrix, ``w="n"`` for a vector, ``b="1"`` for a number,
        ``S="n n symmetric"``. What is missing is found, if it can be.

    Returns
    -------
    Derivation
        Its answer passed its own exact check.

    Raises
    ------
    InputError
        With the place and a cure: it cannot be read, shapes do not fit, a name is unknown, the
        domain is empty; or the answer is not known, for one that fails its check is not given.
    """
    return Derivation(expression, by, shapes)


class Derivation:
    """A derivative, with everything that can be said about it.

    Attributes
    ----------
    kind : {"gradient", "jacobian", "map"}
        Of a number; of a vector by a vector or a number; anything else, as a linear map.
    shapes : dict
        Those of all names, in words: ``{"X": "N n"}``.
    answer : str
        In the notation of the input: the gradient, shaped like that name; the Jacobian,
        rows outputs; or the differential, in which ``dX`` stands for a small change of X.
    parts : list of (name, str)
        What has a name in the answer.
    steps : list of dict
        One a rule: ``through`` (the operation), ``rule`` (its ID), ``words``, ``cotangent``,
        ``shape``.
    where, kinks, notes : list of str
        Where it holds; where there is no derivative; remarks on how the input was read.
    checked : Checked
    """

    def __init__(self, expression, by, shapes, likely=()):
        fresh()
        self.expression, self.steps_made = expression, None
        try:
            self.root, self.names, builder = graph(expression, shapes)
            self.by = self.chosen(by, likely)
            self.notes = []
            for one in builder.notes:
                domain.note(self.notes, one)
            nodes = ordered(self.root)
            if len(nodes) > LONGEST:
                raise InputError(f"The expression has {len(nodes)} operations; at most {LONGEST} "
                                 "are derived.", "derive a part of it.", kind="size")
            self.where, self.kinks = domain.conditions(self.root, expression, self.by)
            values(nodes)
            self.find()
        except InputError as error:
            raise error.about(error.text or expression)
        except ZeroDivisionError:
            raise InputError("Something here is divided by 0.", "the domain is empty: correct it.",
                             kind="domain").about(expression)
        except NoPoint as why:
            raise InputError("At none of the points that were tried the expression has a value: "
                             f"{why}.", "perhaps a product such as x x' is "
                             "inverted, which never can be.", kind="domain").about(expression)
        except RuntimeError as error:
            if isinstance(error, InputError):
                raise
            raise InputError("The expression is nested too deeply.",
                             "name an inner part: z = ...; and go on with z.",
                             kind="size").about(expression)
        self.shapes = OrderedDict([(name, written(self.names[name])) for name in self.names])

    def chosen(self, by, likely):
        """The name to differentiate by; of ``likely`` names the first, if it is none of these."""
        known = list(self.names)
        if likely and by not in known:
            by = ([one for one in likely if one in known] or known or [by])[0]
        if by is None and len(known) == 1:
            return known[0]
        if by is None:
            raise InputError("With respect to which name?", "write by={}.".format(" or by=".join(
                [f'"{one}"' for one in known])), kind="variable")
        if by not in known:
            near = nearest(by, known)
            cure = f"did you mean {near}?" if near else f"choose one of {', '.join(known)}."
            raise InputError(
                f"{by} does not occur in the expression: the derivative with respect to it is 0.",
                cure, kind="variable")
        return by

    # Finding it -----------------------------------------------------------------------------------

    def find(self):
        rows, columns, rank, symmetric = self.names[self.by]
        root, shape = self.root, self.root.shape
        self.variable = var(self.by, (rows, columns), symmetric)
        self.change = var("d" + self.by, (rows, columns), symmetric)
        self.cotangent = var("G_", shape)
        if shape == (1, 1):
            self.kind = "gradient"
            found, steps = backwards(root, self.by, num(1))
            if symmetric:
                found = product([num(1, 2), add([found, t(found)])])
            self.result = simplified(found)
            self.forms = [("gradient", self.result)]
            self.pulls = steps
        else:
            pulled, steps = backwards(root, self.by, self.cotangent)
            if symmetric:
                pulled = product([num(1, 2), add([pulled, t(pulled)])])
            self.pulled = simplified(pulled)
            self.pulls = steps
            self.differential = self.pushed(pulled)
            self.choose_kind(columns)
        self.name_parts()
        self.checked = self.check()
        if not self.checked:
            raise InputError(
                "A derivative was found, but it does not pass its own exact check "
                f"({self.checked.why}), so it is not shown: I do not know the answer.",
                "derive the parts by themselves, with z = ... for what is inside.",
                kind="unknown")

    def pushed(self, pulled):
        """The differential: what is pulled back, pulled back once more."""
        if is_zero(pulled):
            return zero(self.root.shape)
        found, _ = backwards(as_graph(pulled), "G_", self.change)
        return simplified(found)

    def choose_kind(self, columns):
        shape = self.root.shape
        matrix = None
        if shape[1] == 1 and columns == 1:
            if self.change.shape == (1, 1):
                matrix = self.at_one()
            elif is_zero(self.differential):
                matrix = zero((shape[0], self.change.shape[0]))
            else:
                matrix = matrix_of(self.differential, self.change)
        if matrix is not None:
            self.kind, self.result = "jacobian", simplified(matrix)
            self.forms = [("jacobian", self.result), ("pulled", self.pulled)]
        elif self.change.shape == (1, 1):
            self.kind, self.result = "slope", simplified(self.at_one())
            self.forms = [("slope", self.result), ("pulled", self.pulled)]
        else:
            self.kind, self.result = "map", self.differential
            self.forms = [("map", self.result), ("pulled", self.pulled)]

    def at_one(self):
        """The differential for the change 1 of a number."""
        if is_zero(self.differential):
            return self.differential
        found, _ = backwards(as_graph(self.pulled), "G_", num(1))
        return found

    @property
    def steps(self):
        """One a rule, as dicts: through, to, op, rule, words, value and shape."""
        if self.steps_made is None:
            self.steps_made = [self.step(one) for one in self.pulls]
        return self.steps_made

    def step(self, one):
        said = one.node.args[one.operand]
        return {
            "through": self.part(one.node), "to": self.part(said), "op": one.node.op,
            "rule": one.rule, "words": one.words, "value": simplified(one.cotangent),
            "shape": shown(said.shape, said.rank)}

    def part(self, node):
        return domain.part(node, self.expression)

    # Writing it -----------------------------------------------------------------------------------

    def name_parts(self):
        taken = set(self.names) | {"d" + self.by, "G_", "I"}
        for shape in self.names.values():
            taken.update([str(one) for one in shape[:2]])
        whole = self.result
        self.given, found = named_parts(whole, taken)
        self.laid_parts = [(name, lay(value, {key: self.given[key] for key in self.given
                                              if self.given[key] != name}))
                           for name, value in found]
        self.laid = lay(self.result, self.given)
        self.parts = [(name, text(laid)) for name, laid in self.laid_parts]
        self.answer = text(self.laid)
        letters = "fLCJ" if self.root.shape == (1, 1) else "yuvf" if 1 in self.root.shape else \
            "YZFU"
        self.output = [one for one in letters if one not in taken][0]

    def check(self, first=0):
        """Compare the answer, as it is written, with exact derivatives at fresh random points."""
        before = "".join(["{} = {}; ".format(*one) for one in self.parts])
        forms = []
        for kind, value in self.forms:
            written_ = before + self.answer if value is self.result else text(lay(value))
            forms.append(("map", f"({written_}) * d{self.by}") if kind == "slope" and not
                         before else (kind, written_))
        if self.kind == "slope" and before:
            forms[0] = ("map", before + f"({self.answer}) * d{self.by}")
        return compared(self.root, self.names, self.by, forms, first)

    def numpy(self):
        """A function of NumPy, as text: its arguments are those of the expression, in order."""
        return self.code("numpy")

    def code(self, library):
        """The answer as a function for "numpy", "torch" or "jax"."""
        from . import code  # not before it is asked for: the first answer comes sooner

        dialect = code.DIALECTS[library]()
        names = OrderedDict([(one, self.names[one]) for one in self.names])
        if self.kind == "map":
            names["d" + self.by] = self.names[self.by]
        called = {"gradient": "gradient", "jacobian": "jacobian"}.get(self.kind, "derivative")
        return code.function(dialect, called, names, self.laid_parts, self.laid)

    def kronecker(self):
        """[(number, B', A, transposed)]: vec(dY) = sum of number (B' kron A) vec(dX); or None."""
        if self.kind != "map":
            return None
        found = two_sided(self.result, self.change)
        if not found:
            return None
        return [(number, simplified(t(right)), simplified(left), turned)
                for number, left, right, turned in found]

    def hessian(self):
        """The derivative of the gradient: of a number by a vector, a symmetric matrix."""
        if self.kind != "gradient":
            raise InputError("Only a number has a Hessian.", "derive a component.",
                             kind="unknown").about(self.expression)
        before = "".join(["{} = {}; ".format(*one) for one in self.parts])
        return derive(before + self.answer, self.by, **self.shapes)

    @property
    def latex(self):
        """The answer in LaTeX, with its parts."""
        writer = Latex()
        found = writer.write(self.laid)
        if self.kind == "map":
            found = "\\mathrm{d}" + writer.letter(self.output, self.root.shape) + " = " + found
        where = [f"{writer.letter(name, shape_of(laid))} = {writer.write(laid)}"
                 for name, laid in self.laid_parts]
        return found + (" \\quad\\text{with } " + ", ".join(where) if where else "")

    def pullback(self, library="numpy"):
        """A function, as text: the cotangent of the output, then the names; what is pulled back."""
        from . import code

        value = product([self.cotangent, self.result]) if self.kind == "gradient" else self.pulled
        dialect = code.DIALECTS[library]()
        names = OrderedDict([("G_", self.root.shape + (0,))] + list(self.names.items()))
        return code.function(dialect, "pullback", names, [], lay(value))

    def _repr_latex_(self):
        rows = self.names[self.by]
        by = Latex().letter(self.by, rows[:2])
        left = {"gradient": f"\\nabla_{{{by}}}", "map": ""}.get(
            self.kind, f"\\frac{{\\partial}}{{\\partial {by}}}")
        return "$\\displaystyle {}{}$".format(left + " = " if left else "", self.latex)

    @property
    def mathml(self):
        """The answer in MathML, with the shape under every factor."""
        return MathML().with_shapes(self.laid)

    def __str__(self):
        name = {"gradient": f"gradient with respect to {self.by}, shaped like it",
                "jacobian": f"Jacobian with respect to {self.by}, rows outputs",
                "slope": f"derivative with respect to {self.by}",
                "map": f"d{self.output}, for a small change d{self.by}"}[self.kind]
        shapes = ", ".join([f"{one}: {self.shapes[one]}" for one in self.shapes])
        lines = [self.expression, "shapes  " + shapes, f"{name}: {self.answer}"]
        lines += ["  with {} = {}".format(*one) for one in self.parts]
        if self.kind == "map":
            lines.append("pulled back, of a cotangent G_: " + text(lay(self.pulled)))
        lines.append("the way there")
        for one in self.steps:
            lines.append("  through {}, to {}: {}{}".format(
                one["through"], one["to"], one["words"],
                " ({})".format(one["rule"]) if one["rule"] else ""))
            lines.append("      " + text(lay(one["value"])))
        lines += ["holds where " + one for one in self.where]
        lines += ["no derivative where " + one for one in self.kinks]
        lines += self.notes
        lines.append(str(self.checked))
        return "\n".join(lines)

    __repr__ = __str__

