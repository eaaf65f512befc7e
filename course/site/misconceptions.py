"""The page of the misconceptions: the mark ``<!-- misconceptions -->``."""

from pathlib import Path

from course import PARTS
from course.bank import misconceptions
from course.site import marks


@marks.register("misconceptions", reads=[misconceptions.FILE])
def the_misconceptions(app, docname, argument):
    """Markdown: each with its refutation and a link to the chapter that teaches it."""
    marks.alone(argument)
    return "\n\n".join(entry(one, _chapters(Path(app.srcdir)))
                       for one in misconceptions.read(Path(app.srcdir)).values())


def entry(one, chapters):
    where = f"[Chapter {one.chapter}](/{chapters[one.chapter]})" if one.chapter else (
        "Taught in no chapter yet")
    return (f'<span id="{one.id}"></span>**{one.id}: {one.statement}.** '
            f"{one.refutation} *{where}.*")


def _chapters(root):
    """{6: "book/paper/06-elementwise.ipynb"}"""
    return {int(path.name[:2]): path.relative_to(root).as_posix() for part in PARTS
            for path in (root / part.folder).glob("[0-9]*.ipynb")}
