"""Layouts as formulas: LaTeX, and MathML, which a browser shows without a script."""

from .layout import shape_of

SUM, TIMES, POWER, ATOM = 1, 2, 3, 5
GREEK = ("alpha", "beta", "gamma", "delta", "epsilon", "eta", "theta", "lambda", "mu", "nu", "pi",
         "rho", "sigma", "tau", "phi", "psi", "omega", "kappa", "xi", "zeta", "Sigma", "Lambda",
         "Omega", "Gamma", "Delta", "Theta", "Phi", "Psi")
LETTERS = "αβγδεηθλμνπρστφψωκξζΣΛΩΓΔΘΦΨ"
PLACES = {one: at for names in (GREEK, LETTERS) for at, one in enumerate(names)}
SHORT = {"eps": "epsilon", "lam": "lambda"}
SAID = {"maximum": "max"}
SHAPELESS = {"sum", "prod", "chain", "had", "fill", "num", "pow", "entry", "delta", "sigma"}


def greek(name):
    """The place of a Greek letter in LETTERS, or None."""
    return PLACES.get(SHORT.get(name, name[:-1] if name.endswith("_") else name))


class Formula:
    """What LaTeX and MathML have in common; each method gives (formula, strength)."""

    shapes = False  # write shapes under the factors

    def write(self, laid):
        return self.of(laid)[0]

    def with_shapes(self, laid):
        """The formula with the shape of every factor under it."""
        self.shapes = True
        try:
            return self.write(laid)
        finally:
            self.shapes = False

    def of(self, laid):
        kind = laid[0]
        if not self.shapes or kind in SHAPELESS:
            return getattr(self, "of_" + kind)(*laid[1:])
        self.shapes = False
        formula, strength = getattr(self, "of_" + kind)(*laid[1:])
        self.shapes = True
        shape = shape_of(laid)
        if shape != (1, 1):
            formula = self.under(formula, shape)
        return formula, strength

    def bound(self, laid, least):
        formula, strength = self.of(laid)
        return formula if strength >= least else self.paren(formula)

    def of_num(self, number):
        return self.number(str(number)), ATOM

    def of_size(self, letter):
        return self.identifier(str(letter)), ATOM

    def of_name(self, name, shape):
        return self.letter(name, shape), ATOM

    def letter(self, name, shape):
        if name == "G_":
            return self.bar(self.identifier("G" if 1 not in shape else "g", 1 in shape))
        base, _, below = name.rstrip("_").partition("_")
        if len(name) > 1 and name[0] == "d" and greek(name) is None and (
                len(name) == 2 or name[1].isupper()):
            return self.row([self.upright("d"), self.letter(name[1:], shape)])
        digits = base.rstrip("0123456789")
        if not below and digits and digits != base:
            base, below = digits, base[len(digits):]
        bold = shape != (1, 1) and 1 in shape
        found = self.identifier(base, bold)
        return self.sub(found, self.identifier(below)) if below else found

    def of_ones(self, n):
        return self.vector_of_ones(), ATOM

    def of_entry(self, laid, indices):
        """A letter with indices; anything else in brackets."""
        if laid[0] == "name":
            base = self.letter(laid[1], (2, 2))
        else:
            base = self.bound(laid, ATOM)
        return self.sub(base, self.indices(indices)), ATOM

    def indices(self, letters):
        return self.row([self.identifier(one) for one in letters])

    def of_delta(self, a, b):
        return self.sub(self.identifier("delta"), self.indices([a, b])), ATOM

    def of_sigma(self, index, laid):
        inside = self.bound(laid, TIMES)
        return self.row([self.sigma(self.identifier(index)), inside]), TIMES

    def of_eye(self, n):
        return self.identifier("I"), ATOM

    def of_zero(self, shape):
        return self.number("0"), ATOM

    def of_fill(self, number, shape, laid):
        return self.of(laid)

    def of_sum(self, parts):
        found = []
        for sign, laid in parts:
            if sign < 0:
                found.append(self.operator("−"))
            elif found:
                found.append(self.operator("+"))
            found.append(self.bound(laid, TIMES))
        return self.row(found), SUM

    def of_prod(self, sign, over, under):
        alone = sign < 0 and not under and len(over) == 1
        top = self.bound(over[0], TIMES) if alone else self.factors(over)
        if under:
            shapes, self.shapes = self.shapes, False
            bottom = self.factors(under)
            self.shapes = shapes
            arrays = [one for one in over if shape_of(one) != (1, 1)]
            simple = all([shape_of(one) == (1, 1) for one in under])
            if arrays and simple:
                numbers = [one for one in over if shape_of(one) == (1, 1)]
                top = self.factors(numbers) if numbers else self.number("1")
                top = self.row([self.fraction(top, bottom), self.times(),
                                self.factors(arrays, False)])
            else:
                top = self.fraction(top, bottom)
        return (self.row([self.operator("−"), top]), SUM) if sign < 0 else (top, TIMES)

    def factors(self, parts, alone=True):
        """Numbers and arrays beside each other; arrays of one shape with the sign of Hadamard."""
        found, array = [], False
        single = alone and len(parts) == 1
        several = sum([shape_of(one) != (1, 1) for one in parts]) > 1
        for one in parts:
            if found:
                dotted = array and shape_of(one) != (1, 1)
                found.append(self.operator("⊙") if dotted else self.between(found, one))
            array = array or shape_of(one) != (1, 1)
            least = SUM if single and one[0] in ("sum",) else TIMES
            loose = several and one[0] == "chain"
            found.append(self.paren(self.write(one)) if loose else self.bound(
                one, least if single else TIMES))
        return self.row(found) if found else self.number("1")

    def between(self, found, one):
        return self.operator("·") if one[0] == "num" else self.times()

    def times(self):
        """Between a number and what it multiplies; and, below, between matrices."""
        return self.space()

    def matrix_product(self):
        return self.space()

    def of_had(self, over, under):
        top = self.hadamard(over) if over else self.number("1")
        if not under:
            return top, TIMES
        shapes, self.shapes = self.shapes, False
        formula = self.fraction(self.hadamard(over) if over else self.number("1"),
                                self.hadamard(under))
        self.shapes = shapes
        if shapes:
            formula = self.under(formula, shape_of(("had", over, under)))
        return formula, TIMES

    def hadamard(self, parts):
        found = []
        for one in parts:
            if found:
                found.append(self.operator("⊙"))
            loose = len(parts) > 1 and one[0] == "chain"
            found.append(self.paren(self.write(one)) if loose or len(parts) > 1 and one[0] in (
                "sum", "prod") else self.write(one))
        return self.row(found)

    def of_chain(self, parts):
        found = []
        for one in parts:
            if found:
                found.append(self.matrix_product())
            found.append(self.bound(one, POWER))
        return self.row(found), TIMES

    def of_pow(self, base, exponent):
        if base[0] == "norm" or base[0] in ("name", "num", "size"):
            return self.sup(self.write(base), self.write(exponent)), POWER
        if base[0] == "call" and base[1] in ("sin", "cos", "tanh", "log", "exp"):
            raised = self.sup(self.upright(base[1]), self.write(exponent))
            return self.row([raised, self.paren(self.write(base[2][0]))]), POWER
        return self.sup(self.bound(base, ATOM), self.write(exponent)), POWER

    def of_t(self, laid):
        if laid[0] == "inv":
            return self.sup(self.bound(laid[1], ATOM), self.inverse_transposed()), POWER
        return self.sup(self.bound(laid, ATOM), self.transposed()), POWER

    def of_inv(self, laid):
        return self.sup(self.bound(laid, ATOM), self.row([self.operator("−"), self.number("1")])), \
            POWER

    def of_norm(self, laid):
        return self.fence("‖", self.write(laid), "‖"), ATOM

    def of_entrysum(self, laid):
        return self.row([self.upright("sum"), self.paren(self.write(laid))]), ATOM

    def of_compare(self, sign, left, right):
        inside = self.row([self.write(left), self.operator("=" if sign == "==" else sign),
                           self.write(right)])
        return self.row([self.number("1"), self.fence("[", inside, "]")]), ATOM

    def of_call(self, name, laid, shape):
        if name == "sqrt":
            return self.root(self.write(laid[0])), ATOM
        if name == "abs":
            return self.fence("|", self.write(laid[0]), "|"), ATOM
        inside = []
        for one in laid:
            if inside:
                inside.append(self.operator(","))
            inside.append(self.write(one))
        if name in ("max_rows", "max_kept"):
            head = self.sub(self.upright("max"), self.upright("row"))
        elif name == "sigmoid":
            head = self.identifier("sigma")
        else:
            head = self.upright(SAID.get(name, name))
        return self.row([head, self.paren(self.row(inside))]), ATOM


