"""Cut the theme's icon font down to the icons that the book's pages show: book/_static/icons.woff.

    python tools/icons.py        # after a change of the theme, or of course/site/icons.py

Font Awesome Free 6, SIL Open Font License 1.1.
"""

from pathlib import Path

import pydata_sphinx_theme
from fontTools import subset

from course import ROOT
from course.site.icons import ICONS

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
