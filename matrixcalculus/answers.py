"""At once: does an answer hold, and if not, which kind of mistake is it? Never the answer itself.

Every check prints one line that begins with "holds", or raises ``NotYet``, which a notebook shows
as one line too. Nothing else needs to be installed.
"""

import contextlib
import hashlib
import signal
import threading
import warnings

import numpy as np

from . import layout
from .cause import answer_cause
from .derivation import Derived
from .diagnose import plain_cause, repairs, shape_cause
from .question import SIZES, TOLERANCE, Question, named, with_code
from .reading import NotYet, answered, as_array, as_function, as_shape, fault

UNKNOWN = ("no single common mistake that we know: put numbers in, and compare part by part with a "
           "difference quotient")
SECONDS = 5  # for all calls of a student's function in one check


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
        said = examine(answer, asked, name if len(parts) > 1 else "the answer", wrong_forms)
        print(f"holds: {said}")


def examine(answer, question, name="the answer", mistakes=None):
    """Check one answer; return where it holds, or raise NotYet with the one line to show."""
    answered(answer, name)
    kind = _measured if isinstance(question, Question) else (
        _derived if isinstance(question, Derived) else _compared)
    return kind(answer, question, name, mistakes or {})


def _measured(answer, question, name, mistakes):
    """Compare with a truth that is measured on the spot."""
    points = question.points()
    want = [question.truth(point) for point in points]
    got = _evaluate(answer, question, points, [one.shape for one in want])
    for point, given, expected in zip(points, got, want, strict=True):
        if fault_of_shape := layout.shape_fault(question, point, given, expected):
            raise NotYet(f"not yet: shape {given.shape}: {fault_of_shape}")
        _right_kind(given, expected.shape, point, plain=not question.by)
    wrong = [not _close(a, b) for a, b in zip(got, want, strict=True)]
    if any(wrong):
        raise NotYet(f"not yet: {_cause(question, points, got, want, wrong, mistakes)}")
    return (f"at {len(points)} points"
            + (f", sizes {_sizes(question)}" if question.domain.letters else "")
            + (", on both sides of the kink and on it" if question.kinked else ""))


def _compared(answer, sealed, name, mistakes):
    """Compare with a truth that is sealed."""
    if sealed.kind == "choice":
        return _chosen(answer, sealed)
    if sealed.kind == "shape":
        return _shaped(answer, sealed, name)
    points = [with_code({key: np.array(value)[()] for key, value in point.items()})
              for point in sealed.points]
    meant = [tuple(shape) for shape in sealed.outputs]
    got = _evaluate(answer, sealed, points, meant)
    for point, given, shape in zip(points, got, meant, strict=True):
        _right_kind(given, shape, point, plain=True)
    got = [given.reshape(shape) for given, shape in zip(got, meant, strict=True)]
    good = [sealed.holds(given, number) for number, given in enumerate(got)]
    if not all(good):
        said = sealed.mistake(got) or _sealed_cause(sealed, got, good)
        raise NotYet(f"not yet: {'' if name == 'the answer' else f'{name}: '}{said}")
    return f"at {len(points)} points" if len(points) > 1 else name


def _derived(answer, asked, name, mistakes):
    """Judge a derivation, line by line."""
    with _time_limit(SECONDS):
        found = asked.judged(answer)
    if not found.right:
        raise NotYet(f"not yet: {'' if name == 'the answer' else f'{name}: '}{found.said}")
    return found.said


def _sealed_cause(sealed, got, good):
    alike = all(np.array_equal(one, got[0]) for one in got) and not np.isin(got[0], (0, 1)).all()
    if alike and len(set(sealed.digests)) > 1:
        return "the same at every point: right for one example at most, not for every argument"
    for what, changed in repairs(got):
        if all(sealed.holds(one, number) for number, one in enumerate(changed)):
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
    said = as_shape(answer, name)
    if not sealed.holds(said):
        why = _shape_words(said, sealed.axes, sealed.holds(said[::-1]))
        raise NotYet(f"not yet: {name}: {why}")
    return f"the shape {name}" if name != "the answer" else "the shape"


def _shape_words(said, axes, turned):
    """Why a shape does not hold; without a word about layouts, as not every array has one."""
    if turned:
        return f"{said}: rows and columns are exchanged"
    if len(said) != axes:
        kind = {0: "a plain number", 1: "a plain array, shape (n,),", 2: "rows by columns"}
        return f"{said}: {kind.get(axes, f'{axes} axes')} was meant, another number of axes"
    return f"{said}: the number of axes is right, but a size is not; say what each axis counts"


