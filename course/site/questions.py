"""Questions with reasons: the mark ``<!-- questions -->`` in a chapter, and ``all`` on a page.

In a chapter it stands for the questions of the file of the same name in ``book/questions/``. Each
page that is written leaves its questions in a folder beside the environment; at the end they are
copied as one script a chapter, of which the page of ``all`` fetches those where something is due.
A fault in a file stops the build.

Without JavaScript a question shows its answer and its reasons behind one click. With it (see
``questions.js``) the reasons that stand there are shown as an answer calls for them.
"""

import json
import re
import shutil
from html import escape
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from course import notebooks
from course.bank import faults, misconceptions, read
from course.bank.kinds import Text
from course.site import marks, parts

SECTION = """## Questions with reasons

Predict before you look: each answer, right or wrong, gets its own reason. What you miss comes back
on the page {{doc}}`Due today </book/review>`.

:::{{questions}} {name}
:::
"""
OF_ALL = {"book/review", "book/your-data"}  # pages that know all questions
WITHOUT_SCRIPT = (
    "With JavaScript, this page shows the questions that are due, to be answered here. Without "
    "it, each chapter's <em>Questions with reasons</em> show their answers and reasons after one "
    "click: note those you missed, and ask yourself again tomorrow, and 3, 7 and 21 days later.")
CARD = re.compile(r'<section class="question".*?</section>', re.S)


# On the page of a chapter ------------------------------------------------------------------------


class QuestionsDirective(SphinxDirective):
    """``:::{questions} 06-elementwise``, and ``:::{questions} 06-elementwise Q06-2``: only it.

    Without a name, those that stand elsewhere on the page are left out.
    """

    required_arguments = 1
    optional_arguments = 1

    def run(self):
        self.root = Path(self.env.srcdir)
        self.known = misconceptions.read(self.root)
        name, *only = self.arguments
        path = self.root / read.FOLDER / f"{name}.yml"
        for file in (path, self.root / misconceptions.FILE):
            self.env.note_dependency(str(file))
        elsewhere = inline(Path(self.env.doc2path(self.env.docname)))
        for one in {one for one in elsewhere if elsewhere.count(one) > 1}:
            file = self.env.doc2path(self.env.docname, base=False)
            raise ExtensionError(f"{file}: the question {one} stands here twice; cure: delete one")
        chosen = [one for one in read.load(path, self.root)
                  if (one.id in only if only else one.id not in elsewhere)]
        cards = [node for one in chosen for node in self.card(one)]
        kind = "question-set inline" if only else "question-set"
        return [_raw(f'{parts.opening("questions")}<div class="{kind}">'), *cards,
                _raw("</div></div>\n")]

    # A question: what is asked, what can be entered (a script makes a form of it), where feedback
    # will stand, reasons.

    def card(self, one):
        data = {"judge": one.judge, "asked": one.asked(), "answer": one.answer()}
        attributes = "".join(f' data-{name}="{escape(value)}"' for name, value in data.items())
        spoken = f' aria-label="{escape(f"{one.title}. {one.words}")}"' if one.words else ""
        group = spoken or f' aria-describedby="{one.id}-ask"'
        return [
            _raw(f'<section class="question" id="{one.id}"{attributes}>\n'
                 f'<div class="form"><fieldset{group}>'
                 f'<legend><span class="number">{one.id}</span> '),
            *self.text(one.title),
            _raw(f' <span class="state"></span></legend>\n<div class="ask" id="{one.id}-ask">'),
            *self.text(one.ask, block=True), _raw("</div>\n"), *self.controls(one),
            _raw('</fieldset></div>\n'
                 '<div class="feedback" role="status" aria-live="polite"></div>\n'
                 '<details class="reasons"><summary>Answer and reasons</summary>\n'),
            *self.reasons(one), *self.rules(one), _raw("</details></section>\n"),
        ]

    def text(self, text, block=False):
        """Markdown as nodes; a single paragraph without its frame, unless ``block``."""
        frame = nodes.Element()
        lines = StringList(text.strip().splitlines(), read.FOLDER)
        self.state.nested_parse(lines, self.content_offset, frame)
        alone = len(frame) == 1 and isinstance(frame[0], nodes.paragraph)
        return [nodes.inline("", "", *frame[0])] if alone and not block else frame.children

    def controls(self, one):
        for piece in one.controls():
            yield from self.text(piece) if isinstance(piece, Text) else [_raw(piece)]

    def reasons(self, one):
        """Each says for which answer it stands."""
        for case, verdict, why, thought in one.reasons():
            yield _raw(f'<div class="reason" data-case="{escape(str(case))}">'
                       f"<strong>{escape(verdict)}</strong> ")
            yield from self.text(why)
            if thought:
                yield _raw('<p class="thought">')
                said = f"What is behind it: {self.known[thought].statement} ({thought})."
                yield from self.text(said)
                yield _raw("</p>")
            yield _raw("</div>\n")

    def rules(self, one):
        titles = read.labels(self.root)
        links = [f"{{prf:ref}}`{name}`" if "$" in titles[name] or not titles[name] else
                 f"{{prf:ref}}`{titles[name]} <{name}>`" for name in one.rules]
        yield _raw('<p class="rules">')
        yield from self.text("To read again: " + ", ".join(links) + ".")
        yield _raw("</p>")


