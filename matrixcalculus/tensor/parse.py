"""Reads what was typed, NumPy's notation with ' for the transpose, into steps for a stack.

A step is a tuple (kind, start, end, ...), where start and end are its place in the text:
("number", s, e, "2.5"), ("name", s, e, "X"), ("op", s, e, "@"), ("minus", s, e),
("transpose", s, e), ("index", s, e, "column" or "row"),
("call", s, e, "sum", number of arguments, {"axis": "1"}). Each takes its operands from the stack
and leaves its value there: no recursion, however long a sum is.
"""

from .errors import InputError

LONGEST = 2000
DEEPEST = 20
SIGNS = {"**", "<=", ">=", "==", "+", "-", "*", "/", "@", "(", ")", ",", "'", "=", ";", "<", ">",
         "^", ".", "[", "]", ":", "\n"}
OTHERS = {"−": "-", "·": "*", "×": "@", "⊙": "*", "ᵀ": "'", "′": "'", "’": "'", "÷": "/", "∗": "*"}
PRECEDENCE = {"<": 1, ">": 1, "<=": 1, ">=": 1, "==": 1, "+": 2, "-": 2, "*": 3, "/": 3, "@": 3}


def statements(text):
    """The parts of ``z = X @ w + b; sum(z)``: pairs (name or None, steps); the last has no name."""
    if len(text) > LONGEST:
        raise InputError(
            f"The expression has {len(text)} characters; at most {LONGEST} are read.",
            "derive a part of it, and put the parts together with the chain rule.",
            kind="size").about(text[:200])
    try:
        return Reader(text).statements()
    except InputError as error:
        raise error.about(text)


def is_letter(sign):
    return sign.isalpha() or sign == "_" or "α" <= sign <= "ω" or "Α" <= sign <= "Ω"


