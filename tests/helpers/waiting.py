"""Waiting for what a page does in its own time: however long a busy machine takes, and no longer.

Playwright's wait_for_function compiles text in the page at every look, which the book's policy
refuses: it passes only where there is nothing to wait for.
"""

import time

PATIENCE = 60  # seconds
UNSAID = object()
# Scrolling has been told of, and what is observed has been looked at, before the second frame.
FRAMES = """() => new Promise((done) =>
    requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"""


def until(tab, look, want=UNSAID, patience=PATIENCE):
    """Look until there is something, or just what is wanted, and return it.

    ``look`` is a script for the page, or a function.
    """
    end = time.monotonic() + patience
    while True:
        seen = tab.evaluate(look) if isinstance(look, str) else look()
        if seen if want is UNSAID else seen == want:
            return seen
        if time.monotonic() > end:
            wanted = look if want is UNSAID else repr(want)
            raise AssertionError(f"in {patience} s never {wanted}; at last {seen!r}")
        tab.wait_for_timeout(50)


def frames(tab):
    """Wait until the page has drawn what has just happened."""
    tab.evaluate(FRAMES)
