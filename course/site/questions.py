"""Questions with reasons: every chapter gets those of ``book/questions/`` by itself.

``{questions} 06-elementwise`` stands for the questions of a chapter, ``{questions} all`` for the
whole bank, hidden until one is due. A chapter that has a file gets its own before "In one line",
or at its end. A fault in a file stops the build.

Without JavaScript a question shows its answer and its reasons behind one click. With it (see
``questions.js``) the reasons that stand there are shown as an answer calls for them.
"""

import json
import re
from html import escape
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from course import PARTS, part_of
from course.bank import read as questions
from course.site.parts import Interactive

SECTION = """## Questions with reasons

Predict before you look: each answer, right or wrong, gets its own reason. What you miss comes back
on the page {{doc}}`Due today </book/review>`.

:::{{questions}} {name}
:::
"""
LETTERS = "ABCDEFGH"
REVIEW = "book/review"
WITHOUT_SCRIPT = (
    "With JavaScript, this page shows the questions that are due, to be answered here. Without "
    "it, each chapter's <em>Questions with reasons</em> show their answers and reasons after one "
    "click: note those you missed, and ask yourself again tomorrow, and 3, 7 and 21 days later.")


class QuestionsDirective(SphinxDirective):
    """``:::{questions} 06-elementwise``, or ``all``."""

    required_arguments = 1

    def run(self):
        root, name = Path(self.env.srcdir), self.arguments[0]
        review = name == "all"
        paths = [path for path in questions.paths(root) if review or path.stem == name]
        if not paths and not review:
            raise self.error(f"there is no {questions.FOLDER}/{name}.yml")
        place = Interactive(part="questions")
        place += _raw(f'<div class="question-set{" review" if review else ""}">')
        if review:
            place += _raw(f'<p class="without-script">{WITHOUT_SCRIPT}</p>')
        for path in paths:
            self.env.note_dependency(str(path))
            self.env.note_dependency(str(root / "CONTRIBUTING.md"))  # names of misconceptions
            for question in questions.load(path, root):
                place += self.form(question, review)
        place += _raw("</div>")
        return [place]

    # A question is a form: what is asked, what can be entered, where feedback will stand, reasons.

    def form(self, one, hidden):
        data = {"kind": one.kind, "chapter": one.chapter[:2], "answer": _answer(one)}
        if one.kind == "numeric":
            data["tolerance"] = one.tolerance
        attributes = "".join(f' data-{name}="{escape(str(value))}"' for name, value in data.items())
        spoken = f' aria-label="{escape(f"{one.title}. {one.words}")}"' if one.words else ""
        group = spoken or f' aria-describedby="{one.id}-ask"'
        return [
            _raw(f'<form class="question" id="{one.id}" action="#{one.id}" autocomplete="off"'
                 f'{attributes}{" hidden" if hidden else ""}>\n<fieldset{group}>'
                 f'<legend><span class="number">{one.id}</span> '),
            *self.text(one.title), _raw(f'</legend>\n<div class="ask" id="{one.id}-ask">'),
            *self.text(one.ask, block=True), _raw("</div>\n"),
            *getattr(self, "_" + one.kind.replace("-", "_"))(one),
            _raw('</fieldset>\n<div class="feedback" role="status" aria-live="polite"></div>\n'
                 '<details class="reasons"><summary>Answer and reasons</summary>\n'),
            *self.reasons(one), *self.rules(one), *self.link(one, hidden),
            _raw("</details></form>\n"),
        ]

    def text(self, text, block=False):
        """Markdown as nodes; a single paragraph without its frame, unless ``block``."""
        frame = nodes.Element()
        lines = StringList(text.strip().splitlines(), questions.FOLDER)
        self.state.nested_parse(lines, self.content_offset, frame)
        alone = len(frame) == 1 and isinstance(frame[0], nodes.paragraph)
        return [nodes.inline("", "", *frame[0])] if alone and not block else frame.children

    def labelled(self, one, kind, mark):
        """A radio button or box for each part, its text beside it."""
        for k, part in enumerate(one.parts):
            name = mark(k)
            spoken = f' aria-label="{escape(f"{name}: {part.words}")}"' if part.words else ""
            yield _raw(f'<label class="choice"><input type="{kind}" name="{one.id}" value="{k}"'
                       f'{spoken}><span class="letter">{name}</span><span class="text">')
            yield from self.text(part.text)
            yield _raw("</span></label>\n")

    def _choose(self, one):
        return self.labelled(one, "radio", LETTERS.__getitem__)

    def _choose_several(self, one):
        yield _raw('<p class="how">All that hold:</p>')
        yield from self.labelled(one, "checkbox", LETTERS.__getitem__)

    def _wrong_line(self, one):
        yield _raw('<p class="how">One line is wrong. Which?</p>')
        yield from self.labelled(one, "radio", lambda k: f"Line {k + 1}")

    def _numeric(self, one):
        yield _raw('<label class="entry">Your number <input type="number" step="any"></label>\n')

    def _shape(self, one):
        for name in ("Rows", "Columns"):
            yield _raw(f'<label class="entry">{name} <input type="number" min="1" step="1">'
                       "</label>\n")

    def _order(self, one):
        yield _raw('<p class="how">Bring the steps into their order:</p><ol class="steps">')
        for letter, k in zip(LETTERS, one.shuffled(), strict=False):
            part = one.parts[k]
            spoken = f' aria-label="{escape(f"{letter}: {part.words}")}"' if part.words else ""
            yield _raw(f'<li data-step="{k}" data-letter="{letter}"{spoken}>'
                       f'<span class="letter">{letter}</span><span class="text">')
            yield from self.text(part.text)
            yield _raw("</span></li>\n")
        yield _raw("</ol>\n")

    # The reasons: each says for which answer it stands.

    def reasons(self, one):
        for case, verdict, text, thought in _reasons(one):
            yield _raw(f'<div class="reason" data-case="{escape(str(case))}">'
                       f"<strong>{escape(verdict)}</strong> ")
            yield from self.text(text)
            if thought:
                yield _raw('<p class="thought">')
                yield from self.text(_thought(thought, Path(self.env.srcdir)))
                yield _raw("</p>")
            yield _raw("</div>\n")

    def rules(self, one):
        titles = questions.labels(Path(self.env.srcdir))
        links = [f"{{prf:ref}}`{name}`" if "$" in titles[name] or not titles[name] else
                 f"{{prf:ref}}`{titles[name]} <{name}>`" for name in one.rules]
        yield _raw('<p class="rules">')
        yield from self.text("To read again: " + ", ".join(links) + ".")
        yield _raw("</p>")

    def link(self, one, hidden):
        if hidden:
            yield _raw(f'<p class="home"><a href="paper/{one.chapter}.html#{one.id}">'
                       f"{one.id} in chapter {int(one.chapter[:2])}</a></p>")


