"""Sums of entries, and the products that they are: which entries an index visits, term by term.

    <!-- indices -->

Each sum stands with its factors as grids of numbers, in the order of the chain. A free index holds
a row or a column, a summed one walks along it; a factor whose indices stand the other way round
than the chain has them is turned. Which ones these are is worked out here, and the product is
compared with the sum. Here stand the grids of all the sums, with their first entry and its terms;
``indices.js`` shows one sum at a time, and lights what a term takes.
"""

import itertools
from dataclasses import dataclass

import numpy as np

from course.site import marks, parts
from course.site.parts.paths import number


@dataclass(frozen=True)
class Reading:
    """A sum: its factors with their indices, and the index with which its chain begins and ends."""

    name: str  # of the result, "" for a number without one
    factors: tuple  # (letter, indices, numbers)
    ends: str  # "ij"; a vector is a column, whose second index is 1
    why: str
    written: str = ""  # how the sum stands in texts, where that is not factor by factor
    closed: str = ""  # the product, where it has a shorter name

    @property
    def free(self):
        return "" if self.ends[0] == self.ends[1] else self.ends.replace("1", "")

    @property
    def summed(self):
        return "".join(sorted({*"".join(indices for _, indices, _ in self.factors)} - {*self.free}))

    @property
    def sizes(self):
        return {index: size for _, indices, array in self.factors
                for index, size in zip(indices, np.shape(array), strict=True)}

    def turned(self):
        """Which factors have to be turned, so that each begins where the one before it ends."""
        found, now = [], self.ends[0]
        for letter, indices, _ in self.factors:
            first, last = indices.ljust(2, "1")
            assert now in (first, last), f"{letter} does not fit into the chain"
            found.append(first != now)
            now = first if found[-1] else last
        assert now == self.ends[1]
        return found

    def values(self):
        """All entries of the result, as a sum; compared with the product of the matrices."""
        chain = [np.array(array).reshape(len(array), -1) for *_, array in self.factors]
        chain = [one.T if turn else one for one, turn in zip(chain, self.turned(), strict=True)]
        product = np.linalg.multi_dot(chain)
        result = np.einsum(",".join(indices for _, indices, _ in self.factors) + "->" + self.free,
                           *(np.array(array) for *_, array in self.factors))
        closes = self.ends[0] == self.ends[1] != "1"
        assert np.array_equal(np.trace(product) if closes else product.ravel(), result.ravel()[
            0 if closes else slice(None)])
        return result

    def terms(self, **held):
        """The factors of every term, the last summed index running fastest."""
        for at in itertools.product(*(range(self.sizes[one]) for one in self.summed)):
            now = held | dict(zip(self.summed, at, strict=True))
            yield [int(np.array(array)[tuple(now[one] for one in indices)])
                   for _, indices, array in self.factors]


READINGS = [
    Reading("y", (("W", "ik", [[1, 2, -1], [3, 0, 2]]), ("x", "k", [2, -1, 3])), "i1",
            "The chain lies there already: it begins with the row, and <i>k</i> touches <i>k</i>."),
    Reading("S", (("X", "ki", [[1, 2], [0, -1], [3, 1]]), ("X", "kj", [[1, 2], [0, -1], [3, 1]])),
            "ij", "The chain begins with <i>i</i>, which stands second in the first factor: it is "
            "turned. So a column of <i>X</i> meets a column of <i>X</i>."),
    Reading("G", (("A", "ik", [[2, 1, -1], [0, 3, 1]]), ("B", "jk", [[1, -2, 2], [4, 1, 0]])), "ij",
            "After <i>k</i> the chain needs a factor that begins with <i>k</i>. In <i>B</i> it "
            "stands second: <i>B</i> is turned. So a row of <i>A</i> meets a row of <i>B</i>."),
    Reading("", (("a", "i", [2, -1]), ("X", "ij", [[1, 0, 3], [2, -1, 1]]), ("b", "j", [1, 4, -2])),
            "11", "No index is free, so the result is a number, and every entry takes part. What "
            "begins such a chain is a row: the first vector is turned."),
    Reading("", (("A", "ik", [[1, 2], [-1, 3]]), ("X", "kl", [[2, 0], [1, -1]]),
                 ("B", "li", [[1, 4], [3, -2]])), "ii",
            "The chain ends with the index with which it began, and this index is summed, too: a "
            "ring, which is a trace.", closed="tr(<i>A</i><i>X</i><i>B</i>)"),
    Reading("", (("w", "k", [2, 1]), ("X", "ik", [[1, -2], [3, 1]]), ("X", "il", [[1, -2], [3, 1]]),
                 ("w", "l", [2, 1])), "11",
            "A square is a sum times itself, and the second one needs a letter of its own. At the "
            "first <i>X</i> the chain has arrived at <i>k</i>, which stands second: this <i>X</i> "
            "is turned.",
            written="∑<sub>{i}</sub> (∑<sub>{k}</sub> <i>X</i><sub>{i}{k}</sub> "
                    "<i>w</i><sub>{k}</sub>)<sup>2</sup>", closed="∥<i>X</i><b><i>w</i></b>∥"
            "<sup>2</sup>"),
]


