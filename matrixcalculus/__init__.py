"""Derive and verify the rules of matrix calculus; train one neuron with them.

Read them in this order: shapes, derive (entry i, j at symbolic size), numdiff and autodiff (the
numerical witnesses), sampling and corners (points of a domain), formula, instances and law (what is
derived, as code), rule (what is checked), mutate (wrong forms), diagnose (what a wrong value
means), fields, elimination, dual and exact (arithmetic without rounding), witnesses, trial (the
wrong forms are tried), verify (the check), evidence (what it leaves); tape goes through a
computation forwards and backwards, graph does so for an expression, in words; neuron, penguins and
figures serve the chapters. For matrices: layout and pullback. The exercises: question and sealed
(what is asked), reading (an answer in any form), answers (does it hold?), misread, parts,
wrong_rules, slope and slips (the mistakes that an expression invites), cause (which it was),
derivation (an answer of many lines). For any expression: the package tensor.

Names are imported when they are first used: the package tensor needs neither NumPy nor SymPy.
"""

import sys
from importlib import import_module
from types import ModuleType

__version__ = "0.1.0"
HOMES = {
    "answers": ["NotYet", "check", "check_choice", "check_derivation", "check_shape",
                "check_value"],
    "derive": ["entry", "relu", "vectors"],
    "errors": ["CapturedIndexError", "DomainError", "RuleError", "ShapeError",
               "VerificationError"],
    "evidence": ["Evidence"],
    "graph": ["walk"],
    "law": ["Law"],
    "question": ["variant"],
    "rule": ["Rule"],
    "sampling": ["Domain"],
    "verify": ["verify"],
}
HOME = {name: home for home, names in HOMES.items() for name in names}
__all__ = sorted(HOME)


def __getattr__(name):
    if name not in HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{HOME[name]}", __name__), name)
    globals()[name] = value
    return value


class _Package(ModuleType):
    """A function named like its module wins: ``verify`` is the function."""

    def __setattr__(self, name, value):
        if name in HOME and isinstance(value, ModuleType):
            value = getattr(value, name)
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