def _raw(html):
    return nodes.raw("", html, format="html")


def _answer(one):
    if one.kind == "shape":
        return ",".join(map(str, one.answer))
    if one.kind == "numeric":
        return one.answer
    chosen = "wrong" if one.kind == "wrong-line" else "right"
    return ",".join(str(k) for k, part in enumerate(one.parts) if getattr(part, chosen))


def _reasons(one):
    """For which answer, the verdict, why, and the misconception behind it."""
    if one.kind.startswith("choose"):
        right, wrong = {"choose": ("{} is right:", "Not {}:"),
                        "choose-several": ("{} holds:", "{} does not hold:")}[one.kind]
        for k, part in enumerate(one.parts):
            verdict = right if part.right else wrong
            yield k, verdict.format(LETTERS[k]), part.why, part.misconception
    elif one.kind == "wrong-line":
        for k, part in enumerate(one.parts):
            verdict = "is the wrong one:" if part.wrong else "holds:"
            why = f"{part.why} As it should be: {part.correct}" if part.wrong else part.why
            yield k, f"Line {k + 1} {verdict}", why, part.misconception
    elif one.kind == "order":
        letters = dict(zip(one.shuffled(), LETTERS, strict=False))
        right = ", ".join(letters[k] for k in range(len(one.parts)))
        yield "right", f"In order: {right}.", one.why, ""
        for k, part in enumerate(one.parts):
            yield k, f"{letters[k]}:", part.why, ""
        yield "thought", "If another step seemed to come first:", "", one.misconception
    else:
        shown = " × ".join(map(str, one.answer)) if one.kind == "shape" else f"{one.answer:.10g}"
        yield "right", f"{shown} is right:", one.why, ""
        for part in one.parts:
            shape = one.kind == "shape"
            case = ",".join(map(str, part.value)) if shape else part.value
            value = " × ".join(map(str, part.value)) if shape else f"{part.value:.10g}"
            yield case, f"Not {value}:", part.why, part.misconception
        yield "otherwise", "Any other:", one.otherwise, ""


def _thought(name, root):
    said = questions.misconceptions(root).get(name)
    return f"The thought behind it: {said} ({name})." if said else f"A known thought: {name}."


# How a chapter gets them -------------------------------------------------------------------------


def with_questions(text, name):
    """The text of a cell with the questions before "In one line", or None if it is not there."""
    before, *after = re.split(r"^(?=## In one line)", text, maxsplit=1, flags=re.M)
    return f"{before}{SECTION.format(name=name)}\n{after[0]}" if after else None


def with_questions_in_notebook(source, name):
    """The same for the JSON of a notebook."""
    notebook = json.loads(source)
    texts = [cell for cell in notebook["cells"] if cell["cell_type"] == "markdown"]
    for cell in texts:
        more = with_questions("".join(cell["source"]), name)
        if more:
            cell["source"] = more
            break
    else:
        last = texts[-1]
        last["source"] = "".join(last["source"]).rstrip() + "\n\n" + SECTION.format(name=name)
    return json.dumps(notebook)


def _insert(app, docname, source):
    name = docname.rpartition("/")[2]
    path = Path(app.srcdir) / questions.FOLDER / f"{name}.yml"
    if part_of(docname) and path.exists() and app.env.doc2path(docname).endswith(".ipynb"):
        source[0] = with_questions_in_notebook(source[0], name)


def _stop_at_faults(app):
    found = questions.problems(Path(app.srcdir))
    if found:
        raise ExtensionError("the question bank has faults:\n" + "\n".join(found))


def _other_files(app, env, added, changed, removed):
    """A chapter whose file is new or gone is read again, and so is the page of all questions."""
    now = {path.stem for path in questions.paths(Path(app.srcdir))}
    moved = now ^ getattr(env, "course_questions", now)
    env.course_questions = now
    pages = [f"{part.folder}/{stem}" for part in PARTS for stem in moved]
    pages += [REVIEW] if moved else []
    return [page for page in pages if page in env.found_docs]


def setup(app):
    app.add_directive("questions", QuestionsDirective)
    app.connect("builder-inited", _stop_at_faults)
    app.connect("source-read", _insert)
    app.connect("env-get-outdated", _other_files)
