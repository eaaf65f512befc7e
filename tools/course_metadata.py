"""Read a chapter's header, and keep it as the notebook's metadata ``course``.

The header is the first cell: a title and the admonition "About this chapter". The syllabus, the
prerequisite graph and the maps are built from the metadata; the header is where one edits.

    python tools/course_metadata.py    # writes the metadata of every chapter of book/paper
"""

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("Objectives", "Prerequisites", "Time", "In the paper")


def read_header(text, name):
    """Return the facts in a chapter's header.

    Parameters
    ----------
    text : str
        The source of the first cell.
    name : str
        The notebook's file name, e.g. "06-element-wise.ipynb".

    Returns
    -------
    dict
        chapter, title, objectives, prerequisites, minutes, section.

    Raises
    ------
    ValueError
        If a part is missing; the message says which, and how it is written.
    """
    number = re.match(r"(\d\d)-", name)
    _require(number, "a number of two digits before the file name, such as 06-element-wise.ipynb")
    title = re.search(r"^# (.+)$", text, re.M)
    _require(title, "a title, '# Title', in the first cell")
    _require(re.search(r":class: about\b", text), "the box 'About this chapter' (:class: about)")
    part = {one: _part(text, one) for one in PARTS}
    objectives = _list_items(part["Objectives"])
    _require(objectives, "a list of objectives, '- **verb** ...'")
    links = re.findall(r"\]\((?:[^)\s]*/)?(\d\d-[\w-]+)\.ipynb", part["Prerequisites"])
    minutes = re.search(r"(\d+) minutes? to read\D+?(\d+) minutes? to do", part["Time"])
    _require(minutes, "the time, '25 minutes to read, 40 minutes to do'")
    return {
        "chapter": int(number[1]),
        "title": title[1].strip(),
        "objectives": objectives,
        "prerequisites": links,
        "minutes": {"read": int(minutes[1]), "do": int(minutes[2])},
        "section": part["In the paper"].rstrip(".").strip('"“” '),
    }


def header_of(notebook, name):
    """Return ``read_header`` of a notebook given as data (a dict, as in its JSON)."""
    cells = notebook["cells"]
    _require(cells and cells[0]["cell_type"] == "markdown", "a first cell of Markdown, the header")
    return read_header("".join(cells[0]["source"]), name)


def write(path):
    """Store the header of the notebook at ``path`` as its metadata; return whether it changed."""
    path = Path(path)
    notebook = json.loads(path.read_text(encoding="utf-8"))
    course = header_of(notebook, path.name)
    if notebook["metadata"].get("course") == course:
        return False
    notebook["metadata"]["course"] = course
    # The form that nbformat writes, so that a diff shows the metadata and nothing else.
    text = json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
    return True


def _part(text, name):
    """What follows ``**name.**`` up to the next part or the end of the box."""
    others = "|".join(map(re.escape, PARTS))
    found = re.search(
        rf"^\*\*{re.escape(name)}\.\*\*(.*?)(?=^\*\*(?:{others})\.\*\*|^:::+\s*$|\Z)",
        text, re.M | re.S,
    )
    _require(found and found[1].strip(), f"the part '**{name}.** ...' of the box")
    return found[1].strip()


def _list_items(text):
    """The items of a Markdown list, each on one line, without its closing ; or full stop."""
    _, *items = re.split(r"^- ", text, flags=re.M)
    return [" ".join(item.split()).rstrip(";.") for item in items]


def _require(found, what):
    if not found:
        raise ValueError(f"the header lacks {what}")


def main():
    for path in sorted((ROOT / "book" / "paper").glob("*.ipynb")):
        try:
            print(f"{path.relative_to(ROOT)}: {'written' if write(path) else 'up to date'}")
        except ValueError as error:
            raise SystemExit(f"{path.relative_to(ROOT)}, cell 1: {error}") from error


if __name__ == "__main__":
    main()