def _raw(html):
    return nodes.raw("", html, format="html")


@marks.register("questions")
def the_questions(app, docname, argument):
    """Markdown for the questions of the chapter ``docname``, under their heading, or of ``all``."""
    if argument == "all":
        return parts.place("questions", _all(app, docname))
    marks.alone(argument)
    name = docname.rpartition("/")[2]
    file = f"{read.FOLDER}/{name}.yml"
    if not Path(app.srcdir, file).exists():
        raise ValueError(f"there is no {file}; cure: write it, or delete the mark")
    return SECTION.format(name=name)


@marks.register("question")
def the_question(app, docname, argument):
    """Markdown for one question of the chapter ``docname``, where its idea is."""
    name, root = docname.rpartition("/")[2], Path(app.srcdir)
    path = root / read.FOLDER / f"{name}.yml"
    known = [one.id for one in read.load(path, root)] if path.exists() else []
    if argument not in known:
        raise ValueError(f"no question {argument!r} in {read.FOLDER}/{name}.yml; cure: name one of "
                         f"{', '.join(known) or 'none'}")
    return f":::{{questions}} {name} {argument}\n:::"


def inline(path):
    """The questions that a page shows by marks of their own."""
    return [mark[1] for mark in notebooks.marks_of(path) if mark[0] == "question" and mark[1:]]


# On the page of what is due ----------------------------------------------------------------------


def asked(app, docname):
    """Which questions there are, and in which script: {"06-x": {page, asked: {id: digest}}}."""
    root, chapters = Path(app.srcdir), {}
    for path in read.taught(root):
        app.env.note_dependency(str(path))
        chapters[path.stem] = {
            "page": app.builder.get_relative_uri(docname, _page(app, path.stem)),
            "asked": {one.id: one.asked() for one in read.load(path, root)}}
    return chapters


def _all(app, docname):
    chapters = escape(json.dumps(asked(app, docname)))
    return (f'<div class="question-set review" data-chapters="{chapters}">'
            f'<p class="without-script">{WITHOUT_SCRIPT}</p></div>')


def _page(app, stem):
    return next(page for page in sorted(app.env.found_docs) if page.endswith(f"/{stem}"))


def _folder(app):
    return Path(app.doctreedir) / "questions"


def _keep(app, pagename, templatename, context, doctree):
    cards = CARD.findall(context.get("body", ""))
    if not cards:
        return
    name = pagename.rpartition("/")[2]
    script = (f"(window.courseQuestions ??= {{}})[{json.dumps(name)}] = "
              f"{json.dumps(''.join(cards), ensure_ascii=False)};\n")
    _folder(app).mkdir(exist_ok=True)
    (_folder(app) / f"{name}.js").write_text(script, encoding="utf-8")


def _copy_scripts(app, error):
    if error or app.builder.format != "html":
        return
    target = Path(app.outdir) / "questions"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    for path in read.taught(Path(app.srcdir)):
        script = _folder(app) / f"{path.stem}.js"
        if script.exists():  # a chapter need not bear the mark
            shutil.copy(script, target)


# When a page is made anew, or none at all --------------------------------------------------------


def _stop_at_faults(app):
    read.labels.cache_clear()  # a chapter may have changed since the last build of this process
    found = faults.of_bank(Path(app.srcdir))
    if found:
        raise ExtensionError("the question bank has faults:\n" + "\n".join(found))


def _other_files(app, env, added, changed, removed):
    """A chapter whose file is new or gone is read again, and so is the page of all questions."""
    now = {path.stem for path in read.taught(Path(app.srcdir))}
    moved = now ^ getattr(env, "course_questions", now)
    env.course_questions = now
    pages = {page for page in env.found_docs if page.rpartition("/")[2] in moved}
    return sorted(pages | (OF_ALL & env.found_docs if moved else set()))


def connect(app):
    app.add_directive("questions", QuestionsDirective)
    app.connect("builder-inited", _stop_at_faults)
    app.connect("env-get-outdated", _other_files)
    app.connect("html-page-context", _keep)
    app.connect("build-finished", _copy_scripts)