# What the page gets ------------------------------------------------------------------------------


def index(reading, letter):
    """An index in the colour of its kind."""
    return f'<i class="{"free" if letter in reading.free else "summed"}">{letter}</i>'


def entry(reading, letter, indices):
    return f"<i>{letter}</i><sub>{''.join(index(reading, one) for one in indices)}</sub>"


def lines(reading):
    """The sum as it is written, its chain if that looks different, and the product."""
    written, chain, product = [], [], []
    for (letter, indices, _), turn in zip(reading.factors, reading.turned(), strict=True):
        matrix, turn = len(indices) == 2, "<sup>T</sup>" * turn
        symbol = f"<i>{letter}</i>{turn}" if matrix else f"<b><i>{letter}</i></b>{turn}"
        below = "".join(index(reading, one) for one in indices[::-1])
        written.append(entry(reading, letter, indices))
        chain.append(f"({symbol})<sub>{below}</sub>" if matrix and turn else written[-1])
        product.append(symbol)
    under = ",".join(index(reading, one) for one in reading.summed)
    sums = [f"∑<sub>{under}</sub> {' '.join(factors)}" for factors in (written, chain)]
    product = " ".join(product)
    if reading.free:
        ends = "".join(index(reading, one) for one in reading.free)
        product = f"({product})<sub>{ends}</sub>"
    if reading.closed:
        product = reading.closed if "tr" in reading.closed else f"{product} = {reading.closed}"
    first = reading.written.format(**{one: index(reading, one) for one in reading.summed})
    steps = [sums[1]] * (sums[0] != sums[1]) + [product]
    return first or sums[0], " = ".join(steps)


def grid(reading, title, indices, array, kind=""):
    """A factor, or the result, with its indices at its margins; the first entry is lit."""
    rows = np.array(array).reshape(len(array) if indices else 1, -1)
    name = lambda letter, at: f"{index(reading, letter)} = 1" if at == 0 else f"{at + 1}"
    held = lambda at: all(at[one] == 0 for one in reading.free if one in at)
    body = ""
    for row, entries in enumerate(rows):
        side = f'<th scope="row">{name(indices[0], row)}</th>' if indices else ""
        lit = [held(dict(zip(indices, (row, at), strict=False))) for at in range(len(entries))]
        body += f"<tr>{side}" + "".join(
            f'<td{" class=lit" * one}>{number(value)}</td>'
            for one, value in zip(lit, entries, strict=True)) + "</tr>"
    head = "".join(f'<th scope="col">{name(indices[1], at)}</th>' for at in range(rows.shape[1])
                   ) if len(indices) == 2 else ""
    head = f"<thead><tr><td></td>{head}</tr></thead>" if head else ""
    walked = " walked" * (not {*indices} & {*reading.free})
    return (f'<table class="grid{kind}{walked}" data-of="{indices}"><caption>{title}</caption>'
            f"{head}<tbody>{body}</tbody></table>")


def example(reading):
    written, read = lines(reading)
    values = reading.values()
    grids = [grid(reading, entry(reading, letter, indices), indices, array)
             for letter, indices, array in reading.factors]
    title = entry(reading, reading.name, reading.free) if reading.free else "the number"
    grids.append(grid(reading, title, reading.free, np.atleast_1d(values), " result"))
    terms = " + ".join(" · ".join(number(one, k > 0 or at > 0) for k, one in enumerate(term))
                       for at, term in enumerate(reading.terms(**dict.fromkeys(reading.free, 0))))
    here = f"<i>{reading.name}</i><sub>{'1' * len(reading.free)}</sub>" if reading.free else title
    left = f"{title} = " if reading.free else ""
    return (f'<div class="reading" data-free="{reading.free}" data-summed="{reading.summed}">'
            f'<p class="written">{left}{written}</p><div class="grids">{"".join(grids)}</div>'
            f'<p class="terms">{here} = {terms} = {number(values.ravel()[0])}</p>'
            f'<p class="read">{left or written + " = "}{read}</p>'
            f'<p class="why">{reading.why}</p></div>')


def part():
    """The HTML of the part."""
    opens = parts.head(
        "From entries to a product",
        "Choose a sum, then an entry of its result, and step through its terms. "
        '<span class="free">Free</span> indices hold a row or a column, which is shaded; a '
        '<span class="summed">summed</span> one walks, and a dashed frame shows where it is.',
        "Which factors have their indices the wrong way round for a product?")
    return (f'<div class="part" role="group" aria-label="From entries to a product">{opens}'
            f'{"".join(map(example, READINGS))}</div>')


@marks.register("indices")
def the_indices(app, docname, argument):
    """``<!-- indices -->``: six sums and the products that they are, for Chapter 17."""
    marks.alone(argument)
    return parts.place("indices", part())
