"""The look of the plots, and the few pictures that many chapters draw.

Three colours have a meaning, in figures as in the book's boxes: blue is what a rule says, orange
is a step on the way (a derivation, a descent), green is what was measured (data, a check). Line
styles and markers repeat the meaning, so that no figure needs its colours.
"""

import re

import matplotlib.pyplot as plt
import numpy as np
import sympy as sp
from IPython import get_ipython
from matplotlib.patches import FancyBboxPatch
from matplotlib_inline.backend_inline import set_matplotlib_formats

RULE, STEP, MEASURED, QUIET = "#0b69a3", "#c2540a", "#0a7d57", "#7a7f87"


def style():
    """Set the look: vector graphics without a date, transparent, one font, few lines."""
    plt.rcdefaults()
    plt.rcParams.update({
        "figure.figsize": (7.2, 3.4), "figure.constrained_layout.use": True,
        "figure.facecolor": "none", "axes.facecolor": "none", "savefig.facecolor": "none",
        "font.size": 11, "axes.titlesize": 11, "axes.titlelocation": "left",
        "axes.spines.top": False, "axes.spines.right": False, "axes.grid": True,
        "grid.color": "#9aa0a6", "grid.alpha": 0.3, "grid.linewidth": 0.7,
        "axes.prop_cycle": plt.cycler(color=[RULE, STEP, MEASURED, QUIET]),
        "lines.linewidth": 2, "legend.frameon": False, "mathtext.fontset": "cm",
        "svg.hashsalt": "matrixcalculus",
    })
    if get_ipython():
        set_matplotlib_formats("svg", metadata={"Date": None})


def surface(ax, loss, w=(-30, 50), b=(-10, 80), size=41):
    """Draw the level lines of ``loss(w, b)`` in the plane of w and b.

    ``loss`` takes two floats, w in feet per standard deviation of speed and b in feet, and returns
    a float in square feet. ``w`` and ``b`` are ranges (low, high); ``size`` points along each.
    """
    ws, bs = np.linspace(*w, size), np.linspace(*b, size)
    heights = np.array([[loss(one, other) for one in ws] for other in bs])
    low, high = heights.min(), heights.max()
    levels = low + (high - low) * np.linspace(0, 1, 11) ** 2  # closer together near the bottom
    bands = ax.contourf(ws, bs, heights, levels=levels, cmap="Blues_r", alpha=0.35)
    bands.set(edgecolor=QUIET, linewidth=0.6)
    ax.set(xlabel="weight $w$", ylabel="bias $b$")
    ax.grid(False)


def path(ax, positions, label=None, color=STEP, marker="o"):
    """Draw a descent over :func:`surface`, with its start and its end marked.

    ``positions`` has shape (steps + 1, 2): rows (w, b), in the units of the surface.
    """
    ax.plot(*positions.T, color=color, marker=marker, markersize=3, linewidth=1.4, label=label)
    ax.plot(*positions[0], color=color, marker="s", markersize=8, markerfacecolor="none")
    ax.plot(*positions[-1], color=color, marker="*", markersize=13)


def cars(ax, x, y, xlabel="speed (standardised)"):
    """Draw the data: one open green circle per car.

    ``x`` and ``y`` have shape (N,): speeds, standardised unless ``xlabel`` says otherwise, and
    stopping distances in feet.
    """
    ax.plot(x, y, "o", color=MEASURED, markersize=4.5, markerfacecolor="none", label="cars")
    ax.set(xlabel=xlabel, ylabel="distance to stop (ft)")


def losses(ax, values, label=None, color=STEP, linestyle="-"):
    """Draw the loss against the step, on a logarithmic axis.

    ``values`` has shape (steps + 1,), in square feet, each above 0.
    """
    ax.semilogy(values, label=label, color=color, linestyle=linestyle)
    ax.set(xlabel="step", ylabel="loss $C$")


def matrix(ax, values, rows, columns, title="", reach=None):
    """Draw a Jacobian as a picture: a cell per entry, its number inside, zeros left blank.

    ``values`` has shape (m, n); ``rows`` and ``columns`` are lists of m and n labels. ``reach`` is
    the size that has the full colour, the largest entry's if not given.
    """
    values = np.asarray(values, dtype=float)
    reach = reach or np.max(np.abs(values)) or 1
    ax.imshow(np.zeros_like(values), cmap="Greys", vmin=0, vmax=1, alpha=0)
    for row, column in np.ndindex(values.shape):
        value = values[row, column]
        color = RULE if value > 0 else STEP
        strength = 0.15 + 0.55 * abs(value) / reach if value else 0.03
        ax.add_patch(plt.Rectangle(
            (column - 0.46, row - 0.46), 0.92, 0.92, facecolor=color if value else QUIET,
            alpha=strength, edgecolor="none",
        ))
        if value:
            ax.text(column, row, f"{value:.3g}", ha="center", va="center", fontsize=10)
    ax.set_xticks(range(values.shape[1]), columns)
    ax.set_yticks(range(values.shape[0]), rows)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    ax.grid(False)
    ax.set_title(title, pad=8)


