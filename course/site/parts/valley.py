"""The valley of the step: the error of a measured slope against the step, as the machine makes it.

    <!-- valley -->

Two functions of which everything is known, and which take nothing but sums, products and a
comparison, so that every machine rounds them alike, in double and in single precision:

    x^3 at 1, slope 3           a forward step measures 3 + 3h + h^2, a central one 3 + h^2,
                                a complex one 3 - h^2
    max(0, z) at 0.002, slope 1     a central step h > z measures (z + h) / 2h, all others 1

What the estimate differs from these by is rounding. All is drawn here for the start; ``valley.js``
computes it anew for another step, function, method or precision.
"""

import numpy as np

from course.site import marks, parts
from course.site.parts import drawing

STEPS = [f"{m}e{k}" for k in range(-16, 0) for m in (1, 1.5, 2, 3, 5, 7)] + ["1e0"]
START = "5e-1"
FLOOR = 1e-17  # an error below it, zero among them, is drawn there
VALLEY = drawing.Plane(-18.4, 0.6, -18.6, 1.2, 360, 300)  # powers of ten
LENS = drawing.Plane(-1.5, 1.5, -1.5, 2.5, 240, 300)  # in steps; upwards, times the slope


def cube(x):
    return x * x * x


def gate(z):
    return z if z > 0 else 0 * z


FUNCTIONS = {"cube": (cube, 1, 3), "gate": (gate, 0.002, 1)}  # with the place and the slope there
METHODS = ("forward", "central", "complex")
PRECISIONS = {"double": np.float64, "single": np.float32}


def estimate(name, method, step, number=np.float64):
    """The slope as it is measured, with every operation rounded to this kind of number."""
    function, place, _ = FUNCTIONS[name]
    x, h = number(place), number(step)
    if method == "forward":
        return (function(x + h) - function(x)) / h
    if method == "central":
        return (function(x + h) - function(x - h)) / (number(2) * h)
    square, cross = x * x - h * h, x * h + h * x  # of x + ih
    return (square * h + cross * x if name == "cube" else h if x > 0 else 0 * h) / h


def formula(name, method, step, number=np.float64):
    """By how much the method would be off if nothing were rounded but the place and the step."""
    h = float(number(step))
    if name == "cube":
        return {"forward": 3 * h + h * h, "central": h * h, "complex": -h * h}[method]
    z = float(number(FUNCTIONS[name][1]))
    return (z - h) / (2 * h) if method == "central" and h > z else 0


def error(name="cube", method="central", step=START, number=np.float64):
    """The relative error of the estimate."""
    slope = FUNCTIONS[name][2]
    return abs(float(estimate(name, method, step, number)) - slope) / slope


# The pictures ------------------------------------------------------------------------------------


def power(text):
    """The number 8.3e-2 as 8.3 · 10⁻², in HTML."""
    digits, exponent = text.split("e")
    return f"{digits} · 10<sup>{int(exponent)}</sup>".replace("-", "−") if float(text) else "0"


def _dots(step_and_error):
    return [(np.log10(float(step)), np.log10(max(size, FLOOR))) for step, size in step_and_error]


def _ticks():
    """The powers of ten at both edges."""
    made = ""
    for exponent in (16, 12, 8, 4, 0):
        text = f'10<tspan class="index" dy="-5">−{exponent}</tspan>' if exponent else "1"
        x, y = VALLEY.at((-exponent, -exponent))
        made += f'<text class="tick" x="{x:.0f}" y="{VALLEY.height - 5}">{text}</text>'
        if exponent < 16:
            made += f'<text class="tick" x="24" y="{y + 5:.0f}">{text}</text>'
    return made


def valley():
    """Error against step: the curve, its two parts as they were derived, and the chosen step."""
    line = lambda kind, points: f'<path class="{kind}" d="{VALLEY.path(points)}"/>'
    derived = lambda kind, of: line(kind, [(np.log10(float(step)), np.log10(of(float(step))))
                                           for step in (STEPS[0], STEPS[-1])])
    [here] = _dots([(START, error())])
    return (
        VALLEY.frame() + _ticks()
        + derived("formula", lambda step: formula("cube", "central", step) / 3)
        + derived("rounding", lambda step: 2.0**-53 / step / 3)
        + line("error", _dots((step, error(step=step)) for step in STEPS))
        + line("here", [(here[0], -20), (here[0], 20)])
        + f'<text class="quiet" x="320" y="{VALLEY.height - 26}">step →</text>'
          '<text class="quiet" x="66" y="16">↑ error</text>' + drawing.handle(VALLEY.at(here)))


