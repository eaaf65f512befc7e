"""What a published book needs beside its pages.

The environment, or else course.yml, tells where it will stand; without these the book is the same,
less what needs them:

BOOK_URL         https://example.org/matrix-calculus/: sitemap, canonical addresses, preview cards
REPOSITORY_URL   https://github.com/owner/name: links to edit a page and to report a mistake
"""

import os
import re
from html import escape
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree

from course import edition, policy
from course.site import marks

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def address(name, otherwise=""):
    """The address in an environment variable, with one slash at its end; "" when there is none."""
    given = os.environ.get(name, "").strip() or otherwise
    if given and not re.match(r"https?://[^/\s]+", given):
        raise ValueError(f"{name}={given!r} is no address. Cure: https://host/path/, or unset it")
    return given.rstrip("/") + "/" if given else ""


def branch(mine):
    """The branch of the repository from which an edition is published."""
    return os.environ.get("REPOSITORY_BRANCH") or mine.branch


def _configure(app, config):
    mine = edition.read(app.srcdir)
    config.project = config.html_title = mine.title
    config.html_logo = mine.logo or None
    config.html_baseurl = address("BOOK_URL", mine.book_url)
    config.version = config.release = version("matrixcalculus")
    config.html_context |= {
        "repository": address("REPOSITORY_URL", mine.repository_url).rstrip("/"),
        "branch": branch(mine),
        "pdf_address": config.html_baseurl and f"{config.html_baseurl}matrix-calculus.pdf",
    }


@marks.register("title", reads=["_config.yml"])
def the_title(app, docname, argument):
    """The name of the course, as this edition has it."""
    marks.alone(argument)
    return app.config.html_title


def first_sentence(body):
    """The first paragraph (of a chapter: of its "Why") as plain text, cut at 200 characters."""
    body = re.sub("<details.*?</details>", "", body, flags=re.S)  # what a chapter is about
    _, why, rest = body.partition('<section id="why">')
    for paragraph in re.findall(r"<p>(.*?)</p>", rest if why else body, re.S):
        text = re.sub(r'<span class="katex-mathml">.*?</math></span>|<[^>]+>', "", paragraph)
        text = " ".join(text.split())
        if len(text) > 40 and "katex" not in paragraph:
            return text if len(text) <= 200 else text[:200].rsplit(" ", 1)[0] + " ..."
    return ""


def _describe(app, pagename, templatename, context, doctree):
    """Cards: what a link to this page shows where it is posted."""
    about = first_sentence(context.get("body", ""))
    title = re.sub(r"<[^>]+>", "", context.get("title", ""))
    context.setdefault("metatags", "")
    tags = {"og:title": title, "og:type": "article", "og:site_name": app.config.html_title}
    if about:
        tags["og:description"] = about
        context["metatags"] += f'\n<meta name="description" content="{escape(about)}" />'
    if app.config.html_baseurl:
        tags |= {"og:url": app.config.html_baseurl + quote(f"{pagename}.html"),
                 "og:image": app.config.html_baseurl + "_static/cover.png",
                 "og:image:alt": "One neuron descends the landscape of its loss"}
        context["metatags"] += '\n<meta name="twitter:card" content="summary_large_image" />'
    context["metatags"] += "".join(
        f'\n<meta property="{name}" content="{escape(text)}" />' for name, text in tags.items())


def _write_sitemap(app):
    urls = ElementTree.Element("urlset", xmlns=SITEMAP)
    for page in sorted(app.env.found_docs):
        where = ElementTree.SubElement(ElementTree.SubElement(urls, "url"), "loc")
        where.text = app.config.html_baseurl + quote(f"{page}.html")
    ElementTree.ElementTree(urls).write(
        Path(app.outdir) / "sitemap.xml", encoding="utf-8", xml_declaration=True)
    (Path(app.outdir) / "robots.txt").write_text(
        f"User-agent: *\nAllow: /\nSitemap: {app.config.html_baseurl}sitemap.xml\n")


def _write_page_for_lost_readers(app):
    """404.html stands alone: a server shows it for an address at any depth."""
    home = urlsplit(app.config.html_baseurl).path or "/"
    page = Path(app.srcdir, "book", "_templates", "404.html").read_text(encoding="utf-8")
    for name, text in {"home": home, "title": escape(app.config.html_title)}.items():
        page = page.replace(f"{{{{ {name} }}}}", text)
    (Path(app.outdir) / "404.html").write_text(page, encoding="utf-8")


def _write_front_door(app):
    """index.html leads to the landing page, and shows its card where the bare address is posted."""
    landing = app.config.root_doc
    head = (Path(app.outdir) / f"{landing}.html").read_text(encoding="utf-8")
    tags = "\n".join(re.findall(r'<meta (?:property|name)="(?:og:|twitter:|desc)[^>]+>', head))
    (Path(app.outdir) / "index.html").write_text(f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{escape(app.config.html_title)}</title>
{tags}
<meta http-equiv="refresh" content="0; url={landing}.html"></head>
<body><p><a href="{landing}.html">{escape(app.config.html_title)}</a></p></body></html>
""", encoding="utf-8")


def _finish(app, error):
    if error or app.builder.format != "html":
        return
    _write_front_door(app)
    _write_page_for_lost_readers(app)
    if app.config.html_baseurl:
        _write_sitemap(app)


def _guard(app, error):
    """What a page may load and run, when all pages are written."""
    if error or app.builder.format != "html":
        return
    for page in Path(app.outdir).rglob("*.html"):
        if page.relative_to(app.outdir).parts[0] not in ("lab", "_static"):
            rules = policy.rules_of(page.read_text(encoding="utf-8"))
            policy.write(page, rules)


def connect(app):
    app.connect("config-inited", _configure)
    app.connect("html-page-context", _describe)
    app.connect("build-finished", _finish)
    app.connect("build-finished", _guard, priority=999)