def blocks(ax, shapes, titles):
    """Draw arrays as grids of cells side by side.

    ``shapes`` is a list of (rows, columns), ``titles`` a list of as many strings. Raises ValueError
    if there are more of one than of the other.
    """
    left = 0.0
    for (rows, columns), title in zip(shapes, titles, strict=True):
        for row, column in np.ndindex(rows, columns):
            ax.add_patch(plt.Rectangle(
                (left + column, -row - 1), 0.9, 0.9, facecolor=RULE, alpha=0.3, edgecolor=RULE
            ))
        ax.text(left + columns / 2, 0.35, title, ha="center", va="bottom", fontsize=10)
        left += max(columns, 2) + 1.8
    ax.set(xlim=(-0.3, left - 1.4), ylim=(-max(rows for rows, _ in shapes) - 0.3, 1.6))
    ax.set_aspect("equal")
    ax.axis("off")


def neuron_diagram(ax):
    """Draw one artificial neuron: weighted inputs and a bias, summed, then clipped at zero."""
    inputs = [(0, 1.5, "$x_1$", "$w_1$"), (0, 0.5, "$x_2$", "$w_2$"), (0, -0.9, "$x_n$", "$w_n$")]
    for across, up, name, weight in inputs:
        _arrow(ax, (across + 0.3, up), (2.6, 0.3 * up), weight)
        _node(ax, across, up, name, MEASURED)
    ax.text(0, -0.2, "⋮", ha="center", va="center")
    _node(ax, 3.0, -1.6, "$b$", STEP)
    _arrow(ax, (3.0, -1.3), (3.0, -0.45), "")
    _node(ax, 3.0, 0, r"$\sum$", STEP, 0.45)
    _arrow(ax, (3.45, 0), (4.95, 0), "$z$")
    _node(ax, 5.4, 0, "", RULE, 0.45)
    ax.plot([5.1, 5.4, 5.65], [-0.12, -0.12, 0.2], color=RULE)
    _arrow(ax, (5.85, 0), (7.3, 0), "")
    ax.text(7.4, 0, r"$\max(0, z)$", va="center")
    ax.set(xlim=(-0.5, 8.8), ylim=(-2.1, 2))
    ax.set_aspect("equal")
    ax.axis("off")


def _node(ax, across, up, text, color, radius=0.3):
    ax.add_patch(plt.Circle((across, up), radius, facecolor="none", edgecolor=color, linewidth=2))
    ax.text(across, up, text, ha="center", va="center")


def _arrow(ax, start, end, text):
    ax.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": QUIET, "linewidth": 1.4})
    middle = (start[0] + 0.45 * (end[0] - start[0]), start[1] + 0.45 * (end[1] - start[1]))
    ax.text(*middle, text, ha="center", va="bottom")


