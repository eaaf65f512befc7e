"""Run the hostile class against this grader, and print what it reached.

    python -m tests.hostile
"""

import tempfile
import time
from pathlib import Path

from course.grading import sandbox

from . import answered, attacked, attacks, graded, hand_in, handed_in, reached, short_set, treasures


def points(root, folder):
    """Attacks for points: tried, and those that got more than an empty notebook."""
    codes = attacks("points")
    for name, code in codes.items():
        hand_in(folder, name, attacked(root, code))
    found = graded(root, folder)
    return {name: found[name]["points"] for name in codes}


def outside(folder):
    """Attacks on what lies outside: what each reached."""
    with treasures(folder) as known:
        sandbox.fresh_keyring()
        with sandbox.Sandbox() as box:
            return {name: reached(box, code, known) for name, code in attacks("outside").items()}


def exhaust(root, folder):
    """Attacks on the machine: results, those of two honest neighbours among them."""
    for name in ("a-right", "z-right"):
        hand_in(folder, name, answered(root))
    for name, code in attacks("exhaust").items():
        hand_in(folder, name, attacked(root, code))
    return graded(root, folder)


def broken(root, folder):
    """Files that are hardly notebooks, and folders with names that are hardly names."""
    hand_in(folder, "right", answered(root))
    for name, make in handed_in.FILES.items():
        make(folder, name, answered(root))
    for name in handed_in.NAMES.values():
        hand_in(folder, name.decode(errors="surrogateescape"), answered(root))
    return graded(root, folder)


def main():
    sandbox.CELL_SECONDS, sandbox.WAIT = 3, 4
    with tempfile.TemporaryDirectory() as scratch:
        root = short_set(Path(scratch) / "course")
        folders = [Path(scratch) / name / "submitted" for name in ("a", "b", "c", "d")]
        for one in folders:
            one.mkdir(parents=True)
        begin = time.monotonic()
        won = points(root, folders[0])
        print(f"points: {time.monotonic() - begin:.0f} s", flush=True)
        seen = outside(folders[1])
        print(f"outside: {time.monotonic() - begin:.0f} s", flush=True)
        tired = exhaust(root, folders[2])
        print(f"exhaust: {time.monotonic() - begin:.0f} s", flush=True)
        odd = broken(root, folders[3])
        print(f"handed in: {time.monotonic() - begin:.0f} s", flush=True)
    most = tired["a-right"]["points"]
    print(f"points    {len(won):3} tried, above an empty notebook: "
          f"{ {name: got for name, got in won.items() if got} or 0}")
    print(f"outside   {len(seen):3} tried, reached: {list(filter(None, seen.values())) or 0}")
    lost = [name for name, one in tired.items() if one["state"] != "graded"]
    print(f"exhaust   {len(tired) - 2:3} tried, ungraded: {lost or 0}; "
          f"neighbours: {most} and {tired['z-right']['points']} points")
    silent = [name for name, one in odd.items() if one["points"] < most and not one["notes"]]
    print(f"handed in {len(odd) - 1:3} tried, without a grade or a line: {silent or 0}; "
          f"the honest: {odd['right']['points']} points")


if __name__ == "__main__":
    main()
