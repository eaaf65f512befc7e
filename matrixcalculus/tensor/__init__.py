"""Derive any expression of numbers, vectors and matrices; every answer passes an exact check.

Read in this order: parse (what was typed), expr and calls (operations with shapes), infer (the
shapes that nobody gave), normal (values that keep themselves simple), rules (one row an
operation), sweep (backwards), linear (Jacobians), simplify (the shortest form), exact, degrees
and check (is it right?), domain (where), layout, text, notation and code (how it is written),
answer.

The workbook, in which a reader derives, line by line: task and lines (what was typed), scene (exact
points), real and example (numbers to show), slips and pen (what goes wrong), naming (which slip
it was), passed (which rule it was), verdict and workbook (the judgement), hints, typed and written
(the way out), workpage.

Without NumPy and SymPy, in what CPython and MicroPython share, so that a page of the book runs it.
"""

from .answer import Derivation, derive
from .errors import InputError

__all__ = ["Derivation", "InputError", "derive"]
