"""What stands here has the mark ``content``: `make check` has run it when `make test` goes on."""

from pathlib import Path


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("content")
