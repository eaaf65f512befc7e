"""The icons of the theme that the pages show: names in Font Awesome, and code points in its font.

``book/_static/icons.woff`` holds these and no others; ``python tools/icons.py`` cuts it.
"""

ICONS = {
    "angle-left": 0xF104, "angle-right": 0xF105, "angle-down": 0xF107, "arrow-up": 0xF062,
    "bars": 0xF0C9, "circle-half-stroke": 0xF042, "code": 0xF121, "download": 0xF019,
    "file": 0xF15B, "file-pdf": 0xF1C1, "lightbulb": 0xF0EB, "link": 0xF0C1, "list": 0xF03A,
    "magnifying-glass": 0xF002, "moon": 0xF186, "pencil-alt": 0xF303, "sun": 0xF185,
    "xmark": 0xF00D,
}
