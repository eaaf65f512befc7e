"""derive: entries at symbolic length, against Matrix.jacobian; a captured index is refused."""

import dataclasses

import pytest
import sympy as sp

from matrixcalculus import CapturedIndexError, entry, relu
from matrixcalculus.derive import N, at_size, i, j, jacobian_at, k, m, n, plain, vectors
from tests.helpers.rules import X_, b_, f_, loss_, w_, x_, y_, zi_

delta = sp.KroneckerDelta
total = sp.Sum(x_[k], (k, 1, n))
dot = sp.Sum(w_[k] * x_[k], (k, 1, n))


@pytest.mark.parametrize(
    "y, x, expected",
    [
        (x_[i], x_[j], delta(i, j)),
        (w_[i] * x_[i], w_[j], delta(i, j) * x_[i]),
        (w_[i] / x_[i], x_[j], -delta(i, j) * w_[i] / x_[i] ** 2),
        (x_[i] + b_, b_, 1),
        (x_[i] * b_, b_, x_[i]),
        (total, x_[j], 1),
        (b_ * total, x_[j], b_),
        (b_ * total, b_, total),
        (dot, w_[j], x_[j]),
        (sp.Sum(x_[k] ** 3, (k, 1, n)), x_[j], 3 * x_[j] ** 2),
        (sp.Sum(X_[i, k] * x_[k], (k, 1, n)), x_[j], X_[i, j]),
        (
            3 * x_[1] ** 2 * x_[2],
            x_[j],
            6 * x_[1] * x_[2] * delta(1, j) + 3 * x_[1] ** 2 * delta(2, j),
        ),
    ],
)
def test_an_entry_keeps_the_length_a_letter(y, x, expected):
    assert sp.simplify(entry(y, x).value - expected) == 0


def test_the_loss_keeps_its_mask_inside_the_sum():
    by_w, by_b = entry(loss_, w_[j]).value, entry(loss_, b_).value
    for value, factor in ((by_w, X_[i, j]), (by_b, 1)):
        outer = next(one for one in value.atoms(sp.Sum) if one.variables == [i])
        assert outer.function.has(sp.Piecewise) and {n, N} <= value.free_symbols
        on = sp.Sum(2 * (zi_ - y_[i]) * factor, (i, 1, N)) / N
        active = value.replace(sp.Piecewise, lambda *pieces: pieces[0][0])
        assert sp.simplify(at_size(active - on, {n: 2, N: 3})) == 0


def test_row_and_column_are_found_or_given():
    assert (entry(w_[i], w_[j]).row, entry(w_[i], w_[j]).column) == (i, j)
    assert (entry(dot, w_[j]).row, entry(dot, w_[j]).column) == (None, j)
    assert entry(b_, b_, row=i).row == i
    assert entry(w_[i] + sp.Sum(w_[i], (i, 1, n)), w_[j]).row == i  # free here, a dummy there
    with pytest.raises(ValueError, match="free indices i, m.*row="):
        entry(X_[i, m], X_[j, k])
    assert entry(X_[i, m] * x_[i], x_[j], row=i).row == i


CAPTURED_DUMMY = [
    dot,
    dot**2 + w_[i],
    sp.Sum(sp.Sum(X_[i, k] * w_[k], (k, 1, n)) ** 2, (i, 1, N)),
    relu(dot + b_),
    sp.Piecewise((0, dot > 0), (1, True)),
    sp.exp(-sp.Product(w_[k], (k, 1, n))),
]


@pytest.mark.parametrize("y", CAPTURED_DUMMY)
def test_the_dummy_of_a_sum_is_refused(y):
    with pytest.raises(CapturedIndexError, match="k is summed over.*fresh index"):
        entry(y, w_[k])
    entry(y, w_[j])


@pytest.mark.parametrize(
    "y, x",
    [
        (w_[i] * x_[i], w_[i]),
        (relu(w_[i]), w_[i]),
        (dot * w_[i], w_[i]),
        (sp.Piecewise((w_[i], w_[i] > x_[i]), (x_[i], True)), x_[i]),
        (X_[i, m] * x_[m], X_[i, k]),
    ],
)
def test_the_free_index_of_y_is_refused(y, x):
    with pytest.raises(CapturedIndexError, match="component i.*diagonal only"):
        entry(y, x, row=i)


def test_sympy_alone_is_silently_wrong_where_entry_refuses():
    """d(sum w_k x_k)/dw_k, with the dummy: SymPy answers, and not with x_k."""
    silent = sp.diff(dot, w_[k]).doit()
    right = entry(dot, w_[j]).value
    assert right == x_[j]
    assert sp.simplify(silent.subs(n, 3).doit() - x_[k]) != 0
    diagonal = sp.diff(w_[i] * x_[i], w_[i])
    assert diagonal == x_[i] and not diagonal.has(delta)  # entry (1, 2) would be x_1, not 0
    with pytest.raises(CapturedIndexError):
        entry(dot, w_[k])
    with pytest.raises(CapturedIndexError):
        entry(w_[i] * x_[i], w_[i])


