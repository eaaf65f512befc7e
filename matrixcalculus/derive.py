"""Derive entry (i, j) of a Jacobian while the dimension is still a symbol.

``Matrix.jacobian`` wants to know how long a vector is. A rule holds for every length, so it is
derived from one entry: differentiate y_i with respect to x_j and keep i, j and n as letters.

Reference: Parr & Howard (2018), section "Matrix calculus", where J[i, j] = d y_i / d x_j.
"""

import itertools
from dataclasses import dataclass
from functools import lru_cache

import sympy as sp
from sympy.concrete.delta import deltasummation
from sympy.concrete.expr_with_limits import ExprWithLimits
from sympy.core.function import AppliedUndef
from sympy.printing.str import StrPrinter

from .errors import CapturedIndexError

# Letters that every chapter uses: i for rows, j for columns, k for sums; sizes m, n and N.
i, j, k = sp.symbols("i j k", integer=True, positive=True)
m, n, N = sp.symbols("m n N", integer=True, positive=True)


def vectors(names):
    """Return one real ``IndexedBase`` per name: ``w, x = vectors("w x")``, then ``w[i]``.

    Indices run from 1, as on paper. A matrix is the same object with two indices: ``X[i, k]``.
    """
    bases = tuple(sp.IndexedBase(name, real=True) for name in names.split())
    return bases if len(bases) > 1 else bases[0]


@dataclass(frozen=True)
class Entry:
    """Entry (row, column) of a Jacobian: what was differentiated, by what, and the result.

    ``y`` and ``x`` are kept so that a verification can check that this derivation is about the
    same function as the code. ``row`` and ``column`` are index symbols, or None for a scalar; for
    an array of several axes, tuples of them.
    """

    y: sp.Expr
    x: sp.Expr
    value: sp.Expr
    row: sp.Symbol | tuple | None
    column: sp.Symbol | tuple | None

    @property
    def rows(self):
        """The indices of the output, none for a scalar: (i,), or (i, j) for a matrix."""
        return _indices(self.row)

    @property
    def columns(self):
        """The indices of what was differentiated by, none for a scalar: (j,), or (k, l)."""
        return _indices(self.column)

    def instance(self, functions):
        """Replace undefined functions (``{f: sp.sin}``) in ``y`` and in the derived value."""
        y, value = (put_functions(expr, functions) for expr in (self.y, self.value))
        return Entry(y, self.x, value, self.row, self.column)

    def _repr_latex_(self):
        left = sp.Derivative(self.y, self.x, evaluate=False)
        return rf"$\displaystyle {sp.latex(left)} = {sp.latex(self.value)}$"

    def __str__(self):
        return plain(self.value)

    def __repr__(self):
        return f"d({plain(self.y)})/d({plain(self.x)}) = {plain(self.value)}"


