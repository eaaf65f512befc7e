"""Cut the theme's icon font down to the icons that the book's pages show: book/_static/icons.woff.

    python tools/icons.py        # after a change of the theme, or of ICONS

Font Awesome Free 6, SIL Open Font License 1.1.
"""

from pathlib import Path

import pydata_sphinx_theme
from fontTools import subset

from course import ROOT

ICONS = {  # the names that pages use, and their code points
    "angle-left": 0xF104, "angle-right": 0xF105, "angle-down": 0xF107, "arrow-up": 0xF062,
    "bars": 0xF0C9, "circle-half-stroke": 0xF042, "code": 0xF121, "download": 0xF019,
    "file": 0xF15B, "file-pdf": 0xF1C1, "lightbulb": 0xF0EB, "link": 0xF0C1, "list": 0xF03A,
    "magnifying-glass": 0xF002, "moon": 0xF186, "pencil-alt": 0xF303, "sun": 0xF185,
    "xmark": 0xF00D,
}
THEME = Path(pydata_sphinx_theme.__file__).parent / "theme" / "pydata_sphinx_theme"
WHOLE = THEME / "static" / "vendor" / "fontawesome" / "webfonts" / "fa-solid-900.ttf"
CUT = ROOT / "book" / "_static" / "icons.woff"


def main():
    options = subset.Options(flavor="woff", recalc_timestamp=False, hinting=False)
    font = subset.load_font(str(WHOLE), options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=list(ICONS.values()))
    cutter.subset(font)
    subset.save_font(font, str(CUT), options)
    print(f"{CUT.name}: {CUT.stat().st_size} bytes for {len(ICONS)} icons")


if __name__ == "__main__":
    main()
