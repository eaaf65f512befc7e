"""Derive and verify the rules of matrix calculus; train one neuron with them.

Modules: derive, numdiff, autodiff, sampling, mutate, diagnose, verify, neuron, figures.
"""

from .derive import entry, relu, vectors
from .errors import (
    CapturedIndexError,
    DomainError,
    RuleError,
    ShapeError,
    VerificationError,
)
from .sampling import Domain
from .verify import Evidence, Rule, verify

__version__ = "0.1.0"
__all__ = [
    "CapturedIndexError", "Domain", "DomainError", "Evidence", "Rule", "RuleError", "ShapeError",
    "VerificationError", "entry", "relu", "vectors", "verify",
]