class Latex(Formula):
    def sigma(self, index):
        return f"\\sum_{{{index}}} "

    def bar(self, inside):
        return f"\\bar{{{inside}}}"

    def number(self, digits):
        return digits

    def identifier(self, name, bold=False):
        place = greek(name)
        if name in ("∂", "∇"):
            word = "\\partial " if name == "∂" else "\\nabla"
        elif place is not None:
            word = "\\" + GREEK[place]
        else:
            word = name if len(name) == 1 else f"\\mathit{{{name}}}"
        if bold:
            return f"\\boldsymbol{{{word}}}" if place is not None else f"\\mathbf{{{name}}}"
        return word

    def upright(self, name):
        if name in ("exp", "log", "sin", "cos", "tanh", "max", "det"):
            return "\\" + name + " "
        return f"\\mathrm{{{name}}}"

    def operator(self, sign):
        return {"−": " - ", "+": " + ", "⊙": " \\odot ", "⊗": " \\otimes ", "·": " \\cdot ",
                ",": ", ", "=": " = ", ">": " > "}[sign]

    def space(self):
        return "\\,"

    def vector_of_ones(self):
        return "\\vec{\\mathbf{1}}"

    def row(self, parts):
        return "".join(parts)

    def paren(self, inside):
        return f"\\left({inside}\\right)"

    def fence(self, left, inside, right):
        names = {"‖": "\\lVert ", "[": "[", "|": "|"}
        ends = {"‖": "\\rVert ", "]": "]", "|": "|"}
        return f"{names[left]}{inside}{ends[right]}"

    def fraction(self, top, bottom):
        return f"\\frac{{{top}}}{{{bottom}}}"

    def sup(self, base, exponent):
        return f"{{{base}}}^{{{exponent}}}"

    def sub(self, base, below):
        return f"{{{base}}}_{{{below}}}"

    def root(self, inside):
        return f"\\sqrt{{{inside}}}"

    def transposed(self):
        return "T"

    def inverse_transposed(self):
        return "-T"

    def under(self, formula, shape):
        return f"\\underset{{{shape[0]} \\times {shape[1]}}}{{{formula}}}"


