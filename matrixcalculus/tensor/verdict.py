"""What is said of one line of a derivation."""


class Verdict:
    """What is said of a line.

    Attributes
    ----------
    number, text, line : int, str, Line or None
    state : "right", "named" (a part), "wrong" or "fault" (it cannot be read)
    says : str
    rules : list of str
    slip : str or None
        The name of a known slip; ``others`` has those that explain the line as well.
    step : bool
        Does it go on, rather than write the line before in another way?
    end : bool
        Is it the derivative that is asked for?
    error : InputError or None
    """

    def __init__(self, number, text):
        self.number, self.text, self.line, self.state, self.says = number, text, None, "", ""
        self.rules, self.slip, self.misconception, self.others = [], None, None, []
        self.step = self.end = False
        self.where = self.numbers = ""
        self.error = None


def listed(words):
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + " and " + words[-1]
