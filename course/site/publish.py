"""What a published book needs beside its pages.

The environment tells where it will stand; without these the book is the same, less what needs them:

BOOK_URL         https://example.org/matrix-calculus/: sitemap, canonical addresses, preview cards
REPOSITORY_URL   https://github.com/owner/name: links to edit a page and to report a mistake
"""

import os
import re
from datetime import UTC, datetime
from html import escape
from importlib.metadata import version
from pathlib import Path
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree

from course import edition, policy

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def address(name):
    """The address in an environment variable, with one slash at its end; "" when there is none."""
    given = os.environ.get(name, "").strip()
    if given and not re.match(r"https?://[^/\s]+", given):
        raise ValueError(f"{name}={given!r} is no address. Cure: https://host/path/, or unset it")
    return given.rstrip("/") + "/" if given else ""


def _configure(app, config):
    config.html_baseurl = address("BOOK_URL")
    config.version = config.release = version("matrixcalculus")
    repository = address("REPOSITORY_URL")
    if repository:
        config.html_theme_options |= {
            "repository_url": repository.rstrip("/"),
            "repository_branch": os.environ.get("REPOSITORY_BRANCH", "main"),
            "path_to_docs": ".",
            "use_edit_page_button": True,
            "use_issues_button": True,
        }
    when = datetime.fromtimestamp(edition.epoch(), UTC)
    pdf = (f' <a href="{config.html_baseurl}matrix-calculus.pdf">The book as PDF</a>.'
           if config.html_baseurl else "")
    config.html_theme_options["extra_footer"] = (
        f'<p class="edition">Version {config.release} of '
        f'<time datetime="{when:%Y-%m-%d}">{when.day} {when:%B %Y}</time>.{pdf}</p>'
        + config.html_theme_options["extra_footer"])


def first_sentence(body):
    """The first paragraph (of a chapter: of its "Why") as plain text, cut at 200 characters."""
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
    (Path(app.outdir) / "404.html").write_text(page.replace("{{ home }}", home), encoding="utf-8")


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
            policy.write(page, policy.BOOK)


def connect(app):
    app.connect("config-inited", _configure)
    app.connect("html-page-context", _describe)
    app.connect("build-finished", _finish)
    app.connect("build-finished", _guard, priority=999)
