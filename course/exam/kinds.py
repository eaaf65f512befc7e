"""The kinds of questions on paper: each works its answer out, and proves it, before it is printed.

A kind is made of a question whose parameters are filled in. It raises Unfit where its numbers are
no work for a pencil, and ExamError where what the author wrote is not true.
"""

import numpy as np

from course.exam import ExamError, drawing, values
from matrixcalculus import graph, numdiff


class Unfit(Exception):
    """A variant with numbers that are not small and whole."""


class Asked:
    """A question in one version; kinds add their ``answer`` and what is printed."""

    FIELDS: dict = {}

    def __init__(self, filled):
        self.id, self.title, self.points = filled["id"], filled["title"], filled["points"]
        self.ask, self.rubric = filled["ask"], filled["rubric"]
        self.room = filled.get("room", 0)  # lines to write on
        self.slips = []  # (what went wrong, what it gives), for the rubric
        self.work(filled)

    def numbers_are(self, numbers, what):
        if not values.small(numbers):
            raise Unfit(f"{what} is not whole, or above {values.LARGEST}")


class Graph(Asked):
    """A numbered graph, to fill forwards with values and backwards with adjoints."""

    FIELDS = {"steps": list, "at": dict, "by": list}

    def work(self, filled):
        steps = [(name, operation, tuple(values.plain(arguments)))
                 for name, operation, arguments in filled["steps"]]
        # walk() compares every number with the complex step and automatic differentiation.
        self.walk = graph.walk(steps, by=filled["by"], **values.plain(filled["at"]))
        for node in self.walk.moving:
            self.numbers_are([node.value, node.adjoint[0], *node.slopes], node.name)
            if node.adjoint[0] == 0 or node.value == 0:
                raise Unfit(f"{node.name} is 0, which hides mistakes")
        self.slips = list(self._one_path_only())

    def _one_path_only(self):
        """What a node has whose adjoint follows one of its paths, and forgets the others."""
        for node in self.walk.moving:
            paths = self.walk.paths_out(node)
            for user, slope, *_ in paths if len(paths) > 1 else ():
                wrong = user.adjoint[0] * slope
                if wrong != node.adjoint[0]:
                    yield (f"node ${node.name}$: only the path through ${user.name}$ followed",
                           f"${graph.number(wrong)}$".replace("−", "-"))

    def sheet(self):
        return drawing.graph(self.walk, filled=False)

    def key(self):
        lines = ["<table class='worked'><tr><th>node</th><th>value</th><th>adjoint</th></tr>"]
        for at, node in enumerate(self.walk.nodes, 1):
            back = self.walk.adjoint_lines(node)
            said = "<br>".join(back[0]) if back else "held still"
            lines.append(f"<tr><td>{at}</td><td>{'<br>'.join(self.walk.value_lines(node))}</td>"
                         f"<td>{said}</td></tr>")
        return drawing.graph(self.walk, filled=True) + "".join(lines) + "</table>"


class Derivative(Asked):
    """A derivative by hand, then its value where the numbers are small."""

    FIELDS = {"of": str, "by": str, "at": dict, "answer": str, "steps": list, "mistakes": dict}

    def work(self, filled):
        of, by, at = filled["of"], filled["by"], values.arrays(filled["at"])
        symbolic = values.derived(of, by, at)
        for point in (at, *values.elsewhere(at)):
            right = symbolic(point)
            measured = numdiff.jacobian(
                lambda moved, point=point: values.value(of, {**point, by: moved}), point[by])
            given = values.value(filled["answer"], point)
            if not values.same(measured, right) or not values.same(given, right):
                raise ExamError("'answer', SymPy's derivative of 'of' and its complex step are "
                                "not the same. Cure: mend 'answer' or 'of'")
        self.right = symbolic(at)
        self.numbers_are(self.right, "the answer")
        self.steps = filled["steps"]
        for says, text in filled["mistakes"].items():
            self.slips.append((says, f"${values.tex(self._wrong(says, text, at))}$"))
        if len({gives for _, gives in self.slips}) < len(self.slips):
            raise Unfit("two mistakes give the same")

    def _wrong(self, says, text, at):
        """What a mistake gives at the printed point: something else than what is right."""
        wrong = np.asarray(values.value(text, at), dtype=float)
        if values.same(wrong, self.right):
            raise Unfit(f"'{says}' is right at the printed point")
        self.numbers_are(wrong, f"'{says}'")
        return wrong

    def sheet(self):
        return ""

    def key(self):
        steps = [f"{one['do']} *{one['because']}*" for one in self.steps]
        return "\n".join(f"{count}. {one}" for count, one in enumerate(
            [*steps, f"At the point: ${values.tex(self.right)}$."], 1))


