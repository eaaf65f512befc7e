"""At once: does an answer hold, and if not, which kind of mistake is it? Never the answer itself.

Every check prints one line that begins with "holds", or raises ``NotYet``, which a notebook shows
as one line too. Nothing else needs to be installed.
"""

import contextlib
import hashlib
import inspect
import signal
import threading
import warnings

import numpy as np
import sympy as sp

from .derive import Entry
from .diagnose import shape_cause, value_cause
from .formula import Formula
from .question import SIZES, TOLERANCE, Question, named, with_code

SECONDS = 5  # for all calls of a student's function in one check
LARGEST = 1_000_000  # entries of an answer
REPAIRS = {  # a mistake, and what turns the wrong array into the right one
    "sign": lambda a: -a,
    "transposed: rows are outputs": lambda a: a.T,
    "a factor 2 too much": lambda a: a / 2,
    "a factor 2 is missing": lambda a: 2 * a,
    "the order of the entries": lambda a: a[..., ::-1] if a.ndim else a,
}
VECTORISED = ("truth value of an array", "only length-1 arrays", "only 0-dimensional arrays",
              "cannot convert the series", "Cannot convert expression to float")


class NotYet(AssertionError):
    """An answer that does not hold yet; a notebook shows its one line, without a traceback."""

    def _render_traceback_(self):
        return [str(self)]


def check(question, *answers, mistakes=None, **described):
    """Check the answers to a question of the exercises: ``check("06/two-blanks", slope)``.

    Or a derivative, or any function, of your own: ``check(slope, of="x**2", by="x", x="scalar")``.

    Parameters
    ----------
    question : str
        Its name: the set, or the set's number, and the question.
    *answers : callable, array, number, text or SymPy expression
        What the question asks for, in its order. A function takes (some of) the question's
        arguments by their names; where all arguments are numbers, a SymPy expression in symbols of
        the same names serves as well, or an ``Entry`` from ``entry(...)``.
    **described
        Instead of a name: the question, as in :class:`matrixcalculus.question.Question`.
    mistakes : dict, optional
        ``{"the mask is lost": "expression"}``: wrong answers that this question invites, each
        with what to say.

    Raises
    ------
    NotYet
        In one line: what kind of mistake, or what is missing. Never the right answer.
    LookupError
        If there is no question of that name.
    """
    if described:
        answers, parts = (question,), [("the answer", Question(**described), mistakes or {})]
    else:
        parts = named(question)
    if len(answers) != len(parts):
        raise TypeError(f"the question asks for {', '.join(name for name, *_ in parts)}, in this "
                        f"order; {len(answers)} were given")
    for (name, asked, wrong_forms), answer in zip(parts, answers, strict=True):
        said = (_measured if isinstance(asked, Question) else _compared)(
            answer, asked, name if len(parts) > 1 else "the answer", wrong_forms)
        print(f"holds: {said}")


def _measured(answer, question, name, mistakes):
    """Compare with a truth that is measured on the spot."""
    _answered(answer, name)
    points = question.points()
    want = [question.truth(point) for point in points]
    got = _evaluate(_function(answer, question, want), points, want)
    for point, given, expected in zip(points, got, want, strict=True):
        _right_kind(given, expected.shape, point)
    wrong = [not _close(a, b) for a, b in zip(got, want, strict=True)]
    if any(wrong):
        raise NotYet(f"not yet: {_cause(question, points, got, want, wrong, mistakes)}")
    return (f"at {len(points)} points"
            + (f", sizes {_sizes(question)}" if question.domain.letters else "")
            + (", on both sides of the kink and on it" if question.kinked else ""))


def _compared(answer, sealed, name, mistakes):
    """Compare with a truth that is sealed."""
    _answered(answer, name)
    if sealed.kind == "choice":
        return _chosen(answer, sealed)
    if sealed.kind == "shape":
        return _shaped(answer, sealed, name)
    points = [with_code({key: np.array(value)[()] for key, value in point.items()})
              for point in sealed.points]
    meant = [np.empty(shape) for shape in sealed.outputs]
    got = _evaluate(_function(answer, sealed, meant), points, meant)
    for point, given, expected in zip(points, got, meant, strict=True):
        _right_kind(given, expected.shape, point)
    got = [given.reshape(expected.shape) for given, expected in zip(got, meant, strict=True)]
    good = [sealed.holds(given, number) for number, given in enumerate(got)]
    if not all(good):
        said = sealed.mistake(got) or _sealed_cause(sealed, got, good)
        raise NotYet(f"not yet: {'' if name == 'the answer' else f'{name}: '}{said}")
    return f"at {len(points)} points" if len(points) > 1 else name


def _sealed_cause(sealed, got, good):
    for what, repair in REPAIRS.items():
        if all(repair(a).shape == a.shape and sealed.holds(repair(a), k)
               for k, a in enumerate(got)):
            return what
    right = f"right at {sum(good)} of {len(good)} points only" if any(good) else ""
    return right or "of the right kind and shape, but not this" + " value" * (len(good) == 1)


