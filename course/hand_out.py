"""A notebook for every student, with variants of its own: ``make exercises ROSTER=roster.csv``.

Writes ``release/<student>/<set>/<set>.ipynb``, once every variant that the class gets is verified.
``SETS="06-elementwise 07-scalar-expansion"`` names some sets; without it all are written.
"""

import sys
import time
from pathlib import Path

import nbformat

from course import ROOT, exercises, release, specs
from course.classroom import roster
from course.classroom.tables import TableError
from course.variants import OtherVariants, Register
from course.verified import Bench


class Unverified(ValueError):
    """Variants that do not stand: a line each."""


def students(path):
    """The names of students' folders, from the roster of `make collect`. Raises TableError."""
    return [one.student for one in roster.read(path).people]


def hand_out(names, people, folder, register, say=print):
    """Verify what the class gets, then write it; nothing is written where a variant does not stand.

    Returns the number of notebooks. Raises SpecError, OtherVariants, or Unverified.
    """
    sources = [specs.Source(name, register.root) for name in names]
    for source in sources:
        register.unchanged(source)
    for source in sources:
        say(verified(source, people, register))
        register.give(source, people)
    register.save()  # first: a notebook whose secret is lost could not be graded
    steps = release.steps_of_a_variant()
    for source in sources:
        start = time.monotonic()
        say(f"  {source.name}: writing {len(people)} notebooks ...")
        for student in people:
            made = release.released(exercises.notebook(register.set_of(source, student)), steps)
            place = Path(folder) / student / source.name
            place.mkdir(parents=True, exist_ok=True)
            nbformat.write(made, place / f"{source.name}.ipynb")
        say(f"  {source.name}: {len(people)} notebooks, {time.monotonic() - start:.0f} s")
    return len(sources) * len(people)


def verified(source, people, register):
    """Look at each variant that somebody in a class gets; say how many. Raises Unverified."""
    bench, count, found = Bench(source), 0, []
    for question, every in source.combinations.items():
        wanted = {register.choose(source.name, one)(question, len(every))[0] for one in people}
        for tasks in bench.variants(question, sorted(wanted)):
            found += bench.problems(tasks)
            count += 1
    if found:
        raise Unverified("\n".join(found))
    return (f"  {source.name}: {len(source.combinations)} of {len(source.groups)} questions vary; "
            f"{count} variants verified, {bench.rejected} wrong forms rejected")


def main(path, names="", root=ROOT):
    known = specs.names(root)
    names = names.split() or known
    if unknown := [one for one in names if one not in known]:
        sys.exit(f"There is no set {', '.join(unknown)}. Cure: name some of {', '.join(known)}")
    register = Register(root)
    try:
        count = hand_out(names, students(Path(path)), root / "release", register)
    except (TableError, OtherVariants, Unverified, specs.SpecError) as why:
        sys.exit(f"Nothing was written.\n{why}")
    print(f"{count} notebooks in {root / 'release'}. Keep {register.path.relative_to(root)}: "
          "make grade needs it, and it must not become public.")


if __name__ == "__main__":
    main(*sys.argv[1:])
