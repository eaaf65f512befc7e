"""What a page may load and run: only what comes with the book, and the scripts that stand in it.

A content security policy as a `<meta>` of each page, so that it holds wherever the book is served.
A script that is injected into a page, by whatever way, does not run.
"""

import base64
import hashlib
import re
from html import escape, unescape

# `file:` is for a book that is opened from a folder, where 'self' means nothing to some browsers.
BOOK = {
    "default-src": "'none'",
    "script-src": "'self' file:",
    "style-src": "'self' file: 'unsafe-inline'",  # formulas are set by style attributes
    "img-src": "'self' file: data:",
    "font-src": "'self' file: data:",
    "connect-src": "'self' file:",
    "form-action": "'self' file:",
    "base-uri": "'none'",
}
# Derive and the workbook run a small Python, as WebAssembly, in a worker that also starts from a
# folder.
ENGINE = ("derive", "workbook")
DERIVE = BOOK | {"script-src": BOOK["script-src"] + " 'wasm-unsafe-eval'", "worker-src": "blob:"}
LAB = {  # JupyterLite compiles its schemas, and keeps what it shows in blobs
    "default-src": "'self'",
    "script-src": "'self' 'unsafe-eval'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self' data: blob:",
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'none'",
}
INLINE = re.compile(r"<script(?![^>]*\bsrc=)([^>]*)>(.*?)</script>", re.S)
DATA = re.compile(r'type="(?:application|text)/(?!javascript)')
HANDLER = re.compile(r'<[a-z][^>]* on[a-z]+="([^"]+)"')
START = re.compile(r"<head[^>]*>(?:\s*<meta charset=[^>]*>)?")
META_OF = '\n<meta http-equiv="Content-Security-Policy" content="{}" />'
META = re.compile(META_OF.format("[^\"]*"))


def rules_of(html):
    """The rules of a page of the book."""
    return DERIVE if any(f'class="interactive {part}"' in html for part in ENGINE) else BOOK


def digest(script):
    """A script's hash, as policies write it."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def policy(html, rules):
    """The policy of a page: its rules, and the hashes of the scripts that stand in it."""
    inline = [script for kind, script in INLINE.findall(html) if not DATA.search(kind)]
    handlers = [unescape(script) for script in HANDLER.findall(html)]
    hashes = sorted({digest(script) for script in inline + handlers})
    more = [*(["'unsafe-hashes'"] if handlers else []), *hashes]
    rules = {**rules, "script-src": " ".join([rules["script-src"], *more])}
    return "; ".join(f"{name} {what}" for name, what in rules.items())


def write(path, rules):
    """Put the policy at the head of a page, before anything that it holds for."""
    before = path.read_text(encoding="utf-8")
    html = META.sub("", before)
    meta = META_OF.format(escape(policy(html, rules), quote=False))
    after = START.sub(lambda head: head[0] + meta, html, count=1)
    if after != before:
        path.write_text(after, encoding="utf-8")