def _chosen(answer, sealed):
    if answer not in sealed.among:
        raise NotYet(f"not yet: {answer!r} is none of {', '.join(sealed.among)}")
    if not sealed.holds(answer):
        raise NotYet(f"not yet: not {answer}. {sealed.why}".rstrip())
    return answer


def _shaped(answer, sealed, name):
    said = _shape(answer, name)
    if not sealed.holds(said):
        why = ("rows and columns exchanged; rows are outputs" if sealed.holds(said[::-1])
               else f"{len(said)} numbers, but it has {sealed.axes} axes"
               if len(said) != sealed.axes else
               "as tall as the output, as wide as the input; a number counts as 1")
        raise NotYet(f"not yet: {name}: {why}")
    return f"the shape {name}" if name != "the answer" else "the shape"


def _shape(said, name):
    said = tuple(said) if isinstance(said, list) else said
    if not (isinstance(said, tuple) and all(isinstance(one, int | np.integer) for one in said)):
        raise NotYet(f"not yet: {name}: a shape is a tuple such as (3, 1), not {said!r}")
    return tuple(int(one) for one in said)


def check_value(answer, measured, what="value"):
    """Check a number or an array against one that the notebook has measured or computed."""
    _answered(answer)
    given, expected = _array(answer), np.asarray(measured, dtype=float)
    _right_kind(given, expected.shape, None)
    if not _close(given, expected):
        pair = [(np.atleast_2d(given), np.atleast_2d(expected))]
        raise NotYet(f"not yet: {what}: {value_cause(pair)}")
    print(f"holds: {what}")


def check_shape(**answers):
    """Check shapes: ``check_shape(a=(a, jacobian_a), ...)``, each beside a measured array."""
    for name, (said, measured) in answers.items():
        _answered(said, name)
        said = _shape(said, name)
        want = np.shape(measured)
        if said != want:
            why = ("rows and columns exchanged; rows are outputs" if said == want[::-1]
                   else f"{len(said)} numbers, but it has {len(want)} axes"
                   if len(said) != len(want) else
                   "as tall as the output, as wide as the input; a number counts as 1")
            raise NotYet(f"not yet: {name}: {why}")
    print(f"holds: {'all ' if len(answers) > 1 else ''}{len(answers)} shapes")


def check_choice(answer, among, right, why=""):
    """Check one choice of several; ``right`` is :func:`sealed`, so reading it tells nothing."""
    _answered(answer)
    if answer not in among:
        raise NotYet(f"not yet: {answer!r} is none of {', '.join(among)}")
    if sealed(answer) != right:
        raise NotYet(f"not yet: not {answer}. {why}".rstrip())
    print(f"holds: {answer}")


def sealed(choice):
    """A digest of a choice, for :func:`check_choice`."""
    return hashlib.blake2b(f"course:{choice}".encode(), digest_size=4).hexdigest()


# What a student may have handed in ----------------------------------------------------------------


def _answered(answer, name="the answer"):
    if answer is None or answer is Ellipsis:
        raise NotYet(f"not yet: {name} is {answer}: fill it in")


def _function(answer, question, want):
    """The answer as a function of a point and the shape meant, whatever form it has."""
    _answered(answer)
    if isinstance(answer, Entry) and isinstance(question, Question):
        formula = Formula(answer.value, answer, question)
        return formula.matrix
    if isinstance(answer, sp.Basic | sp.MatrixBase) and answer.free_symbols:
        return _symbolic(answer, question.shapes)
    if callable(answer):
        try:
            asks = list(inspect.signature(answer).parameters)
        except (TypeError, ValueError):
            asks = list(question.shapes)
        if unknown := [one for one in asks if one not in question.shapes]:
            raise NotYet(f"not yet: the function takes {', '.join(unknown)}; "
                         f"the question has {', '.join(question.shapes)}")
        return lambda point, shape: answer(**{name: point[name] for name in asks})
    fixed = _array(answer)
    if len({expected.shape for expected in want}) > 1:
        raise NotYet("not yet: one array, but the question is for every length: write a function")
    return lambda point, shape: fixed


def _symbolic(answer, shapes):
    if any(shape != "scalar" for shape in shapes.values()):
        raise NotYet("not yet: a SymPy expression knows no vectors of any length: write a function")
    free = {symbol.name for symbol in answer.free_symbols}
    if unknown := sorted(free - set(shapes)):
        raise NotYet(f"not yet: {', '.join(unknown)} stands in the answer; "
                     f"only {', '.join(shapes)} may")
    code = sp.lambdify([sp.Symbol(name) for name in shapes], _by_name(answer), modules="numpy")
    return lambda point, shape: code(**point)


def _by_name(answer):
    return answer.subs({symbol: sp.Symbol(symbol.name) for symbol in answer.free_symbols})


def _evaluate(function, points, want):
    """Call it at every point, with a time limit; every fault becomes one line."""
    got = []
    with _time_limit(SECONDS), warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        for point, expected in zip(points, want, strict=True):
            try:
                got.append(_array(function(point, expected.shape)))
            except NotYet:
                raise
            except TimeoutError:
                raise NotYet(f"not yet: no result after {SECONDS} seconds; "
                             "does a loop ever end?") from None
            except RecursionError:
                raise NotYet("not yet: the function calls itself without end") from None
            except MemoryError:
                raise NotYet("not yet: the function asks for more memory than there is") from None
            except Exception as error:
                raise NotYet(f"not yet: {_fault(error)}") from None
    return got


