"""The Sphinx extension of the book: everything that its pages need beyond Jupyter Book.

Sphinx calls ``setup`` once; each module says in its own ``connect`` what it listens to.
"""

import shutil
from pathlib import Path

from course.site import (
    exercises,
    frame,
    marks,
    misconceptions,  # noqa: F401 (registers a mark)
    parts,
    patches,
    previews,
    publish,
    questions,
    reference,
)
from course.site.parts import playground, shapes, stepper  # noqa: F401 (each registers a mark)

HERE = Path(__file__).parent
SERVED = {"vendor": "vendor/**/*", "parts": "parts/*.[cj]s*"}  # folder of _static: files of ours


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
    for module in (patches, frame, previews, publish, marks, parts, reference, exercises,
                   questions):
        module.connect(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
