"""The page of the misconceptions: the mark ``<!-- misconceptions -->``."""

from pathlib import Path

from course import notebooks
from course.bank import misconceptions
from course.site import marks


@marks.register("misconceptions", reads=[misconceptions.FILE])
def the_misconceptions(app, docname, argument):
    """Markdown: each with its refutation and a link to the chapter that teaches it."""
    marks.alone(argument)
    root = Path(app.srcdir)
    return "\n\n".join(entry(one, notebooks.chapter_pages(root))
                       for one in misconceptions.read(root).values())


def entry(one, chapters):
    """The Markdown of one; ``chapters`` are pages by number."""
    where = f"[Chapter {one.chapter}](/{chapters[one.chapter]}.ipynb)" if one.chapter else (
        "Taught in no chapter yet")
    return (f'<span id="{one.id}"></span>**{one.id}: {one.statement}.** '
            f"{one.refutation} *{where}.*")
