"""What a reader typed and the engine cannot take: what, where, and what to do."""


class InputError(ValueError):
    """A fault in what was typed.

    Attributes
    ----------
    message, cure : str
        What is wrong, and what to do about it.
    start, end : int or None
        Which characters of ``text`` it is about.
    text : str
    kind : str
        One word for the class of fault: "syntax", "name", "shape", "size", "variable", "domain",
        "unknown".
    """

    def __init__(self, message, cure="", start=None, end=None, kind="syntax"):
        super().__init__(message)
        self.message, self.cure, self.kind = message, cure, kind
        self.start, self.end, self.text = start, end, ""

    def about(self, text):
        """The same error, knowing the text that its places count in."""
        self.text = text
        return self

    def __str__(self):
        lines = [self.message]
        if self.start is not None and self.text:
            lines += marked(self.text, self.start, self.end)
        if self.cure:
            lines.append("Cure: " + self.cure)
        return "\n".join(lines)


def marked(text, start, end, width=72):
    """The line of the text that holds the place, and carets under it."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", start)
    last = len(text) if last < 0 else last
    left = max(first, start - width // 2)
    line = text[left : min(last, left + width)]
    carets = max(1, min(end, left + len(line)) - start)
    return ["  " + line, "  " + " " * (start - left) + "^" * carets]
