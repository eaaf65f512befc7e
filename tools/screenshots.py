"""Take pictures of the built book, for a person to look at.

    python tools/screenshots.py                          # every page, in every look
    python tools/screenshots.py 06 --look phone-dark     # pages whose path contains "06"
    python tools/screenshots.py 06 --full                # the whole page, not the first screen
"""

import argparse

from course import BUILD, HTML, ROOT, notebooks
from course.browser import DESKTOP, PHONE, READY, browser, chromium, lay_out, new_context, serve

PICTURES = BUILD / "screenshots"
LOOKS = {
    "desktop-light": (DESKTOP, "light"), "desktop-dark": (DESKTOP, "dark"),
    "phone-light": (PHONE, "light"), "phone-dark": (PHONE, "dark"),
}


def picture(running, address, page, look, full):
    """Store one picture and return its path."""
    context = new_context(running, *LOOKS[look])
    tab = context.new_page()
    tab.goto(f"{address}/{page}.html")
    if full:
        lay_out(tab)
    tab.evaluate(READY)
    path = PICTURES / f"{page.replace('/', '-')}-{look}.png"
    tab.screenshot(path=path, full_page=full)
    context.close()
    return path


def main():
    parser = argparse.ArgumentParser(description="Take pictures of the built book.")
    parser.add_argument("pages", nargs="*", help="parts of page paths; default: every page")
    parser.add_argument("--look", choices=LOOKS, action="append", help="default: all four")
    parser.add_argument("--full", action="store_true", help="the whole page")
    options = parser.parse_args()
    if chromium() is None:
        raise SystemExit("no Chromium found: install the package `chromium`")
    if not HTML.is_dir():
        raise SystemExit("the book is not built: run `make book` first")
    pages = [
        page for page in notebooks.toc_pages(ROOT)
        if not options.pages or any(part in page for part in options.pages)
    ]
    PICTURES.mkdir(parents=True, exist_ok=True)
    with browser() as running, serve(HTML) as address:
        for page in pages:
            for look in options.look or LOOKS:
                print(picture(running, address, page, look, options.full).relative_to(ROOT))


if __name__ == "__main__":
    main()
