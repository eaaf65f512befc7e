"""The look of the book: its own theme, one style sheet, and what the theme's template is told.

``theme/layout.html`` is the only template. The style sheet ``book.css`` is joined from KaTeX's,
``theme/styles/*.css`` and the ``*.css`` beside this file and in ``parts/``: one request. Sizes,
spaces and colours have their names in ``theme/styles/1-names.css``.
"""

import re
import string
from datetime import UTC, datetime
from pathlib import Path

from course import edition
from course.site import strokes

HERE = Path(__file__).parent
THEME = HERE / "theme"
KATEX = HERE / "vendor" / "katex" / "katex.min.css"
SHEET = "book.css"
FIRST_FONTS = [f"theme/fonts/{name}.woff2" for name in (
    "source-serif-4-400", "source-serif-4-600", "KaTeX_Main-Regular", "KaTeX_Math-Italic")]
# The letters that tools/fonts.py leaves in the text's fonts, and in KaTeX's.
LETTERS = (string.ascii_letters + string.digits + string.punctuation + " \u00a0"
           + "äöüéèçñóÄÖÜßøåí§°±·×÷½¼¾²³µ–—‘’“”…•−«»")
SIGNS = (string.ascii_letters + string.digits + string.punctuation + " "
         + "".join(map(chr, range(0x391, 0x3CA)))  # Greek
         + "ϑϕϵϱ∂∇∑∏∫√∞±×÷·⋅∘⊙⊗⊘⊖⊕◯≤≥≠≈≡∼∝∈∉⊂⊆∪∩→←↔⇒⇔↦⟨⟩∣∥…⋯⋮⋱′∀∃⊤⊥⌊⌋⌈⌉−∗⋆ℓℏ∅¬∧∨≪≫"
         + "□"  # a blank to fill in
         + "⏟⏞⎡⎢⎣⎤⎥⎦⎛⎜⎝⎞⎟⎠⎧⎨⎩⎪⎫⎬⎭⎰⎱ˉˆ˜¯˙⃗¨ˇ`´\u0338\ue020")  # pieces, accents, overlays
BOLD = string.ascii_letters + string.digits + " ()[]=+,.-−"  # in a formula's bold, vectors only
# Scripts of extensions: the page does by itself, or with theme/book.js, what they are for.
UNUSED = ("documentation_options", "doctools", "sphinx_highlight", "design-tabs", "searchtools",
          "language_data", "katex", "require")


def small(css):
    """A style sheet without comments and without the spaces that say nothing."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r" ?([{};,]) ?", r"\1", css).replace(";}", "}").strip()


def sheet():
    """All rules of all pages: KaTeX's first, then the theme's, then the parts'."""
    katex = KATEX.read_text(encoding="utf-8").replace("url(fonts/", "url(theme/fonts/")
    ours = [*sorted((THEME / "styles").glob("*.css")), *sorted(HERE.glob("*.css")),
            *sorted((HERE / "parts").glob("*.css"))]
    texts = [strokes.css(), *(one.read_text(encoding="utf-8") for one in ours)]
    return katex + "\n" + "\n".join(map(small, texts)) + "\n"


# Elements that are there for nothing: words of code that have no colour here.
PLAIN = re.compile(r'<span class="(?:n|p|o|w|nn|nv|bp|ne|x|kr)">([^<]*)</span>')
TABLE = re.compile(r'<table class="[^"]*docutils.*?</table>', re.S)


def lean(body):
    return PLAIN.sub(r"\1", body.replace("<span></span>", ""))


EMPTY = re.compile(r"<th[^>]*>(?:<p></p>)?</th>")
PARAGRAPH = re.compile(r"<p>((?:(?!</p>).)*class=\"mfrac\")", re.S)
NUMBERED = re.compile(r'<div class="math([^"]*)"([^>]*)>\s*(?=<span class="eqno">)')


def _count_rules(body):
    """Sections of the rule card with the number of their rules: how much room they may take."""
    sections = body.split("<section ")
    return "<section ".join(
        f'style="--rules:{count}" {one}' if (count := one.count("card-rule")) else one
        for one in sections)


def named(body):
    """Names for what the style sheet treats apart, where it would have to search (``:has``).

    Every table of the text gets a box that scrolls where it is wider than the page; a paragraph
    with a fraction is tall; a formula with a number is numbered; an empty corner is no header.
    """
    body = _count_rules(EMPTY.sub("<td></td>", body))
    body = TABLE.sub(r'<div class="scrolls">\g<0></div>', body)
    body = PARAGRAPH.sub(r'<p class="tall">\1', body)
    return NUMBERED.sub(r'<div class="math numbered\1"\2>', body)


def kind(body):
    """The class of the article: pages of tables and cards are wide."""
    if re.search(r'class="[^"]*\bhero\b', body):
        return "landing"
    wide = re.search(r'<section[^>]* id="rule-card"|<table class="(?:ledger|errata)', body)
    return "wide" if wide else "text"


def _write_sheet(app):
    if app.builder.format == "html":
        path = Path(app.outdir, "_static", SHEET)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(sheet(), encoding="utf-8")
        app.add_css_file(SHEET)
        app.add_js_file("theme/book.js", loading_method="defer")


def contents_of_page(toc):
    """What stands below the title of a page, as a list; "" for fewer than two sections."""
    inner = toc.partition("<ul>")[2].partition("<ul>")[1:]
    text = "".join(inner).rsplit("</ul>", 1)[0].rsplit("</li>", 1)[0]
    return text if text.count("<li>") > 1 else ""


def _tell_template(app, pagename, templatename, context, doctree):
    context["css_files"] = [one for one in context["css_files"]
                            if str(one.filename).rpartition("/")[2] == SHEET]
    context["script_files"] = [
        one for one in context["script_files"]
        if not any(word in str(one.filename or one.attributes.get("body")) for word in UNUSED)]
    for script in context["script_files"]:
        script.attributes["defer"] = "defer"
    context["body"] = named(lean(context.get("body", "")))
    context["article_class"] = kind(context["body"])
    when = datetime.fromtimestamp(edition.epoch(), UTC)
    context["edition"] = {"iso": f"{when:%Y-%m-%d}", "said": f"{when.day} {when:%B %Y}"}
    context["fonts_of_the_first_screen"] = FIRST_FONTS
    context["contents_of_page"] = (
        contents_of_page(context.get("toc", "")) if context.get("display_toc") else "")
    source = app.env.doc2path(pagename, base=False) if pagename in app.env.found_docs else ""
    context["source_file"] = source
    context["notebook_address"] = (
        context["pathto"](f"_sources/{source}", 1) if source.endswith(".ipynb") else "")


def connect(app):
    app.add_html_theme("course", str(THEME))
    app.connect("builder-inited", _write_sheet)
    app.connect("html-page-context", _tell_template, priority=998)
