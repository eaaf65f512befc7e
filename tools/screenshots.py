"""Take pictures of the built book, for a person to look at; and start the browser for tests.

    python tools/screenshots.py                          # every page, in every look
    python tools/screenshots.py 06 --look phone-dark     # pages whose path contains "06"
    python tools/screenshots.py 06 --full                # the whole page, not the first screen
"""

import argparse
import contextlib
import functools
import shutil
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import checks

ROOT = Path(__file__).resolve().parents[1]
HTML = ROOT / "_build" / "html"
PICTURES = ROOT / "_build" / "screenshots"
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
LOOKS = {
    "desktop-light": (DESKTOP, "light"), "desktop-dark": (DESKTOP, "dark"),
    "phone-light": (PHONE, "light"), "phone-dark": (PHONE, "dark"),
}
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # nothing but our own server
]
# The theme reads these before it paints.
SET_THEME = "localStorage.setItem('mode', '{0}'); localStorage.setItem('theme', '{0}');"


def chromium():
    """Return the path of a Chromium of this system, or None."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for path in map(shutil.which, names) if path), None)


@contextlib.contextmanager
def browser():
    """A headless Chromium that reaches 127.0.0.1 only."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield running
        running.close()


def new_context(running, window, theme):
    """A browser profile with a window, DESKTOP or PHONE, and a theme, "light" or "dark"."""
    context = running.new_context(viewport=window, color_scheme=theme)
    context.add_init_script(SET_THEME.format(theme))
    return context


@contextlib.contextmanager
def serve(folder):
    """Serve a folder on 127.0.0.1; yields its address, without a slash at the end."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


def picture(running, address, page, look, full):
    """Store one picture and return its path."""
    context = new_context(running, *LOOKS[look])
    tab = context.new_page()
    tab.goto(f"{address}/{page}.html")
    tab.evaluate("document.fonts.ready")
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
        page for page in checks.toc_pages(ROOT)
        if not options.pages or any(part in page for part in options.pages)
    ]
    PICTURES.mkdir(parents=True, exist_ok=True)
    with browser() as running, serve(HTML) as address:
        for page in pages:
            for look in options.look or LOOKS:
                print(picture(running, address, page, look, options.full).relative_to(ROOT))


if __name__ == "__main__":
    main()