@pytest.mark.parametrize("x", [sp.sin(b_), w_[1], w_[j + 1], sp.Integer(3), b_ * 2])
def test_only_letters_can_be_differentiated_by(x):
    with pytest.raises(TypeError, match="differentiate by a symbol"):
        entry(w_[i] * b_, x)


CASES = [
    (entry(w_[i] * x_[i], w_[j]), 3, 3, {n: 3}),
    (entry(dot, w_[j]), 1, 3, {n: 3}),
    (entry(x_[i] * b_, b_), 3, 1, {n: 3}),
    (entry(sp.Sum(X_[i, k] * x_[k], (k, 1, n)), x_[j]), 2, 3, {m: 2, n: 3}),
    (entry(loss_, w_[j]), 1, 2, {n: 2, N: 3}),
    (entry(sp.exp(w_[i]) / sp.Sum(sp.exp(w_[k]), (k, 1, n)), w_[j]), 2, 2, {n: 2}),
]


@pytest.mark.parametrize("derived, rows, columns, sizes", CASES)
def test_matrix_jacobian_agrees(derived, rows, columns, sizes):
    ours, theirs = jacobian_at(derived, rows, columns, sizes)
    assert ours.shape == theirs.shape == (rows, columns)
    assert sp.simplify(ours - theirs) == sp.zeros(rows, columns)


@pytest.mark.parametrize("derived, rows, columns, sizes", CASES)
def test_a_doctored_entry_differs_from_matrix_jacobian(derived, rows, columns, sizes):
    doctored = dataclasses.replace(derived, value=derived.value + delta(j, 1) * x_[1])
    ours, theirs = jacobian_at(doctored, rows, columns, sizes)
    assert sp.simplify(ours - theirs) != sp.zeros(rows, columns)


def test_undefined_functions_are_replaced_even_inside_sums():
    assert entry(f_(w_[i]) * x_[i], w_[j]).instance({f_: sp.sin}).value == (
        sp.cos(w_[i]) * delta(i, j) * x_[i]
    )
    derived = entry(sp.Sum(f_(w_[k]), (k, 1, n)), w_[j])
    assert derived.instance({f_: sp.sin}).value == sp.cos(w_[j])
    assert derived.instance({f_: sp.Lambda(b_, b_**2)}).value == 2 * w_[j]


def test_relu_has_slope_0_at_0_where_max_has_one_half():
    assert entry(relu(b_), b_).value.subs(b_, 0) == 0
    assert sp.diff(sp.Max(0, b_), b_).subs(b_, 0) == sp.S.Half


def test_formulas_read_well():
    assert plain(x_[i] * delta(i, j)) == "δ_ij·x_i"
    assert plain(dot) == "Σ_k (w_k·x_k)" and plain(x_[i + 1]) == "x_(i + 1)"
    assert plain(relu(b_)) == "[b if b > 0, else 0]"
    assert str(entry(dot, w_[j])) == "x_j" and "d(" in repr(entry(dot, w_[j]))
    assert "frac" in entry(dot, w_[j])._repr_latex_()
    assert vectors("w") == w_ and vectors("w x") == (w_, x_)


# A range condition is never dropped --------------------------------------------------------------

K = sp.Symbol("K", integer=True, positive=True)
sliding = sp.Sum(w_[k] * x_[i + k - 1], (k, 1, K))


def test_the_borders_of_a_convolution_are_kept():
    value = entry(sliding, x_[j], row=i).value
    assert value.has(sp.Piecewise)
    derived = entry(sliding, x_[j], row=i)
    ours, sympys = jacobian_at(derived, 4, 6, {K: 3})
    assert ours == sympys and ours[0, 3] == 0 and ours[0, 2] != 0


def test_a_convolution_whose_borders_are_dropped_is_noticed():
    derived = entry(sliding, x_[j], row=i)
    inside = dataclasses.replace(derived, value=derived.value.args[0][0])
    ours, sympys = jacobian_at(inside, 4, 6, {K: 3})
    assert ours != sympys


def test_a_sum_over_some_entries_is_flat_in_the_others():
    first = entry(sp.Sum(x_[k] ** 2, (k, 1, 3)), x_[j])
    assert first.value == sp.Piecewise((2 * x_[j], j <= 3), (0, True))
    ours, sympys = jacobian_at(first, 1, 5, {})
    assert ours == sympys
    every_other = entry(sp.Sum(x_[2 * k], (k, 1, n)), x_[j])
    ours, sympys = jacobian_at(every_other, 1, 6, {n: 3})
    assert ours == sympys


def test_a_whole_sum_needs_no_condition():
    assert not entry(total, x_[j]).value.has(sp.Piecewise)