class Shapes(Asked):
    """Shapes of Jacobians: a table to fill."""

    FIELDS = {"parts": list}

    def work(self, filled):
        self.parts = []
        for part in filled["parts"]:
            at = {name: np.ones(tuple(values.plain(shape)))[()] / 3
                  for name, shape in part["shapes"].items()}
            shape = numdiff.jacobian(lambda moved, part=part, at=at: values.value(
                part["of"], {**at, part["by"]: moved}), at[part["by"]]).shape
            outputs = np.size(values.value(part["of"], at))
            if shape != (outputs, np.size(at[part["by"]])):
                raise ExamError(f"{part['tex']} has no shape (outputs, inputs)")
            self.parts.append((part["tex"], shape, part["because"]))
            if shape[0] != shape[1]:
                self.slips.append((f"{part['tex']} with rows and columns exchanged",
                                   _pair(shape[::-1])))
        if len({shape for _, shape, _ in self.parts}) < len(self.parts):
            raise Unfit("two shapes are the same")

    def sheet(self):
        return self._table("", ["" for _ in self.parts])

    def key(self):
        return self._table("why", [f"{_pair(shape)} | {why}" for _, shape, why in self.parts])

    def _table(self, more, cells):
        head = "| Jacobian | rows × columns |" + (f" {more} |" if more else "")
        rule = "|---|---|" + ("---|" if more else "")
        rows = [f"| {tex} | {cell} |" for (tex, *_), cell in zip(self.parts, cells, strict=True)]
        return "\n".join([head, rule, *rows])


class WrongLine(Asked):
    """A derivation, one line of which is wrong; the lines after it follow from it."""

    FIELDS = {"of": str, "by": str, "at": dict, "lines": list, "correct": str, "worth": str,
              "because": str}

    def work(self, filled):
        of, by, at = filled["of"], filled["by"], values.arrays(filled["at"])
        points = [at, *values.elsewhere(at)]
        right = [values.derived(of, by, at)(one) for one in points]
        holds = [all(values.same(values.value(line["worth"], one), truth)
                     for one, truth in zip(points, right, strict=True))
                 for line in filled["lines"]]
        if all(holds) or not holds[0] or any(holds[holds.index(False):]):
            raise ExamError("not first right lines, then wrong ones. Cure: mend 'lines'")
        self.wrong = holds.index(False) + 1
        last = filled["lines"][self.wrong - 1]["worth"]
        for line in filled["lines"][self.wrong:]:
            if not all(values.same(values.value(line["worth"], one), values.value(last, one))
                       for one in points):
                raise ExamError("a second line is wrong. Cure: let it follow from the first")
        if not all(values.same(values.value(filled["worth"], one), truth)
                   for one, truth in zip(points, right, strict=True)):
            raise ExamError("'correct' is not right. Cure: mend it")
        self.lines = [line["tex"] for line in filled["lines"]]
        self.correct, self.because = filled["correct"], filled["because"]

    def sheet(self):
        return "\n".join(f"{count}. ${one}$" for count, one in enumerate(self.lines, 1))

    def key(self):
        return (f"Line {self.wrong} is wrong: {self.because} Correct is\n\n$${self.correct}$$")


def _pair(shape):
    return f"${shape[0]} \\times {shape[1]}$"


KINDS = {"graph": Graph, "derivative": Derivative, "shapes": Shapes, "wrong-line": WrongLine}
