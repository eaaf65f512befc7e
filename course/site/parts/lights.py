"""One symbol lights up wherever it stands: in formulas, in the chain, in code, in pictures.

    <!-- lights -->                  every letter of the book
    <!-- lights s z e q C w b -->    those that mean on this page what the table says

The mark brings the table of letters (book/reference/letters.yml) into a page; ``lights.js`` finds
the symbols when a reader points at one, focuses it in the chain strip, or taps it.
"""

import json
from pathlib import Path

import yaml

from course.site import marks, parts

LETTERS = "book/reference/letters.yml"
GREEK = {"eta": "η", "beta": "β", "lambda": "λ", "theta": "θ"}
FOR_EACH = ("v", "s", "z", "a", "y", "e", "q")  # of these there is one for every example


def letters(groups):
    """What the script looks up: [glyph, bold, code, meaning, shape] of every single letter."""
    found = []
    for one in (letter for group in groups for letter in group["letters"]):
        name = one["letter"].removesuffix("-vector")
        glyph = GREEK.get(name, name)
        if len(glyph) == 1:
            bold = str(one["latex"]).startswith("\\mathbf")
            found.append([glyph, bold, one["code"], one["meaning"], _shape(one["shape"])])
            if glyph in FOR_EACH:
                found.append([glyph, True, one["code"], one["meaning"],
                              "one number for each car, shape N × 1"])
    return found


def _shape(shape):
    text = str(shape).replace("\\times", "×").replace("\\ ", " or ").replace(",", "")
    return "a number" if shape == 1 else f"shape {text}"


@marks.register("lights", reads=[LETTERS])
def the_lights(app, docname, argument):
    """``<!-- lights s z -->``: these symbols of the page light up together; all without a name."""
    groups = yaml.safe_load(Path(app.srcdir, LETTERS).read_text(encoding="utf-8"))
    table, named = letters(groups), argument.split()
    if unknown := set(named) - {glyph for glyph, *_ in table}:
        raise ValueError(f"{LETTERS} has no letter {', '.join(sorted(unknown))}; cure: add it "
                         "there, or leave it out")
    chosen = [one for one in table if not named or one[0] in named]
    given = json.dumps(chosen, ensure_ascii=False, separators=(",", ":"))
    given = given.replace("</", "<\\/")
    return parts.place(
        "lights", f'<script type="application/json">{given}</script>')
