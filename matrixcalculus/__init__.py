"""Derive and verify the rules of matrix calculus; train one neuron with them.

Read them in this order: shapes, derive (entry i, j at symbolic size), numdiff and autodiff (the
numerical witnesses), sampling and corners (points of a domain), formula, instances and law (what is
derived, as code), rule (what is checked), mutate (wrong forms), diagnose (what a wrong value
means), fields, elimination, dual and exact (arithmetic without rounding), witnesses, trial (the
wrong forms are tried), verify (the check), evidence (what it leaves); tape goes through a
computation forwards and backwards, graph does so for an expression, in words; neuron and figures
serve the chapters. For matrices: layout and pullback. The exercises: question and sealed (what is
asked), reading (an answer in any form), answers (does it hold?), misread, parts, wrong_rules, slope
and slips (the mistakes that an expression invites), cause (which it was).
"""

from .answers import NotYet, check, check_choice, check_shape, check_value
from .derive import entry, relu, vectors
from .errors import (
    CapturedIndexError,
    DomainError,
    RuleError,
    ShapeError,
    VerificationError,
)
from .evidence import Evidence
from .graph import walk
from .law import Law
from .rule import Rule
from .sampling import Domain
from .verify import verify

__version__ = "0.1.0"
__all__ = [
    "CapturedIndexError", "Domain", "DomainError", "Evidence", "Law", "NotYet", "Rule", "RuleError",
    "ShapeError", "VerificationError", "check", "check_choice", "check_shape", "check_value",
    "entry", "relu", "vectors", "verify", "walk",
]