class Reader:
    """A reader by precedence, which appends to ``steps``."""

    def __init__(self, text):
        self.text, self.at, self.depth, self.steps = text, 0, 0, []
        self.tokens = list(self.cut())

    def cut(self):
        text, at = self.text, 0
        while at < len(text):
            sign = text[at]
            if sign in " \t\r":
                at += 1
                continue
            start = at
            if sign.isalpha() or is_letter(sign):
                while sign.isalpha() or sign.isdigit() or is_letter(sign):
                    at += 1
                    sign = text[at : at + 1] or " "
                yield "name", text[start:at], start, at
                continue
            two = text[at : at + 2]
            if sign.isdigit() or (sign == "." and text[at + 1 : at + 2].isdigit()):
                at = self.number(at)
                yield "number", text[start:at], start, at
            elif two in SIGNS:
                at += 2
                yield "sign", two, start, at
            elif sign in SIGNS or sign in OTHERS:
                at += 1
                yield "sign", OTHERS.get(sign, sign), start, at
            else:
                raise InputError(f"The sign {sign} means nothing here.",
                                 "write + - * / @ ** ' and functions such as sum(x).", at, at + 1)
        yield "end", "", len(text), len(text) + 1

    def number(self, at):
        text, dot = self.text, False
        while at < len(text) and (text[at].isdigit() or (text[at] == "." and not dot)):
            dot = dot or text[at] == "."
            at += 1
        if text[at : at + 1] in ("e", "E"):
            end = at + 1 + (text[at + 1 : at + 2] in ("+", "-") and at + 1 < len(text))
            if text[end : end + 1].isdigit():
                while end < len(text) and text[end].isdigit():
                    end += 1
                return end
        return at

    def peek(self, *wanted):
        kind, value, _, _ = self.tokens[self.at]
        return kind == "sign" and value in wanted

    def take(self):
        token = self.tokens[self.at]
        self.at += token[0] != "end"
        return token

    def must(self, sign, opened):
        if not self.peek(sign):
            kind, value, start, end = self.tokens[self.at]
            found = "the end" if kind == "end" else value
            raise InputError(f"Here {sign} is expected, not {found}.",
                             "close what was opened at character %s." % (opened + 1), start, end)
        return self.take()

    def statements(self):
        found = []
        while True:
            while self.peek(";", "\n"):
                self.take()
            kind, name, start, end = self.tokens[self.at]
            if kind == "end":
                break
            after = self.tokens[self.at + 1] if self.at + 1 < len(self.tokens) else ("", "", 0, 0)
            if kind == "name" and after[:2] == ("sign", "="):
                self.at += 2
            else:
                name = None
            self.steps = []
            self.binary(1)
            found.append((name, self.steps))
            if self.tokens[self.at][0] != "end" and not self.peek(";", "\n"):
                self.unexpected()
        if not found:
            raise InputError("There is nothing to derive.", "type an expression: sum(x**2)", 0, 1)
        for name, steps in found[:-1]:
            if name is None:
                raise InputError("Only the last part may stand without a name.",
                                 "write z = ... before it.", steps[-1][1], steps[-1][2])
        return found

    def unexpected(self):
        kind, value, start, end = self.tokens[self.at]
        before = self.tokens[self.at - 1]
        if kind in ("name", "number") or value == "(":
            raise InputError(
                f"Between {before[1]} and {value} a sign is missing.",
                "write * (entry by entry, or a number times) or @ (product) between them.",
                before[2], end)
        what = {")": "This bracket closes nothing.", "[": "Entries are not taken out here.",
                "=": "Only a name can stand before =."}
        raise InputError(what.get(value, f"The sign {value} cannot stand here."),
                         "delete it, or complete what stands before it.", start, end)

    def deeper(self, start):
        self.depth += 1
        if self.depth > DEEPEST:
            raise InputError(f"More than {DEEPEST} brackets are nested here.",
                             "name an inner part: z = ...; and go on with z.", start, start + 1,
                             kind="size")

    def binary(self, lowest):
        """Operators of at least this precedence, from left to right; its place in the text."""
        start, end = self.unary()
        while True:
            kind, sign, _, _ = self.tokens[self.at]
            level = PRECEDENCE.get(sign, 0) if kind == "sign" else 0
            if level < lowest or not level:
                return start, end
            self.at += 1
            end = self.binary(level + 1)[1]
            self.steps.append(("op", start, end, sign))

    def unary(self):
        """Signs, a value, what stands behind it (transposes, a power)."""
        signs = []
        while self.peek("-", "+"):
            signs.append(self.take())
        start, end = self.atom()
        while self.peek("'", ".", "["):
            end = self.behind(start)
        if self.peek("**", "^"):
            place = self.take()[2]
            self.deeper(place)
            end = self.unary()[1]
            self.depth -= 1
            self.steps.append(("op", start, end, "**"))
        if sum(1 for one in signs if one[1] == "-") % 2:
            start = signs[0][2]
            self.steps.append(("minus", start, end))
        return start, end

    def behind(self, begin):
        _, sign, start, end = self.take()
        if sign == "[":
            kind, end = self.index(start)
            self.steps.append(("index", begin, end, kind))
            return end
        if sign == ".":
            _, name, _, end = self.take()
            if name != "T":
                raise InputError("After a point only T can stand, the transpose.",
                                 "write functions before their argument: sum(x).", start, end)
        self.steps.append(("transpose", begin, end))
        return end

    def index(self, start):
        """x[:, None], a column that is repeated to the right, and x[None, :]."""
        signs = []
        while not self.peek("]") and self.tokens[self.at][0] != "end":
            signs.append(self.take()[1])
        end = self.must("]", start)[3]
        kinds = {":,None": "column", "None,:": "row"}
        if "".join(signs) not in kinds:
            raise InputError("Single entries are not derived here.",
                             "of the brackets only x[:, None] and x[None, :] are known.",
                             start, end)
        return kinds["".join(signs)], end

    def atom(self):
        kind, value, start, end = self.take()
        if kind == "number":
            self.steps.append(("number", start, end, value))
            return start, end
        if kind == "sign" and value == "(":
            self.deeper(start)
            self.binary(1)
            end = self.must(")", start)[3]
            self.depth -= 1
            return start, end
        if kind == "name":
            value, end = self.dotted(value, end)
            if self.peek("("):
                return self.call(value, start)
            self.steps.append(("name", start, end, value))
            return start, end
        if kind == "end":
            raise InputError("The expression ends where a value is expected.",
                             "complete it, or delete the last sign.", start, end)
        found = "a new line" if value == "\n" else value
        raise InputError(f"Here a value is expected, not {found}.",
                         "put a name, a number or a bracket before it.", start, end)

    def dotted(self, value, end):
        """np.linalg.inv is inv; X.T is left to what stands behind."""
        while value in ("np", "jnp", "torch", "linalg", "math") and self.peek("."):
            self.take()
            _, value, _, end = self.take()
        return value, end

    def call(self, name, start):
        opened = self.take()[2]
        self.deeper(opened)
        count, keywords = 0, {}
        while not self.peek(")"):
            kind, word, _, _ = self.tokens[self.at]
            after = self.tokens[min(self.at + 1, len(self.tokens) - 1)]
            if kind == "name" and after[:2] == ("sign", "="):
                self.at += 2
                minus = self.peek("-") and self.take()
                keywords[word] = ("-" if minus else "") + self.take()[1]
            else:
                self.binary(1)
                count += 1
            if self.peek(","):
                self.take()
            elif not self.peek(")"):
                self.must(")", opened)
        end = self.take()[3]
        self.depth -= 1
        self.steps.append(("call", start, end, name, count, keywords))
        return start, end
