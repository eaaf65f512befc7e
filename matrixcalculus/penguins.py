"""The penguins on which Part II trains its networks.

Data: 333 penguins of three species at Palmer Station, Antarctica, whose sex was determined and all
measurements taken; A. M. Horst, A. P. Hill, K. B. Gorman, *palmerpenguins* (2020,
doi 10.5281/zenodo.3960218), from K. B. Gorman, T. D. Williams, W. R. Fraser, PLoS ONE 9(3) e90081
(2014). The authors have put the data in the public domain (CC0).
"""

import csv
from importlib import resources

import numpy as np

MEASURES = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")
SPECIES = ("Adelie", "Chinstrap", "Gentoo")
SEXES = ("female", "male")


def load():
    """Return (measures, species, sex) of the 333 penguins, in the order of the file.

    Returns
    -------
    measures : array of shape (333, 4)
        Length and depth of the bill and length of a flipper in mm, body mass in g.
    species : array of shape (333,)
        0 for Adelie, 1 for chinstrap, 2 for gentoo.
    sex : array of shape (333,)
        0 for female, 1 for male.
    """
    with resources.files(__package__).joinpath("data/penguins.csv").open() as file:
        next(file)  # says where the data come from
        rows = list(csv.DictReader(file))
    measures = np.array([[float(row[name]) for name in MEASURES] for row in rows])
    species = np.array([SPECIES.index(row["species"]) for row in rows])
    return measures, species, np.array([SEXES.index(row["sex"]) for row in rows])
