"""Write the question bank for other systems: `make questions`.

_build/questions/canvas-NN-name.zip   Canvas and others that read QTI 1.2, a file for each chapter
_build/questions/moodle.xml           Moodle, a category for each chapter
_build/questions/matrix-calculus.apkg Anki, a deck for each chapter
_build/questions/exercises-canvas-NN-name.zip, exercises-moodle.xml   the exercises that vary, as
                                      pools: a group, a category, of which one is drawn for each

Two kinds have no counterpart everywhere: an order becomes a choice between orders, a shape a choice
between shapes. The reasons go with each as feedback, where the system has a place for it. The tests
read each file back and compare it with the bank.
"""

import sys

from course import BUILD, ROOT, edition
from course.bank import anki, canvas, faults, misconceptions, moodle, pools, portable, read

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


def export_pools(found, folder):
    """Write the pools of the exercises beside the bank; return the paths."""
    sets = {}
    for one in found:
        sets.setdefault(one.set, []).append(one)
    jobs = [(canvas, f"exercises-canvas-{name}.zip", some) for name, some in sets.items()]
    for system, name, some in [*jobs, (moodle, "exercises-moodle.xml", found)]:
        system.write_pools(some, folder / name)
        yield folder / name


def main():
    try:
        mine = edition.read()
    except edition.EditionError as why:
        sys.exit(f"Nothing was written: {why}.")
    found = faults.of_bank(ROOT)
    if found:
        sys.exit("\n".join(found))
    bank = [one for path in read.taught() for one in read.load(path)]
    if not bank:
        sys.exit(f"No questions yet. Cure: write {read.FOLDER}/NN-name.yml")
    for path in export(portable.collection(bank, misconceptions.statements()), TARGET):
        print(path.relative_to(ROOT))
    drawn = [one for one in pools.pools() if mine.has(one.set)]
    for path in export_pools(drawn, TARGET):
        print(path.relative_to(ROOT))
    print(f"{len(bank)} questions, each with its reasons; {len(drawn)} pools of exercises, with "
          f"{sum(len(one.items) for one in drawn)} variants.")


if __name__ == "__main__":
    main()