def lens():
    """The curve within 1.5 steps, as the machine has it, and a line with the measured slope."""
    h, t = float(START), np.linspace(-1.5, 1.5, 121)
    scaled = lambda t: (cube(1 + t * h) - 1) / (3 * h)
    rise, ends = estimate("cube", "central", START) / 3, np.array([-1.5, 1.5])
    line = np.stack([ends, scaled(1) + rise * (ends - 1)], axis=1)
    dot = ('<defs><marker id="valley-end" viewBox="0 0 12 12" refX="6" refY="6" markerWidth="12" '
           'markerHeight="12" markerUnits="userSpaceOnUse"><circle cx="6" cy="6" r="5"/></marker>'
           "</defs>")
    names = "".join(f'<text class="tick" x="{LENS.at((at, 0))[0]:.0f}" y="{LENS.height - 6}">{text}'
                    "</text>" for at, text in ((-1, "− h"), (0, "here"), (1, "+ h")))
    return (dot + LENS.frame() + names
            + f'<path class="tangent" d="{LENS.path([(-1.5, -1.5), (2, 2)])}"/>'
            f'<path class="curve" d="{LENS.path(np.stack([t, scaled(t)], axis=1))}"/>'
            f'<path class="line" d="{LENS.path(line)}"/>'
            f'<path class="ends" marker-start="url(#valley-end)" marker-end="url(#valley-end)" '
            f'd="{LENS.path([(at, scaled(at)) for at in (-1, 1)])}"/>')


# The part ----------------------------------------------------------------------------------------


def numbers():
    """The values, the estimate and the two parts of its error, at the start."""
    h, found = float(START), estimate("cube", "central", START)
    off = formula("cube", "central", START)
    rows = [("first", "<i>f</i>(1 + <i>h</i>)", f"{cube(1 + h):#.17g}"),
            ("second", "<i>f</i>(1 − <i>h</i>)", f"{cube(1 - h):#.17g}"),
            ("found", "measured slope", f"{found:#.17g}"), ("true", "true slope", "3"),
            ("off", "error of the formula", power(f"{off:.1e}")),
            ("rounded", "error of the rounding", power(f"{found - 3 - off:.1e}"))]
    cells = "".join(f'<tr class="{kind}"><th scope="row">{name}</th><td>{text}</td></tr>'
                    for kind, name, text in rows)
    return (f'<table class="values"><tbody>{cells}</tbody></table><p class="reads">Step '
            f'{power(START)}, relative error {power(f"{error():.1e}")}. The formula rules: the '
            "curve bends away from the line through the two ends.</p>")


def part():
    """The HTML of the part."""
    opens = parts.head(
        "The valley of the step",
        "Drag the step <i>h</i> over sixteen powers of ten. The left picture shows the error that "
        "your machine makes with it, the right one the curve under a lens as wide as three steps.",
        "Which step has the smallest error with a central difference, in double and in single "
        "precision? Compare it with the cube root of ε.")
    panels = [
        ("Relative error against the step. Dashed: the two parts that were derived",
         VALLEY.svg(valley(), "The error of a measured slope against the step, both in powers of "
                    "ten: a valley, and the chosen step", "errors")),
        ("Under the lens: the curve, the measured slope, and dashed the true one",
         LENS.svg(lens(), "The curve around the place, magnified so that the step has always the "
                  "same length", "lens"))]
    drawn = "".join(f'<div class="panel"><p class="panel-title">{title}</p>{picture}</div>'
                    for title, picture in panels)
    return (f'<div class="part" role="group" aria-label="The valley of the step">{opens}'
            f'<div class="panels">{drawn}</div>{numbers()}</div>')


@marks.register("valley")
def the_valley(app, docname, argument):
    """``<!-- valley -->``: the error of a measured slope, for Chapter 16."""
    marks.alone(argument)
    return parts.place("valley", part())
