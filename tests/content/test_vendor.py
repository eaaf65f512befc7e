"""What is borrowed as files is what its makers published, and of the version that is used."""

import hashlib
import re
from pathlib import Path

import sphinxcontrib.katex

from course import ROOT

KATEX = ROOT / "course" / "site" / "vendor" / "katex"
LETTERS = ROOT / "course" / "site" / "theme" / "fonts"
VERSION = "0.16.22"


def digest(*paths):
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()


def test_katex_is_what_npm_has():
    assert digest(KATEX / "katex.min.css") == (
        "19095127357ed6d29fe0a63a6b000c913a89f7f1963b765dd3715e97c9852e75")
    assert digest(*sorted((KATEX / "fonts").iterdir())) == (
        "828407d84173ee0cab8a07f900dc1fe257f9f19fd77cfef835aa9772443677a8")


def test_the_letters_are_those_that_were_cut():
    """Source Serif 4 and KaTeX's, as tools/fonts.py left them, each with its licence."""
    assert digest(*sorted(LETTERS.glob("*.woff2"))) == (
        "700e8bd2652f8e92dadbf157081a80936e08878e5fe4b988403ea0143eafa408")
    assert "SIL Open Font License" in (LETTERS / "LICENSE-source-serif-4").read_text()
    cut = {path.name for path in LETTERS.glob("KaTeX*")}
    assert cut == {path.name for path in (KATEX / "fonts").iterdir()}


def test_the_style_and_the_renderer_are_of_one_version():
    style = (KATEX / "katex.min.css").read_text(encoding="utf-8")
    script = Path(sphinxcontrib.katex.__file__).with_name("katex.min.js")
    assert re.search(r'katex-version:*after\{content:"([\d.]+)"', style)[1] == VERSION
    assert re.search(r'version:"([\d.]+)"', script.read_text(encoding="utf-8"))[1] == VERSION


def test_every_font_that_the_style_names_is_there():
    style = (KATEX / "katex.min.css").read_text(encoding="utf-8")
    named = set(re.findall(r"url\(fonts/([\w-]+\.woff2)\)", style))
    assert len(named) == 20 and named == {path.name for path in (KATEX / "fonts").iterdir()}


def test_micropython_is_what_npm_has():
    """@micropython/micropython-webassembly-pyscript 1.27.0."""
    folder = ROOT / "course" / "site" / "vendor" / "micropython"
    assert digest(folder / "micropython.mjs") == (
        "c2be87e7ba24e3b47d133022b009a66bff07f4720aa23d816d216ef8cc47014c")
    assert digest(folder / "micropython.wasm") == (
        "06338c955b03c5700aa0069015d3e392d76836ef8e2ce25bedbe59b88ccd373c")
    assert "MIT License" in (folder / "LICENSE").read_text()
