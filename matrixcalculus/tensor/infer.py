"""Finds the shapes that nobody gave: of all that fit, those that a reader would mean."""

from collections import OrderedDict

from .errors import InputError
from .expr import Builder, Sizes
from .parse import is_letter, statements

MOST_TRIALS = 250
NUMBERS = ("alpha", "beta", "gamma", "delta", "eps", "epsilon", "eta", "lambda_", "lam", "mu", "nu",
           "sigma", "tau", "t", "c", "pi", "rho", "theta", "α", "β", "γ", "δ", "ε", "η", "λ", "μ",
           "ν", "σ", "τ", "θ", "ρ")
COUNTS = ("N", "n", "m")
LETTERS = ("n", "m", "k", "p", "q", "r", "d", "N")


def declared(name, said):
    """(rows, columns, rank, symmetric) of "N n", "n", "1" or "n n symmetric"."""
    words = str(said).replace("×", " ").replace(" x ", " ").replace(",", " ").replace(
        "(", " ").replace(")", " ").split()
    symmetric = bool(words) and words[-1].lower() in ("sym", "symmetric")
    if symmetric:
        words = words[:-1]
    if words in (["1"], ["scalar"], ["number"], []):
        return (1, 1, 0, False)
    sizes = []
    for word in words:
        if not (word.isdigit() and int(word) > 0) and not all([is_letter(s) or s.isdigit()
                                                               for s in word]):
            raise InputError(f"{word} is no size, in the shape of {name}: {said}.",
                             'write "n" for a vector, "N n" for a matrix, "1" for a number.',
                             kind="shape")
        sizes.append(int(word) if word.isdigit() else word)
    if len(sizes) > 2:
        raise InputError(f"{name} has {len(sizes)} axes; two is the most.",
                         "derive for one slice of it.", kind="shape")
    if symmetric and (len(sizes) != 2 or sizes[0] != sizes[1]):
        raise InputError(f"A symmetric matrix is square: {said}.", 'write "n n symmetric".',
                         kind="shape")
    if len(sizes) == 2:
        if sizes == [1, 1]:
            return (1, 1, 0, False)
        return (sizes[0], sizes[1], 2, symmetric)
    return (sizes[0], 1, 1, False)


def written(shape):
    """The words of a shape, as :func:`declared` reads them."""
    rows, columns, rank, symmetric = shape
    if rank == 0:
        return "1"
    if rank == 1:
        return str(rows)
    return "{} {}{}".format(rows, columns, " symmetric" if symmetric else "")


def names_in(parts):
    """The names that stand for values, in the order in which they come."""
    found, known = [], []
    for name, steps in parts:
        sizes = set()
        for at, step in enumerate(steps):
            if step[0] == "call" and step[3] in ("ones", "zeros", "eye"):
                sizes.update(range(at - step[4], at))
        for at, step in enumerate(steps):
            if step[0] == "name" and at not in sizes and step[3] not in found + known:
                found.append(step[3])
        known.append(name)
    return found


def graph(text, shapes):
    """The graph of a text and the shapes of all its names.

    Parameters
    ----------
    text : str
    shapes : dict
        ``{"X": "N n"}``; what is missing is found.

    Returns
    -------
    (Node, dict of (rows, columns, rank, symmetric), Builder)

    Raises
    ------
    InputError
        If it cannot be read, or no shapes fit.
    """
    parts = statements(text)
    names = names_in(parts)
    given = {}
    for name in shapes:
        given[name] = declared(name, shapes[name])
    letters = {one for shape in given.values() for one in shape[:2]}
    missing = [one for one in names if one not in given and one not in letters and one != "I"]
    if missing:
        given.update(found_shapes(text, parts, given, missing))
        letters = {one for shape in given.values() for one in shape[:2]}
    used = OrderedDict([(one, given[one]) for one in names if one in given])
    for name in [one for one in list(used) if one in COUNTS and used[one][2] == 0 and one in letters
                 and one not in shapes]:
        del used[name]
    for name in used:
        if name in letters and used[name][2]:
            raise InputError(f"{name} is a size, and stands for a value too.",
                             "give one of them another letter.", kind="name").about(text)
    builder = Builder(text, used, Sizes())
    builder.letters = letters
    root = builder.graph(parts)
    return root, used, builder


def choices(name, names):
    """(cost, rank) of a name, the likeliest first."""
    if name in COUNTS:
        return ((0, 0), (0.5 if name != "N" else 5, 1), (9, 2))
    if name == "b" and "X" in names and "W" not in names:
        return ((0, 0), (1.5, 1), (9, 2))
    if name in NUMBERS:
        return ((0, 0), (2, 1), (9, 2))
    if name[0].isupper():
        return ((0, 2), (4, 1), (5, 0))
    return ((0, 1), (1.2, 0), (7, 2))


def found_shapes(text, parts, given, missing):
    """The shapes of what is missing: the cheapest ranks with which everything fits."""
    options = [choices(name, missing + list(given)) for name in missing]
    plans = [(0, ())]
    for one in options:
        plans = sorted([(cost + more, ranks + (rank,)) for cost, ranks in plans
                        for more, rank in one])[:MOST_TRIALS]
    best, first = None, None
    for cost, ranks in plans:
        if best is not None and cost >= best[0]:
            break
        sizes = Sizes()
        shapes = dict(given)
        for name, rank in zip(missing, ranks):
            shapes[name] = (sizes.new() if rank else 1, sizes.new() if rank == 2 else 1, rank,
                            False)
        builder = Builder(text, shapes, sizes)
        try:
            builder.graph(parts)
        except InputError as error:
            if first is None or error.kind != "shape":
                first = error
            if error.kind not in ("shape",):
                raise
            continue
        cost = cost + builder.mixed
        if best is None or cost < best[0]:
            best = (cost, {name: shapes[name] for name in missing}, sizes)
    if best is None:
        raise first
    return lettered(best[1], missing, best[2], given)


def lettered(found, names, sizes, given):
    """Letters for the sizes that are still unknown: N x n for X, m x n for W and A."""
    taken = {one for shape in given.values() for one in shape[:2]} | set(found) | set(given)
    named = {}

    def letter(one, wanted):
        one = sizes.find(one)
        if not (isinstance(one, str) and one[0] == "?"):
            return one
        if one not in named:
            free = [each for each in wanted + LETTERS if each not in taken]
            named[one] = free[0] if free else f"s{len(taken)}"
            taken.add(named[one])
        return named[one]

    order = sorted([(0 if name == "X" else 1 if found[name][2] == 2 else 2, at, name)
                    for at, name in enumerate(names)])
    for _, _, name in order:
        rows, columns, rank, _ = found[name]
        if rank == 2 and sizes.find(rows) != sizes.find(columns):
            letter(columns, ("n",))
            letter(rows, ("N",) if name in ("X", "Y") else ("m",))
    return {name: (letter(found[name][0], ("n",)), letter(found[name][1], ("n",)), found[name][2],
                   False) for name in names}
