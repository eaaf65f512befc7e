"""The workbook: a reader derives something line by line, and each line is judged.

    <!-- workbook 13-loss -->     a task of book/workbook.yml
    <!-- workbook -->             all of them, and what Derive is about

Without a script there is the task, and its worked derivation in a fold.
"""

import json
from html import escape

from course.site import marks, parts
from course.site.workbook import FILE, tasks
from matrixcalculus.tensor.notation import Latex
from matrixcalculus.tensor.written import formula

HOW = (
    "One line a step, and <kbd>Enter</kbd>: a name for a part (<code>z = X @ w</code>); how the "
    "value changes (<code>dL = 2 * z' @ dz</code>); last the derivative, <code>J = ...</code> with "
    "rows as outputs, or <code>grad = ...</code> shaped like the argument. <code>@</code> is the "
    "product, <code>*</code> goes entry by entry, <code>'</code> transposes. In an empty line "
    "<kbd>↑</kbd> copies the line above. The tiles below the lines are clicked or dragged into "
    "one.")


@marks.register("workbook", reads=[FILE, "matrixcalculus/tensor/*.py"])
def the_workbook(app, docname, argument):
    """Markdown: the task, the place of the lines, the worked derivation."""
    known = tasks()
    if argument and argument not in known:
        raise ValueError(f"no task {argument!r}; cure: one of {', '.join(known)}, or describe it "
                         f"in {FILE}")
    if argument:
        one = known[argument]
        return page(f"Derive it yourself: {one.title}", [one], one.says + asked(one),
                    worked(one, "A worked derivation"))
    folds = "\n\n".join(f"{worked(one, f'{one.title}: a worked derivation')}"
                        for one in known.values())
    return page("Derive it yourself", list(known.values()), "", raw(
        '<div class="tasks-without">') + folds + "\n\n" + raw("</div>"))


def asked(one):
    """In which layout, said once."""
    words = {"jacobian": "", "gradient": " The last line begins with `grad =`.",
             "differential": f" The last line begins with `d{one.letter} =`."}
    return words[one.goal] or " The last line begins with `J =`."


def page(title, listed, says, rest):
    data = json.dumps([one.data for one in listed]).replace("</", "<\\/")
    return (raw(parts.opening("workbook") + f'<div class="part" role="group" '
                f'aria-label="{escape(title)}"><p class="part-title">{escape(title)}</p>')
            + says + "\n\n"
            + raw(f'<p class="how">{HOW}</p><div class="sheet"></div>') + rest + "\n\n"
            + raw(f'<script type="application/json" class="tasks">{data}</script></div></div>'))


def raw(html):
    return f"```{{raw}} html\n{html}\n```\n\n"


def worked(one, title):
    """The derivation, in a fold."""
    book = one.worked()
    lines = "\n".join(
        f"{number}. ${formula(book, verdict.line, Latex())}$, typed `{line['line']}`: "
        f"{line['because']}." for number, (verdict, line) in enumerate(
            zip(book.verdicts, one.way, strict=True), 1))
    opened = raw(f'<details class="worked"><summary>{escape(title)}</summary>')
    return opened + lines + "\n\n" + raw("</details>")
