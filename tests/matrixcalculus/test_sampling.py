"""sampling: seeded points, inside the domain, near kinks and on them; bad domains named."""

import numpy as np
import pytest

from matrixcalculus import Domain, DomainError
from matrixcalculus.sampling import CHECK_SIZES, OTHER_SIZES, call, needs

DATA = Domain(w="n", X="N n", b="scalar", y="N", kink={"b": lambda w, X: -(X @ w)[0]})
TIE = Domain(w="n", x="n", kink={"w": lambda x: x})


def same(ones, others):
    return all(
        one.keys() == other.keys() and all(np.array_equal(one[name], other[name]) for name in one)
        for one, other in zip(ones, others, strict=True)
    )


def test_the_same_seed_gives_the_same_points():
    assert same(DATA.points(20, 3), DATA.points(20, 3))
    assert not same(DATA.points(1, 3), DATA.points(1, 4))
    assert same(DATA.kink_points(4, 3), DATA.kink_points(4, 3))


def test_shapes_are_those_declared_and_sizes_differ():
    points = DATA.points(60, 0)
    for point in points:
        (n,), (N,) = point["w"].shape, point["y"].shape
        assert point["X"].shape == (N, n) and np.shape(point["b"]) == ()
        assert n != N and min(n, N) >= 2
    assert {point["w"].size for point in points} == {2, 3, 5}
    assert len({point["w"].shape for point in points}) == 3


def test_sizes_of_the_points_that_decide_are_others():
    for sizes in (*CHECK_SIZES, *OTHER_SIZES):
        assert len(set(sizes)) == len(sizes) and min(sizes) >= 2
    for check, other in zip(
        zip(*CHECK_SIZES, strict=True), zip(*OTHER_SIZES, strict=True), strict=True
    ):
        assert not set(check) & set(other)


def test_entries_are_distinct_of_both_signs_and_away_from_zero():
    entries = np.concatenate([point["x"] for point in Domain(x="n").points(60, 0)])
    assert len(set(entries)) == entries.size
    assert np.all((np.abs(entries) >= 0.2) & (np.abs(entries) <= 3))
    assert 0.3 < np.mean(entries > 0) < 0.7


def test_points_lie_inside_the_domain():
    inside = Domain(w="n", x="n", where=lambda w, x: w > x)
    assert all(np.all(point["w"] > point["x"]) for point in inside.points(30, 0))


def test_every_third_point_is_close_to_the_kink_on_either_side_in_each_size():
    points, sizes, signs = TIE.points(60, 0), set(), []
    for number, point in enumerate(points):
        gap = point["w"] - point["x"]
        close = np.abs(gap) < 2e-3
        assert np.all(close) if TIE.near_kink(number) else not np.all(close)
        if TIE.near_kink(number):
            sizes.add(gap.size)
            signs.extend(np.sign(gap))
            assert np.all((np.abs(gap) > 0.99e-6) & (np.abs(gap) < 1.01e-3))
    assert sum(TIE.near_kink(number) for number in range(60)) == 20
    assert sizes == {2, 3, 5} and 0.25 < np.mean(np.array(signs) > 0) < 0.75


def test_a_scalar_is_placed_near_its_kink_too():
    gaps = [
        p["b"] + (p["X"] @ p["w"])[0] for c, p in enumerate(DATA.points(60, 0)) if DATA.near_kink(c)
    ]
    assert np.all((np.abs(gaps) > 0.99e-6) & (np.abs(gaps) < 1.01e-3))
    assert min(gaps) < 0 < max(gaps)


def test_kink_points_are_exactly_on_the_kink_in_whatever_order_one_sums():
    for point in TIE.kink_points(6, 1):
        assert np.array_equal(point["w"], point["x"])
    for point in DATA.kink_points(6, 1):
        row, w, b = point["X"][0], point["w"], point["b"]
        assert np.dot(row, w) + b == 0
        assert sum(one * two for one, two in zip(row[::-1], w[::-1], strict=True)) + b == 0
    assert Domain(x="n").kink_points(6, 1) == []


