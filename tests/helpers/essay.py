"""A chapter of the small book in the form of an essay: each part that a page may have, once."""

from matrixcalculus.evidence import Evidence

NAME = "07-scalar-expansion"
HEADER = """# An essay

<!-- chain z-a a-e -->

:::{admonition} About this chapter
:class: about dropdown

**Objectives.** After this chapter you can

- **say** it (Q07-1).

**Prerequisites.** None.

**In the paper.** "A section".
:::
"""
OPENING = r"""The opening, with a question, and long enough to be the first sentence of it all.

<!-- question Q07-2 -->

:::{derivation} R-sadd-x R-sadd-z

$$
\frac{\partial y_i}{\partial x_j}
$$
is what entry $(i, j)$ of the Jacobian means.

$$
= \frac{\partial}{\partial x_j}(x_i + z)
$$
because output $i$ adds $z$ to entry $i$.
:::

:::{prf:rule} A rule
:label: R-sadd-x

$$
\underbrace{\frac{\partial \mathbf y}{\partial \mathbf x}}_{n \times n} = I
$$

**Shape** $n \times n$. **Domain** all.
:::
"""
EXAMPLE = r"""An example without a box of its own, and a rule that is known as it is used.

:::{predict}
Which entries must be zero, whatever $F$ is?

- (a) those off the diagonal, $i \ne j$
- (b) those on it
:::
"""
SHOWN = "The secret is a diagonal."
ANSWER = """:::{because} a
You saw zeros, because of the reason; (b) tempts.
:::

:::{predict} value
How many are there?
:::
"""
NUMBER = """There are twelve of them in sight.

:::{because} 12
Three times four.
:::
"""
AXES = """:::{predict} draw
:area: 0.1 0.9 0.2 0.8
How does it go on?
:::
"""
CURVE = """:::{because} curve
It rises, as it must.
:::

## Train the neuron

## In short

## With a pencil

<!-- questions -->
"""
FOUND = Evidence(
    id="R-sadd-x", shape=("n", "n"), sizes=("n",), entry="δ_ij·∂F(w_i, x_i)/∂w_i", about="law",
    unknown=("F",), instance="F(a, b) = b^3·sin(a)", drawn=3, points=60,
    numeric_error_below=1e-14, autodiff_error_below=1e-14, exact={
        "points": 3, "sides": "", "bound": "2^-170"},
    mutants=tuple({"form": f"wrong form {k}", "by": "value"} for k in range(5)),
    not_independent=("symbolic", "autodiff"), versions={"sympy": "1"})
PICTURE = ('<svg xmlns="http://www.w3.org/2000/svg" width="300pt" height="200pt" '
           'viewBox="0 0 300 200"><rect x="30" y="40" width="240" height="120" fill="none" '
           'stroke="black"/>{}</svg>')
TRUE = '<path d="M30 160 L270 40" stroke="black"/>'


def cells():
    return _numbered([
        text(HEADER), code("import numpy as np", "setup"), text(OPENING),
        code("verify(Rule('R-sadd-x'))", "evidence", found(FOUND)),
        text(EXAMPLE), code("# SymPy agrees, for every $n$\n1 + 1", "machine", said("2")),
        text(SHOWN), text(ANSWER), text(NUMBER),
        code("verify(Rule('square'))", "evidence", found(Evidence(
            id="square", shape=("1", "1"), entry="2·x", about="law"))),
        figure("axes", ""), text(AXES), figure("truth", TRUE), text(CURVE)])


def text(source):
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def code(source, tag=None, *outputs, **metadata):
    return {"cell_type": "code", "metadata": {**metadata, **({"tags": [tag]} if tag else {})},
            "source": source, "execution_count": None, "outputs": list(outputs)}


def said(words):
    return {"output_type": "stream", "name": "stdout", "text": words}


def found(evidence):
    return {"output_type": "display_data", "metadata": {}, "data":
            evidence._repr_mimebundle_()}


def figure(name, inside):
    return code(f"draw({name!r})", "plot", {
        "output_type": "display_data", "metadata": {},
        "data": {"image/svg+xml": PICTURE.format(inside), "text/plain": "<Figure>"},
    }, mystnb={"figure": {"caption": f"The figure {name}.", "name": f"fig-{name}"},
               "image": {"alt": f"A picture of {name}, and what is in it."}})


def _numbered(found):
    for number, cell in enumerate(found):
        cell["id"] = f"e{number}"
    return found
