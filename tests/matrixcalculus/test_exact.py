"""The exact witness: what it accepts, what it refuses, and whether its bound holds."""

import dataclasses
import inspect

import autograd.numpy as np
import pytest
import sympy as sp

from matrixcalculus import Domain, Rule, dual, entry, exact, relu, vectors, verify
from matrixcalculus import exact as exact_module
from matrixcalculus.derive import i, j, k, n, put_functions
from matrixcalculus.dual import Dual
from matrixcalculus.errors import ExactError, RuleError
from matrixcalculus.mutate import array_mistakes, formula_mistakes
from tests.helpers import chapters
