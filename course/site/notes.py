"""The page of what a reader's browser keeps: the mark ``<!-- notes -->``."""

import json
from html import escape

from course.site import marks, parts, questions

WITHOUT_SCRIPT = ("Without JavaScript nothing is kept: answers and predictions are there to be "
                  "opened, and no more.")


@marks.register("notes")
def the_notes(app, docname, argument):
    """What is kept, shown, saved, read back and deleted by ``notes.js``."""
    marks.alone(argument)
    chapters = escape(json.dumps(questions.asked(app, docname)))
    return parts.place("notes", f'<div class="my-notes" data-chapters="{chapters}">'
                                f'<p class="without-script">{WITHOUT_SCRIPT}</p></div>')
