"""Write the question bank for other systems: `make questions`.

_build/questions/canvas-NN-name.zip   Canvas and others that read QTI 1.2, a file for each chapter
_build/questions/moodle.xml           Moodle, a category for each chapter
_build/questions/matrix-calculus.apkg Anki, a deck for each chapter

Two kinds have no counterpart everywhere: an order becomes a choice between orders, a shape a choice
between shapes. The reasons go with each as feedback, where the system has a place for it. The tests
read each file back and compare it with the bank.
"""

import sys

from course import BUILD, ROOT
from course.bank import anki, canvas, faults, misconceptions, moodle, portable, read

TARGET = BUILD / "questions"


def export(items, folder):
    """Write every file; return the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    chapters = {}
    for item in items:
        chapters.setdefault(item.chapter, []).append(item)
    jobs = [(canvas, f"canvas-{name}.zip", some) for name, some in chapters.items()]
    jobs += [(moodle, "moodle.xml", items), (anki, "matrix-calculus.apkg", items)]
    for system, name, some in jobs:
        system.write(some, folder / name)
        yield folder / name


def main():
    found = faults.of_bank(ROOT)
    if found:
        sys.exit("\n".join(found))
    bank = read.load_all()
    if not bank:
        sys.exit(f"No questions yet. Cure: write {read.FOLDER}/NN-name.yml")
    for path in export(portable.collection(bank, misconceptions.statements()), TARGET):
        print(path.relative_to(ROOT))
    print(f"{len(bank)} questions, each with its reasons.")


if __name__ == "__main__":
    main()
