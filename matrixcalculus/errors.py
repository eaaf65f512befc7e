"""The errors that the package raises, each for one kind of trouble."""


class CapturedIndexError(ValueError):
    """The index of differentiation is already taken, so the derivative would be silently wrong."""


class ShapeError(ValueError):
    """An array has another shape than the mathematics asks for."""


class DomainError(ValueError):
    """A domain is badly described, or no point could be found in it."""


class RuleError(ValueError):
    """A rule cannot be verified as it is written: something is missing, or a function fails."""


class ExactError(ValueError):
    """A function that cannot be run in exact arithmetic, such as one that sorts.

    Attributes
    ----------
    why : str
        What stands in the way.
    """

    def __init__(self, rule, why):
        super().__init__(f"{rule}: {why}; the other witnesses judge it")
        self.why = why


class VerificationError(AssertionError):
    """A rule is wrong, or a wrong form of it was not rejected.

    Attributes
    ----------
    rule : str
        The rule's ID.
    witness : str
        Which witnesses disagree with the closed form: "shape", "symbolic", "numeric",
        "autodiff", "exact", "kink" or "mutants"; several are joined by ", ".
    point : dict or None
        The smallest arguments at which they disagree about as much as anywhere.
    error : float
        The relative error there (infinite for a wrong shape).
    cause : str
        What a disagreement of this pattern usually means.
    """

    def __init__(self, rule, witness, point, error, cause, message):
        super().__init__(message)
        self.rule, self.witness, self.point = rule, witness, point
        self.error, self.cause = error, cause