def dataflow(ax, steps, at=None, moves=None, down=False, width=1.4):
    """Draw a computation as a graph: who feeds whom, and each local derivative on its edge.

    Parameters
    ----------
    steps : list of (symbol, expression)
        The intermediate results in order, each in terms of earlier ones: [(u, x**2), (y, sin(u))].
    at : dict, optional
        ``{x: 1.5}``: values of the inputs; then every node and every edge shows its number too.
    moves : dict, optional
        A text for each node, set outside it: how far the node moves when an input is nudged.
    down : bool
        From top to bottom, for long chains; otherwise from left to right.
    width : float
        Of a node, in units of the axes; they are inches if the figure is as large as the graph.
    """
    values, level, height = dict(at or {}), {}, 0.72 if at else 0.5
    for symbol, formula in steps:
        feeds = formula.free_symbols
        level.update({feed: 0 for feed in feeds if feed not in level})
        level[symbol] = 1 + max(level[feed] for feed in feeds)
        if at:
            values[symbol] = float(formula.subs(values))
    gap = 0.6 if down else 0.85
    half = (width / 2, height / 2)
    places = {symbol: (0, -number * (height + gap)) if down else (number * (width + gap), 0)
              for symbol, number in level.items()}
    formulas = dict(steps)
    for symbol, place in places.items():
        name = sp.latex(symbol)
        if symbol in formulas:
            name += f" = {_formula(formulas[symbol])}"
        text = f"${name}$" + (f"\n${values[symbol]:.3g}$" if at else "")
        _box(ax, place, half, text, RULE if symbol in formulas else MEASURED)
        if moves:
            beside = (place[0] + half[0] + 0.12, place[1]) if down else (
                place[0], place[1] - half[1] - 0.1)
            ax.text(*beside, moves[symbol], color=MEASURED, fontsize=13,
                    ha="left" if down else "center", va="center" if down else "top")
    for symbol, formula in steps:
        for feed in sorted(formula.free_symbols, key=str):
            local = formula.diff(feed)
            lines = [f"${_formula(local)}$"]
            if at and local.free_symbols:
                lines.append(f"${float(local.subs(values)):.3g}$")
            around = level[symbol] - level[feed] > 1
            _edge(ax, places[feed], places[symbol], half, lines, down, around)
    bent = any(level[one] - level[feed] > 1 for one, formula in steps
               for feed in formula.free_symbols)
    last, room = max(level.values()), 0.25 if moves else 0.0
    if down:
        ax.set(xlim=(-half[0] - 0.1 - bent, max(half[0] + (1.7 if moves else 0.1), 1.5)),
               ylim=(-last * (height + gap) - half[1] - 0.1, half[1] + 0.1))
    else:
        ax.set(xlim=(-half[0] - 0.1, last * (width + gap) + half[0] + 0.1),
               ylim=(-half[1] - 0.15 - room, half[1] + 0.35 + bent * 0.6))
    ax.set_aspect("equal")
    ax.axis("off")


def _formula(expression):
    """LaTeX that stays legible: no brackets where none are needed, no small fractions."""
    text = sp.latex(expression, ln_notation=True, fold_func_brackets=True)
    # SymPy's derivative of max(0, z); at 0 it says 1/2, which no figure of ours shows.
    text = re.sub(r"\\theta\\left\((.+?)\\right\)", r"\\mathbf{1}[\1 > 0]", text)
    return text.replace(r"\left(", "(").replace(r"\right)", ")").replace(r"\frac", r"\dfrac")


def _box(ax, center, half, text, color):
    """A node: a rounded box with what it computes, and below it its value."""
    corner = (center[0] - half[0] + 0.08, center[1] - half[1] + 0.08)
    for look in ({"facecolor": color, "alpha": 0.1, "linewidth": 0},
                 {"facecolor": "none", "edgecolor": color, "linewidth": 1.6}):
        ax.add_patch(FancyBboxPatch(corner, 2 * half[0] - 0.16, 2 * half[1] - 0.16,
                                    boxstyle="round,pad=0.08", **look))
    ax.text(*center, text, ha="center", va="center", fontsize=15, linespacing=1.3)


def _edge(ax, start, end, half, lines, down, around):
    """An arrow from box to box with its derivative; bent around the boxes that it passes by."""
    if not around:
        tail = (start[0], start[1] - half[1]) if down else (start[0] + half[0], start[1])
        head = (end[0], end[1] + half[1]) if down else (end[0] - half[0], end[1])
        style, middle = "arc3", ((tail[0] + head[0]) / 2, (tail[1] + head[1]) / 2)
        beside = (middle[0] + 0.12, middle[1]) if down else (middle[0], middle[1] + 0.06)
        text, align = (" = ".join(lines) if down else "\n".join(lines)), ("left", "center")
    elif down:
        tail, head = (start[0] - half[0], start[1]), (end[0] - half[0], end[1])
        style, text = "arc3,rad=0.5", "\n".join(lines)
        middle = (tail[0] - 0.25 * (tail[1] - head[1]), (tail[1] + head[1]) / 2)
        beside, align = (middle[0] - 0.1, middle[1]), ("right", "center")
    else:
        tail, head = (start[0], start[1] + half[1]), (end[0], end[1] + half[1])
        style, text = "arc3,rad=-0.25", "\n".join(lines)
        middle = ((tail[0] + head[0]) / 2, tail[1] + 0.125 * (head[0] - tail[0]))
        beside, align = (middle[0], middle[1] + 0.06), ("center", "bottom")
    if not (down or around):
        align = ("center", "bottom")
    ax.annotate("", head, tail, arrowprops={
        "arrowstyle": "-|>", "color": QUIET, "linewidth": 1.6, "shrinkA": 2, "shrinkB": 2,
        "mutation_scale": 14, "connectionstyle": style})
    ax.text(*beside, text, color=STEP, fontsize=14, ha=align[0], va=align[1], linespacing=1.3)
