"""The browser and the server that tests, the PDF and the tools of tools/ share."""

import contextlib
import functools
import shutil
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # nothing but our own server
]
# The theme reads these before it paints.
SET_THEME = "localStorage.setItem('mode', '{0}'); localStorage.setItem('theme', '{0}');"

LAY_OUT = """() => {
  const style = document.createElement("style");
  style.textContent = ":is(section, section > *) { content-visibility: visible !important }";
  document.head.append(style);
  const frame = () => new Promise(requestAnimationFrame);
  // An observer like those of the page's parts is told together with them, however late.
  const observed = () => new Promise((told) => new IntersectionObserver(told, {
    rootMargin: "1000000px"}).observe(document.body));
  return frame().then(frame).then(observed).then(frame);
}"""
# Letters and pictures are there, those too that a page fetches when a reader comes near.
READY = """async () => {
  document.body.getBoundingClientRect();  // laid out, it has asked for its letters
  await document.fonts.ready;
  for (const one of document.images) one.loading = "eager";
  await Promise.all([...document.images].map((one) => one.decode().catch(() => {})));
}"""


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


def lay_out(tab):
    """Lay out at once what a page lays out when a reader comes near; returns the tab."""
    tab.evaluate(LAY_OUT)
    return tab


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
