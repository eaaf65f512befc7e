"""What a verification found: data for the ledger, text for a terminal, HTML for a page."""

import html
from dataclasses import dataclass, field, fields

MIME = "application/vnd.matrixcalculus.evidence+json"
FEWEST_MUTANTS = 5
LARGEST_ERROR = 1e-12
LATER = ("indices", "pullback")  # stored only where they say something
_LIBRARY = {"symbolic": "SymPy", "autodiff": "autograd"}


@dataclass(frozen=True)
class Evidence:
    """What a verification found; shows itself as text and HTML, and stores itself as JSON.

    Each field is a key of the JSON; where a key is missing, the default is the weakest there is.

    Attributes
    ----------
    id : str
        The rule's ID, or the name of a worked example.
    shape : tuple of str
        (m, n), the shape of the Jacobian: ("n", "n"), ("1", "n"); ("m", "m·n") by a matrix.
    sizes : tuple of str
        The size letters of the domain: ("N", "n"); empty where every size is fixed.
    entry : str
        The derived entry (i, j), in one line; empty without a derivation.
    indices : str
        The indices of the entry, those of the output first: "i; p, q" by a matrix.
    pullback : bool
        Is the rule stated as what it pulls back? Its Jacobian is made of all unit cotangents.
    about : str
        What the derivation is about: "law", the law itself, or "example", an example of it;
        empty where that is not known.
    at : str
        The size at which the law itself was derived, "m = 2, K = 3, n = 2"; empty where that was
        done for every size, or not at all.
    unknown : tuple of str
        The functions that stay unknown in the law: ("f", "g").
    instance : str
        Which functions were put for them, "f = sin"; empty where none is unknown.
    drawn : int
        With how many more functions, drawn ones, the law was run.
    not_independent : tuple of str
        The witnesses that apply this very rule themselves: of "symbolic" and "autodiff".
    points : int
        How many points were checked.
    near_kink : int
        How many of them lie near a kink.
    special : dict
        How many special points of each kind were checked beside them: ``{"length 1": 2}``.
    numeric_error_below, autodiff_error_below : float
        A bound of the largest relative error against the complex step, and against autograd.
    exact : dict
        What exact arithmetic found: ``{"points": 12, "sides": "its mask on both sides", "bound":
        "2^-159"}``, the bound of the probability that a wrong form would pass; ``{"points": 3,
        "settled": 40}`` where an identity may be missing and so many digits decided;
        ``{"points": 3, "apart": "1e-16", "constant": "0.6931471805599453"}`` where a rounded
        constant is in the way; ``{"silent": why}`` where it has no meaning.
    convention : float or None
        What is declared at the kink: 0 the Jacobian just below it, 1 just above; None without.
    mutants : tuple of dict
        The wrong forms, each rejected: ``{"form": its name, "by": what told it apart}``.
    equal_forms : tuple of str
        Names of made mistakes that turned out to be the rule itself, in another form.
    versions : dict
        The version of each library that took part: ``{"sympy": "1.14.0"}``.
    """

    id: str = ""
    shape: tuple = ()
    sizes: tuple = ()
    entry: str = ""
    instance: str = ""
    points: int = 0
    near_kink: int = 0
    numeric_error_below: float = 1.0
    autodiff_error_below: float = 1.0
    exact: dict = field(default_factory=dict)
    convention: float | None = None
    mutants: tuple = ()
    equal_forms: tuple = ()
    about: str = ""
    at: str = ""
    unknown: tuple = ()
    drawn: int = 0
    special: dict = field(default_factory=dict)
    not_independent: tuple = ()
    versions: dict = field(default_factory=dict)
    indices: str = "i, j"
    pullback: bool = False

    @classmethod
    def read(cls, data):
        """The evidence that ``data``, stored in a notebook, stands for; what is unknown is left."""
        names = {one.name for one in fields(cls)}
        return cls(**{name: tuple(value) if isinstance(value, list) else value
                      for name, value in data.items() if name in names})

    @property
    def data(self):
        """All fields, as they are stored: dicts, lists, strings and numbers."""
        stored = {one.name: getattr(self, one.name) for one in fields(self)
                  if one.name not in LATER or getattr(self, one.name) != one.default}
        return {name: list(value) if isinstance(value, tuple) else value
                for name, value in stored.items()}

    def error_below(self, witness):
        """The bound of the error against a witness, "numeric" or "autodiff"."""
        return getattr(self, f"{witness}_error_below")

    def agrees_with(self, witness):
        """Is the error against "numeric" or "autodiff" as small as it must be?"""
        return self.error_below(witness) <= LARGEST_ERROR

    @property
    def kind(self):
        """What was derived: "law", at every size; "one size"; or "example" where no law was."""
        if self.at:
            return "one size"
        return self.about

    def derived(self):
        """What was derived, in words: "the law itself, for every n"."""
        every = f", for every {', '.join(self.sizes)}" if self.sizes else ""
        what = "the law itself" if self.unknown else "the function itself"
        law = what + (f", at {self.at}" if self.at else every)
        if self.about != "example":
            return law
        return f"an example of it{every}" + (f"; {law}" if self.at else "")

    def weaknesses(self):
        """Yield what makes this evidence too weak for a rule, and the cure, in words."""
        if not self.entry:
            yield "not derived", "give Rule a derivation"
        elif not self.kind:
            yield "does not say what was derived", "run `make notebooks`"
        elif self.kind == "example":
            yield "only an example of it was derived", "give Rule law=Law(...)"
        if len(self.mutants) < FEWEST_MUTANTS:
            what = f"only {len(self.mutants)} wrong forms rejected"
            yield what, f"give Rule wrong={{...}} until there are {FEWEST_MUTANTS}"
        for witness in ("numeric", "autodiff"):
            if not self.agrees_with(witness):
                what = f"agrees with its {witness} witness only to {self.error_below(witness):.0e}"
                yield what, f"find out why it is not {LARGEST_ERROR:.0e}"
        if not self.exact:
            yield "not run in exact arithmetic", "run `make notebooks`"
        if not self.versions:
            yield "no versions of its witnesses", "run `make notebooks`"

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {MIME: self.data, "text/plain": str(self), "text/html": self._html()}

    def __str__(self):
        name, formula, rows = self.rows()
        width = max(len(label) for label, _, _ in rows)
        table = [f"  {label:{width}}  {what}  →  {found}" for label, what, found in rows]
        return "\n".join([f"{name}   {formula}", *table])

    __repr__ = __str__

    @property
    def witnesses(self):
        """All that took part, and those that do not apply this very rule: two tuples of names."""
        part = {"symbolic": "SymPy" if self.entry else "", "numeric": "complex step",
                "autodiff": "autograd",
                "exact": "" if not self.exact or "silent" in self.exact else "exact arithmetic"}
        dependent = set(self.not_independent)
        if "autodiff" in dependent:
            dependent.add("exact")  # its dual numbers know what automatic differentiation knows
        independent = [one for name, one in part.items() if name not in dependent]
        return tuple(filter(None, part.values())), tuple(filter(None, independent))

    def rows(self):
        """The panel: ID, what was derived, and of each check (name, what was done, finding)."""
        rows, columns = self.shape
        symbolic = f"SymPy: {self.derived()}"
        if self.unknown:
            symbolic += f"; {', '.join(self.unknown)} unknown"
        if self.sizes:
            symbolic += "; Matrix.jacobian at sizes 2, 3"
        if self.instance:
            symbolic += f"; run with {self.instance}"
        if self.drawn:
            symbolic += f"; {self.drawn} times with drawn ones"
        near = f", {self.near_kink} of them near a kink" if self.near_kink else ""
        pulled = "; a pullback, at every unit cotangent and a random one" * self.pullback
        error = "relative error below {:.0e}".format
        found = [
            ("shape", f"{self.points} points{near}{pulled}", f"always {rows} × {columns}"),
            ("symbolic", symbolic, "equal"),
            ("numeric", "complex step", error(self.numeric_error_below)),
            ("autodiff", "autograd", error(self.autodiff_error_below)),
        ]
        if self.exact:
            found.append(("exact", *self.exactly()))
        if self.not_independent:
            who = [_LIBRARY[one] for one in self.not_independent]
            if "autodiff" in self.not_independent and self.exact:
                who.append("dual numbers")  # know what automatic differentiation knows
            who = " and ".join(filter(None, [", ".join(who[:-1]), who[-1]]))
            found.append(("independent", f"{who} differentiate by such a rule themselves",
                          "the complex step alone"))
        if self.special:
            kinds = ", ".join(self.special)
            found.append(("special", f"{sum(self.special.values())} points: {kinds}", "equal"))
        if self.convention is not None:
            side = {0: "from below", 1: "from above"}.get(self.convention, "between the two")
            found.append(("kink", f"convention: the slope {side}", "holds"))
        tried = len(self.mutants)
        found.append(("mutants", f"{tried} wrong forms tried", f"{tried} rejected"))
        what = "derivative" if self.shape == ("1", "1") else f"entry ({self.indices})"
        if self.equal_forms:
            found.append(("equal", "made forms that are the rule itself",
                          "; ".join(self.equal_forms)))
        return self.id, f"{what}: {self.entry}", found

    def exactly(self):
        """What exact arithmetic did, and what it found: two phrases."""
        if "silent" in self.exact:
            return self.exact["silent"], "silent"
        if "settled" in self.exact:
            return f"an identity may be unknown; {self.exact['settled']} digits decide", "equal"
        if "apart" in self.exact:
            return f"{self.exact['constant']} is a rounded constant", f"{self.exact['apart']} apart"
        where = f"{self.exact['points']} random points modulo 2^61 - 1"
        where = ", ".join(filter(None, [where, self.exact["sides"]]))
        return where, f"equal; a wrong form passes below {self.exact['bound']}"

    def _html(self):
        name, formula, rows = self.rows()
        cells = "".join(
            f"<tr><th scope='row'>{label}</th><td>{html.escape(what)}</td>"
            f"<td>{html.escape(found)}</td></tr>"
            for label, what, found in rows
        )
        forms = "".join(
            f"<li>{html.escape(one['form'])} <span>(by {html.escape(one['by'])})</span></li>"
            for one in self.mutants
        )
        return (
            f"<div class='evidence'><p class='evidence-title'><strong>Verified</strong> "
            f"<code>{html.escape(name)}</code> <span>{html.escape(formula)}</span></p>"
            f"<table>{cells}</table><details><summary>The wrong forms, each rejected</summary>"
            f"<ul>{forms}</ul></details></div>"
        )