def entry(y, x, row=None):
    """Differentiate the component ``y`` with respect to ``x``, at symbolic dimension.

    Parameters
    ----------
    y : sympy expression
        One component y_i, e.g. ``w[i] * x[i]``, or a scalar, ``Sum(w[k] * x[k], (k, 1, n))``.
    x : Indexed or Symbol
        What to differentiate by: ``w[j]`` for a vector, ``W[k, l]`` for a matrix, a plain symbol
        for a scalar.
    row : Symbol or tuple of Symbol, optional
        The free index of ``y``; found by itself unless ``y`` has none although it is a vector
        (every component alike). For an array of several axes all its indices, in their order:
        ``row=(i, j)``.

    Returns
    -------
    Entry
        Its ``value`` is the entry (i, j), with each Kronecker delta summed away where it can be.

    Raises
    ------
    CapturedIndexError
        If the index of ``x`` is the dummy of a sum in ``y`` (SymPy would return a wrong answer
        without a word), or is the free index of ``y`` (which derives the diagonal only).
    TypeError
        If ``x`` is neither a plain symbol nor an indexed one whose indices are letters.
    ValueError
        If ``y`` has several free indices and ``row`` does not say which one is meant, or if ``x``
        has fewer indices than in ``y``, or more.
    """
    y, x = sp.sympify(y), sp.sympify(x)
    indices = x.indices if isinstance(x, sp.Indexed) else ()
    if not isinstance(x, (sp.Indexed, sp.Symbol)) or any(not one.is_Symbol for one in indices):
        raise TypeError(f"differentiate by a symbol or an indexed symbol such as w[j], not by {x}")
    bound = {limit[0] for total in y.atoms(ExprWithLimits) for limit in total.limits}
    used = {one for part in y.atoms(sp.Indexed) for at in part.indices for one in at.free_symbols}
    free = used & y.free_symbols  # an index may be free in one term and summed over in another
    row = row or (_only(free, y) if free else None)
    column = (indices if len(indices) > 1 else indices[0]) if indices else None
    for index in indices:
        if index in bound:
            raise CapturedIndexError(
                f"{x}: the index {index} is summed over inside y, where it means every component "
                f"at once. Differentiate by a fresh index."
            )
        if index in _indices(row):
            raise CapturedIndexError(
                f"{x}: y is component {row}, so this derives the diagonal only and would hide "
                f"every other entry. Differentiate by a fresh index."
            )
    for part in y.atoms(sp.Indexed):
        if indices and part.base == x.base and len(part.indices) != len(indices):
            raise ValueError(f"differentiate by {x.base} with as many indices as it has in y: "
                             f"{x} has {len(indices)}, {part} has {len(part.indices)}")
    return Entry(y, x, collapse(sp.diff(y, x), indices), row, column)


def components(*functions):
    """Write a list of formulas as one component y_i: delta_(i,1) f_1 + delta_(i,2) f_2 + ...

    ``entry(components(f, g), p[j], row=i)`` is then entry (i, j) of their stacked gradients.

    Parameters
    ----------
    *functions : sympy expression
        m formulas, none of them with the index i.

    Returns
    -------
    sympy expression
        Component i of a vector of length m.
    """
    return sp.Add(*(sp.KroneckerDelta(i, at) * f for at, f in enumerate(functions, start=1)))


def collapse(expr, indices=()):
    """Sum Kronecker deltas away: Sum(delta_jk x_k, k) becomes x_j, at symbolic length.

    A delta picks the term k = j only if j is among the numbers that k runs through. Where that is
    not certain, the condition stays, as a ``Piecewise``: at the borders of a convolution, say.

    Parameters
    ----------
    expr : sympy expression
        With any number of sums, one inside another or side by side.
    indices : sequence of Symbol
        What is differentiated by, as in ``w[j]``. Each is taken to run from 1 to n wherever a sum
        over it does; :func:`matrixcalculus.verify` compares that with ``Matrix.jacobian`` at
        sizes that differ.

    Returns
    -------
    sympy expression
        The same where a sum holds no delta.
    """

    def certain(deltas, index, first, last):
        others = {part for delta in deltas for part in delta.args if part != index}
        return first == 1 and last.is_Symbol and others <= {*indices, last}

    def one(summand, *limits):
        for limit in limits:
            deltas = [delta for delta in summand.atoms(sp.KroneckerDelta) if delta.has(limit[0])]
            # A delta of j and 2k picks no term where j is odd, which deltasummation overlooks.
            steps = {abs(sp.diff(sp.Add(delta.args[0], -delta.args[1]), limit[0]))
                     for delta in deltas}
            if summand.has(sp.KroneckerDelta) and steps <= {1}:
                summand = deltasummation(summand, limit, no_piecewise=certain(deltas, *limit))
            else:
                summand = sp.Sum(summand, limit)
        return summand

    return expr.replace(sp.Sum, one)


def relu(z):
    """Return max(0, z) as a ``Piecewise``, whose derivative at 0 is 0 by declaration.

    SymPy's ``Max`` would differentiate to ``Heaviside``, which is 1/2 at 0.
    Source: Parr & Howard (2018), "The gradient of neuron activation".
    """
    return sp.Piecewise((z, z > 0), (0, True))


