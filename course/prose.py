"""Does our prose repeat the paper's? Compared by hashes: the paper's words stay out of here.

prose-shingles.txt holds a hash of each run of seven words that was learnt from the paper.

    python -m course.prose                  # report what our pages share with it
    python -m course.prose learn TEXT ...   # add the runs of a text file (kept nowhere else)
"""

import re
import sys
from hashlib import blake2b
from pathlib import Path

from course import notebooks, specs

RUN = 7  # words; shorter runs are the field's own phrases
KNOWN = Path(__file__).with_name("prose-shingles.txt")
ALLOWED = (
    "the matrix calculus you need for deep learning",  # the paper's title
    "introduction to vector calculus and partial derivatives",  # titles of its sections
    "derivatives of vector element wise binary operators",
    "the gradient of the neural network loss function",
)
MATHS = re.compile(r"\$\$.*?\$\$|\$[^$]+\$|\\\\\[.*?\\\\\]|\\latex\{\{.*?\}\}", re.S)
MARKUP = re.compile(r"```.*?```|`[^`]*`|\]\([^)]*\)|<[^>]+>|\{[\w:-]+\}|https?://\S+", re.S)


def words(text):
    """The words of a text in lower case, without maths, code and markup."""
    return re.findall(r"[a-z0-9']+", MARKUP.sub(" ", MATHS.sub(" ", text)).lower())


def runs(text):
    """Yield (hash, words) of every run of seven words."""
    found = words(text)
    for start in range(len(found) - RUN + 1):
        run = " ".join(found[start:start + RUN])
        yield blake2b(run.encode(), digest_size=8).hexdigest(), run


def learn(text, known=()):
    """The hashes of a text's runs, sorted, together with those already known."""
    allowed = {one for phrase in ALLOWED for one, _ in runs(phrase)}
    return sorted(set(known) | {one for one, _ in runs(text)} - allowed)


def shared(text, known):
    """The runs of seven words that a text shares with what was learnt."""
    return [run for one, run in runs(text) if one in known]


def known_runs():
    return set(KNOWN.read_text(encoding="utf-8").split())


def prose(book):
    """All our prose: (place, text)."""
    for notebook in book.notebooks:
        for cell in notebook.of_kind("markdown"):
            yield cell.place, cell.source
    ours = (book.root / "book").rglob("*.md"), (book.root / "book").rglob("*.yml")
    for path in sorted([*ours[0], *ours[1], *book.root.glob("*.md")]):
        if not any(part.startswith((".", "_")) for part in path.relative_to(book.root).parts):
            yield path.relative_to(book.root).as_posix(), path.read_text(encoding="utf-8")
    for one in (specs.load(name, book.root) for name in specs.names(book.root)):
        for task in one.questions:
            yield f"solutions/{one.name}/{specs.FILE}: {task.id}", task.prose


def problems(book, known):
    return [f"{place}: shares {run!r} with the paper; cure: say it in your own words"
            for place, text in prose(book) for run in shared(text, known)]


def main(arguments):
    if arguments[:1] == ["learn"]:
        known = known_runs() if KNOWN.exists() else set()
        for path in arguments[1:]:
            with open(path, encoding="utf-8") as file:
                known = learn(file.read(), known)
        KNOWN.write_text("\n".join(sorted(known)) + "\n", encoding="utf-8")
        print(f"{len(known)} runs of {RUN} words are known.")
        return 0
    found = problems(notebooks.load(), known_runs())
    print("\n".join(found) or "No run of seven words is shared with what was learnt of the paper.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