def test_activation_is_mixed():
    active = [np.mean(p["X"] @ p["w"] + p["b"] > 0) for p in DATA.points(60, 0)]
    assert sum(0 < share < 1 for share in active) > 20 and 0 in active and 1 in active


def test_points_cannot_be_changed_by_the_function_they_are_given_to():
    for point in (*TIE.points(3, 0), *TIE.kink_points(2, 0)):
        with pytest.raises(ValueError, match="read-only"):
            point["w"] *= 2


def test_a_sample_is_drawn_as_told():
    domain = Domain(x="scalar", p="scalar", sample={"p": lambda rng: rng.integers(2, 5)})
    assert {int(point["p"]) for point in domain.points(60, 0)} == {2, 3, 4}


def test_a_number_is_a_fixed_size():
    domain = Domain(x="2", A="3 n")
    assert domain.letters == ("n",)
    for point in domain.points(9, 0):
        assert point["x"].shape == (2,) and point["A"].shape[0] == 3


def test_a_domain_without_points_says_so():
    with pytest.raises(DomainError, match="no point in 2000 candidates"):
        Domain(x="n", where=lambda x: x > 4).points(1, 0)
    with pytest.raises(DomainError, match="near the kink lies outside"):
        Domain(x="scalar", where=lambda x: x > 1, kink={"x": lambda: 0.0}).points(9, 0)


@pytest.mark.parametrize(
    "make, words",
    [
        (lambda: Domain(), "at least one argument"),
        (lambda: Domain(x=3), "x: a shape is 'scalar', 'n' or 'N n', not 3"),
        (lambda: Domain(x=("n",)), "x: a shape is"),
        (lambda: Domain(x=""), "x: a shape is"),
        (lambda: Domain(x="n,n"), "x: a shape is"),
        (lambda: Domain(x="a  b"), "x: a shape is"),
        (lambda: Domain(x="0"), "x: a shape is"),
        (lambda: Domain(n="scalar", x="n"), "n names both an argument and a size"),
        (lambda: Domain(x="n", kink={"w": lambda x: x}), "w is not an argument"),
        (lambda: Domain(x="n", kink={}), "kink must be a dict"),
        (lambda: Domain(x="n", kink=0), "kink must be a dict"),
        (
            lambda: Domain(w="n", x="n", kink={"w": lambda x: x, "x": lambda w: w}),
            "places one argument",
        ),
        (lambda: Domain(x="n", kink={"x": 0}), "not a function"),
        (lambda: Domain(x="n", kink={"x": lambda y: y}), "kink|x: its function takes y"),
        (lambda: Domain(x="n", sample={"y": lambda rng: 1}), "y is not an argument"),
        (lambda: Domain(x="n", sample={"x": 1}), "needs a function of rng"),
        (lambda: Domain(x="n", where=lambda y: y > 0), "where: its function takes y"),
        (lambda: Domain(x="n", where=True), "not a function"),
        (lambda: Domain(a="k l m", b="n o p").points(1, 0), "at most 5 sizes"),
        (lambda: Domain(x="n", sample={"x": lambda rng: 1}).points(1, 0), r"drawn with shape \(\)"),
        (
            lambda: Domain(x="scalar", w="n", kink={"x": lambda w: w}).points(9, 0),
            "kink of x has shape",
        ),
    ],
)
def test_a_malformed_domain_is_named(make, words):
    with pytest.raises(DomainError, match=words):
        make()


def test_a_function_is_called_with_what_it_names_and_its_defaults_stand():
    point = {"w": 1.0, "x": 2.0}
    assert call(lambda x: x, point) == 2
    assert call(lambda x, scale=3: scale * x, point) == 6
    assert call(lambda x, w=7: w * x, point) == 2
    assert call(lambda: 5, point) == 5
    assert needs(lambda x, scale=3, **more: x) == ["x"]
    with pytest.raises(DomainError, match="hides its arguments"):
        needs(lambda *these: these)