def check_derivation(task, text, by=None, **shapes):
    """Check a derivation, and say of each line whether it is equal to the one before.

    Parameters
    ----------
    task : str
        The name of a question of the exercises, ``"14/derived"``; or, with ``by``, an expression as
        :func:`matrixcalculus.tensor.derive` takes it.
    text : str
        One line a step: named parts (``z = X @ w``), differentials (``dL = 2 * z' @ dz``), and at
        the end the derivative (``J = ...``, rows outputs, or ``grad = ...``, shaped like the
        argument).

    Raises
    ------
    NotYet
        In one line: the first line that is not equal to the one before, and the slip behind it if
        it is a known one. Never the right answer.
    """
    asked = Derived(task, by, shapes, steps=1) if by else next(
        (one for _, one, _ in named(task) if isinstance(one, Derived)), None)
    if asked is None:
        raise LookupError(f"{task!r} asks for no derivation")
    answered(text)
    found = asked.judged(text)
    print("\n".join(found.lines))
    if not found.right:
        raise NotYet(f"not yet: {found.said}")
    print(f"holds: {found.said}")


def check_value(answer, measured, what="value"):
    """Check a number or an array against one that the notebook has measured or computed."""
    given, expected = as_array(answer, "the answer"), np.asarray(measured, dtype=float)
    _right_kind(given, expected.shape, None, plain=True)
    if not _close(given, expected):
        why = plain_cause(given.reshape(expected.shape), np.asarray(measured))
        raise NotYet(f"not yet: {what}: {why}")
    print(f"holds: {what}")


def check_shape(**answers):
    """Check shapes: ``check_shape(a=(a, jacobian_a), ...)``, each beside a measured array."""
    for name, (said, measured) in answers.items():
        said = as_shape(said, name)
        want = np.shape(measured)
        if said != want:
            raise NotYet(f"not yet: {name}: {_shape_words(said, len(want), said[::-1] == want)}")
    print(f"holds: {'all ' if len(answers) > 1 else ''}{len(answers)} shapes")


def check_choice(answer, among, right, why=""):
    """Check one choice of several; ``right`` is :func:`sealed`, so reading it tells nothing."""
    answered(answer)
    if answer not in among:
        raise NotYet(f"not yet: {answer!r} is none of {', '.join(among)}")
    if sealed(answer) != right:
        raise NotYet(f"not yet: not {answer}. {why}".rstrip())
    print(f"holds: {answer}")


def sealed(choice):
    """A digest of a choice, for :func:`check_choice`."""
    return hashlib.blake2b(f"course:{choice}".encode(), digest_size=4).hexdigest()


# What a student may have handed in ----------------------------------------------------------------


def _evaluate(answer, question, points, shapes):
    """Call it at every point, with a time limit; every fault becomes one line."""
    got = []
    with _time_limit(SECONDS), warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            function = as_function(answer, question, shapes)
            for point, shape in zip(points, shapes, strict=True):
                got.append(as_array(function(point, shape)))
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
            raise NotYet(f"not yet: {fault(error)}") from None
    return got


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


# What is wrong with it ----------------------------------------------------------------------------


def _right_kind(given, shape, point, plain=False):
    """Raise NotYet for a wrong shape (``plain``: of something that is no Jacobian), or a NaN."""
    size = int(np.prod(shape))
    if given.shape != shape and not (given.size == size == 1):
        if len(shape) == 1 and given.shape in ((1, size), (size, 1)):
            kind = "row" if given.shape[0] == 1 else "column"
            cause = f"a {kind} where a plain array of shape {shape} was meant: J[0]"
        elif len(shape) == 2 and given.ndim <= 2 and not plain:
            cause = shape_cause(given.shape, shape)
        elif len(shape) == 2 and given.shape == shape[::-1]:
            cause = "rows and columns are exchanged"
        elif shape == ():
            cause = "one number was meant; is a sum missing?"
        else:
            cause = f"{shape} was meant"
        raise NotYet(f"not yet: shape {given.shape}: {cause}")
    if not np.all(np.isfinite(given)):
        at = f" at {_show(point)}" if point else ""
        raise NotYet(f"not yet: NaN or infinity{at}: a division by 0, or a logarithm of 0?")


def _cause(question, points, got, want, wrong, mistakes):
    got = [a.reshape(b.shape) for a, b in zip(got, want, strict=True)]
    on_kink = [question.on_kink(point) for point in points]
    if wrong == on_kink and any(on_kink):
        return "wrong branch at the kink: at the tie itself our convention is the slope from below"
    for what, text in mistakes.items():
        form = eval(f"lambda {', '.join(question.shapes)}: {text}", {"np": np})
        if all(_close(a, np.asarray(form(**p), dtype=float).reshape(b.shape))
               for a, b, p in zip(got, want, points, strict=True)):
            return what
    good = sum(not bad for bad in wrong)
    found = layout.cause, answer_cause, layout.lost_sum
    cause = next(filter(None, (one(question, points, got, want) for one in found)), None) or (
        f"right at {good} of {len(wrong)} points only" if good else UNKNOWN)
    first = next(point for point, bad in zip(points, wrong, strict=True) if bad)
    return f"{cause} (for example at {_show(first)})"


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