def at_size(expr, sizes):
    """Write an indexed expression out for concrete sizes: ``{n: 3}`` turns w[2] into ``w_2``.

    Parameters
    ----------
    expr : sympy expression
        Its free indices are numbers already.
    sizes : dict
        A number for each size letter, as symbols.

    Returns
    -------
    sympy expression
        With each sum written out, in plain symbols.
    """
    return _Writer().write(expr, sizes)


def jacobian_at(derived, rows, columns, sizes):
    """Return the pair (matrix from the derived entry, ``Matrix.jacobian`` of the same function).

    A correct derivation makes them equal.

    Parameters
    ----------
    derived : Entry
    rows, columns : int or tuple of int
        How many outputs the function has, and how many inputs; the shapes of arrays.
    sizes : dict
        A number for each size letter, as symbols: ``{n: 3}``.

    Returns
    -------
    pair of sympy.Matrix
        In plain symbols, each with as many rows as there are outputs, and columns as inputs.
    """
    write = _Writer().write
    at = lambda indices, numbers: {**sizes, **dict(zip(indices, numbers, strict=False))}
    rows = [at(derived.rows, r) for r in places(rows)]
    columns = [at(derived.columns, c) for c in places(columns)]  # no index: every entry alike
    ours = [[write(derived.value, {**row, **column}) for column in columns] for row in rows]
    ys = [write(derived.y, row) for row in rows]
    xs = [write(derived.x, column) for column in columns]
    return sp.Matrix(ours), sp.Matrix(ys).jacobian(sp.Matrix(xs))


def places(shape):
    """The indices of each entry of an array, from 1, row by row: 3 has (1,), (2,) and (3,)."""
    return list(itertools.product(*(range(1, one + 1) for one in _indices(shape))))


@lru_cache(maxsize=20000)
def letters_of(expr):
    """The free symbols of an expression: arguments, sizes and indices.

    Those of each part are remembered: SymPy would go through all of it whenever it is asked.
    """
    if isinstance(expr, sp.Indexed):
        return letters_of(expr.base.label).union(*map(letters_of, expr.indices))
    if isinstance(expr, sp.Sum):
        letters = letters_of(expr.function)
        for index, *ends in expr.limits:
            letters = (letters - {index}).union(*map(letters_of, ends))
        return letters
    if type(expr).free_symbols is sp.Basic.free_symbols:  # none of the parts is bound
        return frozenset().union(*map(letters_of, expr.args))
    return frozenset(one for one in expr.free_symbols if not isinstance(one, sp.Indexed))


def put_functions(expr, functions):
    """Replace undefined functions, ``{f: sp.sin}``, and differentiate them.

    By ``subs``, which knows what to do with the chain rule's d f(g(x)) / d g(x), if the outer
    function is put first; it cannot enter a sum: each is taken out, treated by itself, and put
    back. What stands in many expressions is treated once.
    """
    return _put_functions(expr, tuple(functions.items()))


@lru_cache(maxsize=1000)
def _put_functions(expr, functions):
    hidden = {total: _stand_in(total) for total in expr.atoms(sp.Sum)}
    treated = {
        hidden[total]: sp.Sum(_put_functions(total.function, functions), *total.limits)
        for total in hidden
    }
    expr, functions = expr.xreplace(hidden), dict(functions)
    parts = expr.atoms(AppliedUndef)
    inside = {one: max((len(part.atoms(AppliedUndef)) for part in parts if part.func == one),
                       default=0) for one in functions}
    present = sorted(filter(inside.get, functions), key=inside.get, reverse=True)
    for function in present:
        expr = expr.subs(function, functions[function]).doit()
    if not present or expr.has(sp.Derivative, sp.Subs):
        expr = expr.doit()
    return expr.xreplace(treated)


@lru_cache(maxsize=1000)
def _stand_in(total):
    return sp.Dummy(real=True)


