"""A table as CSV, of which single cells are written; everything else stays byte for byte."""

import re
from pathlib import Path

LINE_END = re.compile(r"\r\n|\n|\r")
ENCODINGS = ("utf-8", "cp1252", "latin-1")  # the last one reads anything


def near(path):
    """A path as people like to read it: from here, where it lies below."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


class TableError(ValueError):
    """A file that is no table of the kind that is needed; says the cure."""


class Table:
    """A table; ``rows`` holds the values of all its rows, ``spans`` where each stands."""

    def __init__(self, content, name="the table"):
        """Read the bytes of a file. Raises TableError."""
        self.name, self.content = name, content
        if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
            self.encoding, self.text = "utf-16", content.decode("utf-16", "replace")
        else:
            self.encoding, self.text = next(_decoded(content))
        first = LINE_END.split(self.text.lstrip("\ufeff"), maxsplit=1)[0]
        bare = re.sub(r'"(?:[^"]|"")*"', "", first)
        self.delimiter = max(",;\t", key=bare.count)
        self.rows, self.spans, self.changes = [], [], {}
        self._parse()

    @classmethod
    def open(cls, path):
        """Read a file. Raises TableError."""
        try:
            return cls(path.read_bytes(), path.name)
        except OSError as error:
            raise TableError(f"{path} cannot be read ({error.strerror}); cure: name the file that "
                             "the platform gave you") from None

    def _parse(self):
        text, at = self.text, len(self.text) - len(self.text.lstrip("\ufeff"))
        quoted = re.compile(r'"((?:[^"]|"")*)"(?=[\r\n' + self.delimiter + r"]|\Z)")
        plain = re.compile(rf"[^\r\n{self.delimiter}]*")
        values, spans = [], []
        while True:
            found = quoted.match(text, at) or plain.match(text, at)
            values.append(found[1].replace('""', '"') if found.lastindex else found[0])
            spans.append(found.span())
            at = found.end()
            if at < len(text) and text[at] == self.delimiter:
                at += 1
                continue
            self.rows.append(values)
            self.spans.append(spans)
            values, spans = [], []
            end = LINE_END.match(text, at)
            if not end or end.end() == len(text):
                return
            at = end.end()

    def head(self, *names):
        """The number of the row that has these headings, in small letters. Raises TableError."""
        for number, row in enumerate(self.rows[:10]):
            if set(names) <= {one.strip().lower() for one in row}:
                return number
        raise TableError(f"{self.name} has no columns {', '.join(names)}; it begins with "
                         f"{', '.join(self.rows[0][:8]) or 'an empty line'}")

    def column(self, head, *names):
        """The number of the first of these columns that there is, or None."""
        there = [one.strip().lower() for one in self.rows[head]]
        return next((there.index(name) for name in names if name in there), None)

    def value(self, row, column):
        """The value of a cell; "" where a row is too short."""
        cells = self.rows[row]
        return cells[column].strip() if column is not None and column < len(cells) else ""

    def set(self, row, column, value):
        """Change one cell."""
        self.changes[row, column] = self._quoted(str(value))

    def _quoted(self, value):
        if re.search(rf'["\r\n{self.delimiter}]', value):
            return '"' + value.replace('"', '""') + '"'
        return value

    def bytes(self):
        """The file with its changes; without one, the file as it was."""
        if not self.changes:
            return self.content
        pieces, at = [], 0
        for (row, column), value in sorted(self.changes.items()):
            spans = self.spans[row]
            lacking = max(0, column - len(spans) + 1)
            start, end = spans[column] if not lacking else (spans[-1][1],) * 2
            pieces += [self.text[at:start], self.delimiter * lacking, value]
            at = end
        return "".join([*pieces, self.text[at:]]).encode(self.encoding)


def _decoded(content):
    for name in ENCODINGS:
        try:
            yield name, content.decode(name)
        except UnicodeDecodeError:
            continue