def _fault(error):
    said = str(error).splitlines()[0] if str(error) else "no message"
    if any(part in said for part in VECTORISED):
        return ("not vectorised: it works on one number and fails on an array. Use NumPy's "
                f"functions and np.where in place of if ({type(error).__name__}: {said})")
    return f"your function raised {type(error).__name__}: {said}"


@contextlib.contextmanager
def _time_limit(seconds):
    """Interrupt what runs too long, where the system can: not in a thread, not in a browser."""
    in_main = threading.current_thread() is threading.main_thread()
    if not (hasattr(signal, "setitimer") and in_main):
        yield
        return

    def stop(*_):
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _array(answer):
    _answered(answer, "what the function returns")
    if isinstance(answer, sp.MatrixBase | sp.Basic):
        try:
            answer = np.array(answer.tolist() if hasattr(answer, "tolist") else answer, dtype=float)
        except TypeError:
            raise NotYet("not yet: the result holds symbols, where numbers were meant") from None
    try:
        array = np.asarray(answer)
    except ValueError:
        raise NotYet("not yet: rows of different lengths: no array can be made of them") from None
    if array.size > LARGEST:
        raise NotYet(f"not yet: an array of shape {array.shape}: two axes were stretched against "
                     "each other by broadcasting?")
    if array.dtype.kind not in "biuf":
        kind = type(answer).__name__ if array.dtype.kind in "OUS" else array.dtype
        raise NotYet(f"not yet: {kind} where numbers were meant")
    return array.astype(float)


# What is wrong with it ----------------------------------------------------------------------------


def _right_kind(given, shape, point):
    size = int(np.prod(shape))
    if given.shape != shape and not (given.size == size == 1):
        if len(shape) == 2 and given.ndim <= 2:
            cause = shape_cause(given.shape, shape)
        elif len(shape) == 1 and given.shape in ((1, size), (size, 1)):
            kind = "row" if given.shape[0] == 1 else "column"
            cause = f"a {kind} where a plain array of shape {shape} was meant: J[0]"
        else:
            cause = f"{shape} was meant"
        raise NotYet(f"not yet: shape {given.shape}: {cause}")
    if not np.all(np.isfinite(given)):
        at = f" at {_show(point)}" if point else ""
        raise NotYet(f"not yet: NaN or infinity{at}: a division by 0, or a logarithm of 0?")


def _cause(question, points, got, want, wrong, mistakes):
    if all(question.on_kink(point) for point, bad in zip(points, wrong, strict=True) if bad):
        return "wrong branch at the kink: at the tie itself our convention is the slope from below"
    for what, text in (mistakes or {}).items():
        form = eval(f"lambda {', '.join(question.shapes)}: {text}", {"np": np})
        if all(_close(a, np.asarray(form(**p), dtype=float).reshape(b.shape))
               for a, b, p in zip(got, want, points, strict=True)):
            return what
    near = sum(not question.on_kink(point) for point in points)
    if _same_everywhere(got[:near]) and not _same_everywhere(want[:near]):
        return "the same at every point: right for one example at most, not for every argument"
    pairs = [(np.atleast_2d(a).reshape(np.atleast_2d(b).shape), np.atleast_2d(b))
             for a, b in zip(got, want, strict=True)]
    sizes = [question.domain.sizes_at(point) for point in points]
    cause = value_cause(pairs, sizes, _swapped(question, points))
    first = next(k for k, bad in enumerate(wrong) if bad)
    if cause.startswith("no single common mistake"):
        good = sum(not bad for bad in wrong)
        cause = (f"right at {good} of {len(wrong)} points only" if good else cause)
    return f"{cause} (for example at {_show(points[first])})"


def _swapped(question, points):
    """The truth with two arguments of one shape exchanged."""
    found, shapes = {}, question.shapes
    for one, other in [(a, b) for a in shapes for b in shapes if a < b and shapes[a] == shapes[b]]:
        with contextlib.suppress(Exception):
            found[f"{one} and {other}"] = [
                np.atleast_2d(question.truth({**p, one: p[other], other: p[one]})) for p in points]
    return found


def _same_everywhere(arrays):
    return len({one.shape for one in arrays}) == 1 and all(_close(one, arrays[0]) for one in arrays)


def _close(a, b):
    size = max(float(np.max(np.abs(b), initial=0)), 1e-3)
    return bool(np.all(np.abs(a.reshape(b.shape) - b) <= TOLERANCE * size)) \
        if a.size == b.size else False


def _sizes(question):
    count = len(question.domain.letters)
    return " and ".join(" by ".join(map(str, one[:count])) for one in SIZES)


def _show(point):
    with np.printoptions(precision=3, suppress=True, threshold=6, edgeitems=1):
        said = {name: f"{value:.4g}" if np.ndim(value) == 0 else f"{value}".replace("\n", "")
                for name, value in point.items()}
    return ", ".join(f"{name} = {value}" for name, value in said.items())