def plain(expr):
    """Return ``expr`` in one line of readable text: 2·δ_ij·x_i^2."""
    return _Plain().doprint(expr).replace("**", "^").replace("*", "·")


class _Writer:
    """Writes indexed expressions out: numbers for letters, sums term by term, plain symbols.

    ``Sum.doit`` would sum a delta of j and 2k as if k could be 1/2. A part that comes again, with
    the same numbers for its letters, is written once.
    """

    def __init__(self):
        self.written = {}

    def write(self, expr, numbers):
        """``expr`` with ``numbers``, a dict from letters."""
        key = expr, *map(numbers.get, letters_of(expr))
        if key not in self.written:
            self.written[key] = self._write(expr, numbers)
        return self.written[key]

    def _write(self, expr, numbers):
        if isinstance(expr, sp.Symbol):
            return sp.sympify(numbers.get(expr, expr))
        if isinstance(expr, sp.Sum):
            return self._sum(expr, numbers)
        if isinstance(expr, sp.Indexed):
            return _component(expr.base, [self.write(index, numbers) for index in expr.indices])
        if not expr.args:
            return expr
        return expr.func(*[self.write(part, numbers) for part in expr.args])

    def _sum(self, expr, numbers):
        *limits, (index, first, last) = expr.limits
        first, last = self.write(first, numbers), self.write(last, numbers)
        if not (first.is_Integer and last.is_Integer):
            return expr.subs(numbers).doit().replace(sp.Indexed, lambda base, *at:
                                                     _component(base, at))
        term = sp.Sum(expr.function, *limits) if limits else expr.function
        return sp.Add(*(self.write(term, {**numbers, index: at})
                        for at in range(int(first), int(last) + 1)))


def _component(base, at):
    subscript = "_".join(str(index) for index in at)
    return sp.Symbol(f"{base}_{subscript}", real=True)


def _indices(index):
    """One index, or several: a tuple of them."""
    if index is None:
        return ()
    return tuple(index) if isinstance(index, (tuple, sp.Tuple)) else (index,)


def _only(indices, y):
    if len(indices) > 1:
        names = ", ".join(sorted(map(str, indices)))
        raise ValueError(f"{y} has the free indices {names}: say which is the row with row=..., or "
                         "all of a matrix in their order, row=(i, j)")
    return next(iter(indices))


class _Plain(StrPrinter):
    printmethod = "_plain"  # not "_sympystr", by which indexed objects would print themselves

    def _print_Indexed(self, expr):
        indices = [self._print(index) for index in expr.indices]
        joined = "".join(indices) if all(len(one) == 1 for one in indices) else ",".join(indices)
        return f"{expr.base}_{joined}" if len(joined) < 3 else f"{expr.base}_({joined})"

    def _print_KroneckerDelta(self, expr):
        indices = [self._print(index) for index in expr.args]
        compound = any(not index.is_Atom for index in expr.args)
        return f"δ_({', '.join(indices)})" if compound else "δ_" + "".join(indices)

    def _print_Sum(self, expr):
        indices = ",".join(str(limit[0]) for limit in expr.limits)
        return f"Σ_{indices} ({self._print(expr.function)})"

    def _print_Piecewise(self, expr):
        parts = [
            f"{self._print(value)} if {self._print(condition)}" if condition != True  # noqa: E712
            else f"else {self._print(value)}"
            for value, condition in expr.args
        ]
        return "[" + ", ".join(parts) + "]"

    def _print_Subs(self, expr):
        """A derivative by one place of a function, at a point: written at the point."""
        text = self._print(expr.expr)
        for variable, value in zip(expr.variables, expr.point, strict=True):
            text = text.replace(self._print(variable), self._print(value))
        return text

    def _print_Derivative(self, expr):
        inside, by = expr.expr, expr.variables[0]
        if inside.args == (by,):
            return f"{inside.func}'({self._print(by)})"
        return f"∂{self._print(inside)}/∂{self._print(by)}"
