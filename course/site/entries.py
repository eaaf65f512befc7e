"""A derived entry as KaTeX sets it: evidence stores it in one line, "δ_ij·∂F(w_i, x_i)/∂w_i"."""

import re

TOKEN = re.compile(r"\s*(\d+(?:\.\d+)?|[^\W\d_]+\d*(?:_\w+)?'*|.)")
NAME = re.compile(r"([^\W\d_]+)(\d*)(?:_(\w+))?('*)")
FUNCTIONS = {"sin", "cos", "tan", "exp", "ln", "log", "max", "min", "tanh"}
LETTERS = {"δ": r"\delta", "eta": r"\eta", "η": r"\eta", "Σ": r"\sum"}


def latex(line):
    """The LaTeX of an entry, or of "f = sin, g(x) = x^2".

    Raises
    ------
    ValueError
        If the line is written in another way; it can then only be shown as it is.
    """
    return _Reader(line).equation()


class _Reader:
    def __init__(self, line):
        self.line, self.tokens = line, [one for one in TOKEN.findall(line) if one.strip()]

    def next(self, *wanted):
        """Take the next token, if it is one of these; or any."""
        if self.tokens and (not wanted or self.tokens[0] in wanted):
            return self.tokens.pop(0)
        return None

    def must(self, wanted):
        if not self.next(wanted):
            raise ValueError(f"{self.line!r}: {wanted!r} is missing before {self.tokens[:3]}")
        return wanted

    def equation(self):
        text = self.sum()
        while sign := self.next("=", ","):
            text += f"{sign if sign == ',' else ' ='} {self.sum()}"
        if self.tokens:
            raise ValueError(f"{self.line!r}: cannot be read from {self.tokens[0]!r} on")
        return text

    def sum(self):
        text = self.product()
        while sign := self.next("+", "-"):
            text += f" {sign} {self.product()}"
        return text

    def product(self):
        text = self.power()
        while sign := self.next("·", "/"):
            factor = self.power()
            if sign == "/":
                minus, text = text.startswith("-"), text.removeprefix("-")
                text = f"{'-' * minus}\\frac{{{text}}}{{{factor}}}"
            else:
                text += rf" \cdot {factor}" if factor[0].isdigit() else rf"\, {factor}"
        return text

    def power(self):
        if self.next("-"):
            return f"-{self.power()}"
        text = self.atom()
        return f"{text}^{{{self.power()}}}" if self.next("^") else text

    def atom(self):
        token = self.next()
        if token is None:
            raise ValueError(f"{self.line!r}: ends too early")
        if token == "(":
            return self.arguments()
        if token == "[":
            return self.cases()
        if token == "∂":
            above = self.atom()
            self.must("/"), self.must("∂")
            return rf"\frac{{\partial {above}}}{{\partial {self.atom()}}}"
        if token.isdigit() or re.fullmatch(r"\d+\.\d+", token):
            return token
        if not NAME.fullmatch(token):
            raise ValueError(f"{self.line!r}: cannot read {token!r}")
        text = _name(token) + " " * (token[0] == "Σ")
        return text + self.arguments() if self.next("(") else text

    def arguments(self):
        inside = [self.sum()]
        while self.next(","):
            inside.append(self.sum())
        self.must(")")
        return rf"({', '.join(inside)})"

    def cases(self):
        text = rf"\left[{self.sum()} \text{{ if }} "
        self.must("if")
        text += self.sum() + " > "
        self.must(">")
        text += self.sum() + r", \text{ else }"
        self.must(","), self.must("else")
        text += self.sum() + r"\right]"
        self.must("]")
        return text


def _name(token):
    word, number, below, primes = NAME.fullmatch(token).groups()
    if word in LETTERS:
        text = LETTERS[word]
    elif word in FUNCTIONS:
        text = rf"\{word}"
    else:
        text = word if len(word) == 1 else rf"\mathrm{{{word}}}"
    below = number + (below or "")
    return text + (f"_{{{below}}}" if below else "") + primes
