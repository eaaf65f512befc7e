"""shapes: read as they are written, in letters and in numbers; what is not understood is named."""

import numpy as np
import pytest

from matrixcalculus import DomainError
from matrixcalculus.shapes import Shape, in_words, jacobian_axes, jacobian_shape, sizes_at


def test_a_shape_knows_its_letters_and_its_numbers():
    matrix = Shape("N n")
    assert matrix.letters == ("N", "n") and matrix.at({"N": 3, "n": 2}) == (3, 2)
    assert matrix.sizes_of(np.ones((3, 2))) == {"N": 3, "n": 2}
    assert Shape("scalar").at({}) == () and Shape("scalar").sizes_of(1.0) == {}
    assert Shape("2 n").letters == ("n",) and Shape("2 n").at({"n": 5}) == (2, 5)
    assert Shape("n n").letters == ("n",) and matrix == "N n"


def test_a_shape_may_have_any_number_of_axes():
    kernels = Shape("m c h 3")
    assert kernels.letters == ("m", "c", "h") and kernels.at(dict(m=2, c=1, h=5)) == (2, 1, 5, 3)
    assert kernels.sizes_of(np.ones((2, 1, 5, 3))) == {"m": 2, "c": 1, "h": 5}


def test_an_array_of_another_shape_has_no_sizes():
    with pytest.raises(ValueError):
        Shape("N n").sizes_of(np.ones(3))


def test_the_sizes_of_a_point_come_from_all_arguments():
    point = {"w": np.ones(2), "X": np.ones((3, 2)), "b": 1.0}
    assert sizes_at({"w": "n", "X": "N n", "b": "scalar"}, point) == {"n": 2, "N": 3}


def test_a_side_may_be_a_formula_of_sizes():
    assert jacobian_shape(("n + 1", 1), {"n": 4}) == (5, 1)


def test_a_side_of_a_matrix_has_several_axes():
    sizes = {"N": 3, "m": 5, "n": 2}
    assert jacobian_shape(("N m", "m n"), sizes) == (15, 10)
    assert jacobian_axes(("N m", "m n"), sizes) == ((3, 5), (5, 2))
    assert jacobian_axes((("n + 1", "m"), "n"), sizes) == ((3, 5), (2,))
    assert [in_words(one) for one in ("N m", "n", 1, ("n + 1", "m"))] == [
        "N·m", "n", "1", "(n + 1)·m"]


@pytest.mark.parametrize("text", [3, ("n",), "", "n,n", "a  b", "0", None])
def test_what_is_no_shape_is_refused(text):
    with pytest.raises(DomainError, match="a shape is 'scalar', 'n' or 'N n'"):
        Shape(text)
