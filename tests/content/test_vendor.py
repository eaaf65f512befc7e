"""What is borrowed as files is what its makers published, and of the version that is used."""

import hashlib
import re
from pathlib import Path

import sphinxcontrib.katex

from course import ROOT

KATEX = ROOT / "course" / "site" / "vendor" / "katex"
VERSION = "0.16.22"


def digest(*paths):
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


def test_katex_is_what_npm_has():
    assert digest(KATEX / "katex.min.css") == (
        "19095127357ed6d29fe0a63a6b000c913a89f7f1963b765dd3715e97c9852e75")
    assert digest(*sorted((KATEX / "fonts").iterdir())) == (
        "828407d84173ee0cab8a07f900dc1fe257f9f19fd77cfef835aa9772443677a8")


def test_the_style_and_the_renderer_are_of_one_version():
    style = (KATEX / "katex.min.css").read_text(encoding="utf-8")
    script = Path(sphinxcontrib.katex.__file__).with_name("katex.min.js")
    assert re.search(r'katex-version:*after\{content:"([\d.]+)"', style)[1] == VERSION
    assert re.search(r'version:"([\d.]+)"', script.read_text(encoding="utf-8"))[1] == VERSION


def test_every_font_that_the_style_names_is_there():
    style = (KATEX / "katex.min.css").read_text(encoding="utf-8")
    named = set(re.findall(r"url\(fonts/([\w-]+\.woff2)\)", style))
    assert len(named) == 20 and named == {path.name for path in (KATEX / "fonts").iterdir()}
