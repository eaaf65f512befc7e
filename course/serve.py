"""Serve the built book on this machine only: make serve, or make serve PORT=8001."""

import functools
import sys
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

from course import HTML


def server(folder, port):
    """A server of a folder. Raises OSError where the port is taken or not allowed."""
    handler = functools.partial(SimpleHTTPRequestHandler, directory=str(folder))
    return ThreadingHTTPServer(("127.0.0.1", port), handler)


def main(port="8000", folder=HTML):
    if not (folder / "index.html").exists():
        sys.exit("There is no book to serve. Cure: make book")
    try:
        running = server(folder, int(port))
    except (OSError, ValueError, OverflowError) as why:
        sys.exit(f"Port {port} cannot be used: {why}. Cure: name another, as in: "
                 "make serve PORT=8001")
    print(f"Serving the book on http://127.0.0.1:{port} (Ctrl-C ends it).", flush=True)
    try:
        running.serve_forever()
    except KeyboardInterrupt:
        print()


if __name__ == "__main__":
    main(*sys.argv[1:])
