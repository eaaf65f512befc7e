"""The penguins are those of the source, and nobody has changed them."""

import hashlib
from importlib import resources

import numpy as np

from matrixcalculus import penguins

SHA256 = "1fe47b6dee5c209c4e2b2206a4add3ca9e6e066fe5faecada09526e3851aa735"


def test_the_file_is_the_one_that_was_copied():
    file = resources.files("matrixcalculus").joinpath("data/penguins.csv").read_bytes()
    assert hashlib.sha256(file).hexdigest() == SHA256


def test_what_is_loaded():
    measures, species, sex = penguins.load()
    assert measures.shape == (333, 4) and species.shape == sex.shape == (333,)
    assert [int((species == one).sum()) for one in range(3)] == [146, 68, 119]
    assert [int((sex == one).sum()) for one in range(2)] == [165, 168]
    assert measures[0].tolist() == [39.1, 18.7, 181, 3750] and (species[0], sex[0]) == (0, 1)
    assert np.isfinite(measures).all() and (measures > 0).all()