class MathML(Formula):
    def sigma(self, index):
        return f"<munder><mo>∑</mo>{index}</munder>"

    def bar(self, inside):
        return f'<mover accent="true">{inside}<mo stretchy="false">¯</mo></mover>'

    def number(self, digits):
        return "<mn>" + digits + "</mn>"  # adding strings is four times as quick as f"..." here

    def identifier(self, name, bold=False):
        place = greek(name)
        word = LETTERS[place] if place is not None else name
        if bold:
            return '<mi class="vector">{}</mi>'.format("".join([bold_letter(one) for one in word]))
        return "<mi>" + word + "</mi>"

    def upright(self, name):
        return '<mi mathvariant="normal">' + name + "</mi>"

    def operator(self, sign):
        return "<mo>" + ("&gt;" if sign == ">" else sign) + "</mo>"

    def space(self):
        return "<mo>&#x2062;</mo><mspace width='0.17em'></mspace>"

    def vector_of_ones(self):
        return "<mover><mn class=\"vector\">1</mn><mo stretchy=\"false\">→</mo></mover>"

    def row(self, parts):
        return "<mrow>" + "".join(parts) + "</mrow>"

    def paren(self, inside):
        return "<mrow><mo>(</mo>" + inside + "<mo>)</mo></mrow>"

    def fence(self, left, inside, right):
        return f"<mrow><mo>{left}</mo>{inside}<mo>{right}</mo></mrow>"

    def fraction(self, top, bottom):
        return f"<mfrac>{top}{bottom}</mfrac>"

    def sup(self, base, exponent):
        return "<msup>" + base + exponent + "</msup>"

    def sub(self, base, below):
        return "<msub>" + base + below + "</msub>"

    def root(self, inside):
        return f"<msqrt>{inside}</msqrt>"

    def transposed(self):
        return "<mi>T</mi>"

    def inverse_transposed(self):
        return "<mrow><mo>−</mo><mi>T</mi></mrow>"

    def under(self, formula, shape):
        return (f'<munder accentunder="true"><mrow>{formula}</mrow><mrow class="shape">'
                f"<mi>{shape[0]}</mi>"
                f"<mo>×</mo><mi>{shape[1]}</mi></mrow></munder>")


def bold_letter(one):
    """The bold letter of mathematics, where Unicode has it."""
    if "a" <= one <= "z":
        return chr(0x1D41A + ord(one) - ord("a"))
    if "A" <= one <= "Z":
        return chr(0x1D400 + ord(one) - ord("A"))
    if "α" <= one <= "ω":
        return chr(0x1D6C2 + ord(one) - ord("α"))
    return one
