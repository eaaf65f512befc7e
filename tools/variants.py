"""The variants of a class, as `make exercises ROSTER=` would give them out: verified, counted.

    make variants                        # 300 students, every set; nothing is written
    make variants STUDENTS=40 SETS="06-elementwise"
"""

import sys
import tempfile
import time
from pathlib import Path

from course import hand_out, specs
from course.variants import Register


def main(students="300", names=""):
    people = [f"student-{number:04}" for number in range(int(students))]
    with tempfile.TemporaryDirectory() as folder:
        register = Register(Path(folder))  # another secret in each run
    everything = {one: [] for one in people}
    for name in names.split() or specs.names():
        start, source = time.monotonic(), specs.Source(name)
        try:
            said = hand_out.verified(source, people, register)
        except hand_out.Unverified as why:
            sys.exit(str(why))
        drawn = {one: tuple(register.choose(name, one)(question, len(every))[0]
                            for question, every in source.combinations.items()) for one in people}
        for one in people:
            everything[one].append(drawn[one])
        print(f"{said}; {len({*drawn.values()})} of {len(people)} sets differ; "
              f"{time.monotonic() - start:.0f} s", flush=True)
    distinct = len({tuple(one) for one in everything.values()})
    print(f"All sets together: {distinct} of {len(people)} students have exercises that differ.")


if __name__ == "__main__":
    main(*sys.argv[1:])
