"""The Sphinx extension of the book: everything that its pages need beyond Jupyter Book.

Sphinx calls ``setup`` once; each module says in its own ``connect`` what it listens to.
"""

import shutil
from pathlib import Path

from course.site import (
    chain,  # noqa: F401 (registers a mark)
    derivations,
    dropped,
    exercises,
    folds,
    frame,
    inks,
    kept,
    look,
    marks,
    misconceptions,  # noqa: F401 (registers a mark)
    notes,  # noqa: F401 (registers a mark)
    parts,
    patches,
    predictions,
    previews,
    publish,
    questions,
    reference,
    search,
)
from course.site.parts import (  # noqa: F401 (each registers a mark)
    arrays,
    batch,
    derive,
    hillside,
    indices,
    kinks,
    lights,
    paths,
    playground,
    shapes,
    slices,
    square,
    star,
    stepper,
    triangle,
    valley,
    weights,
    workbook,
)

HERE = Path(__file__).parent
SERVED = {  # folder of _static: files of ours
    "vendor": "vendor/jsxgraph/*", "parts": "parts/*.js", "theme": "theme/**/*.[jw]*"}


def _copy_served_files(app):
    """Scripts and libraries that pages fetch when they need them; before any page is written."""
    if app.builder.format != "html":
        return
    for folder, pattern in SERVED.items():
        for path in HERE.glob(pattern):
            if path.is_file():
                target = Path(app.outdir, "_static", folder, path.relative_to(HERE / folder))
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, target)


def setup(app):
    app.connect("builder-inited", _copy_served_files)
    for module in (patches, dropped, frame, look, inks, search, previews, publish, marks, parts,
                   reference, exercises, questions, folds, derivations, predictions, derive, kept):
        module.connect(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
