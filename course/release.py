"""Generate exercises/ from the questions with nbgrader's own steps: the same files each time.

An exercise has no answers, no hidden tests and no outputs.
"""

import shutil
import sys
from functools import cache
from pathlib import Path

import nbformat

from course import ROOT, exercises, sealing, specs


def release(names, target, root=ROOT):
    """Write the student versions of sets below ``target``; yield each folder.

    Raises ValueError for one that is badly described, or that nbgrader refuses.
    """
    made_by = steps()
    for name in names:
        source = exercises.notebook(specs.load(name, root))
        try:
            made = released(source, made_by)
        except Exception as why:  # whatever nbgrader raises, the author gets its name
            said = str(why).splitlines() or [type(why).__name__]
            raise ValueError(f"{name}: nbgrader refuses: {said[0]}") from why
        yield _write(made, Path(target) / name)


@cache
def steps():
    """What `nbgrader generate_assignment` does to a notebook, without its gradebook."""
    from nbgrader import preprocessors as of  # here: it takes seconds to import
    from traitlets.config import PyFileConfigLoader

    settings = PyFileConfigLoader("nbgrader_config.py", path=str(ROOT)).load_config()
    return [step(config=settings) for step in (
        of.LockCells, of.ClearSolutions, of.ClearOutput, of.CheckCellMetadata, of.ComputeChecksums,
        of.ClearHiddenTests, of.ClearMarkScheme, of.ComputeChecksums, of.CheckCellMetadata)]


@cache
def steps_of_a_variant():
    """The same without looking at metadata, which are those of the book's variant."""
    return [one for one in steps() if type(one).__name__ != "CheckCellMetadata"]


def released(notebook, made_by):
    """The student version of a notebook with solutions."""
    for step in made_by:
        notebook, _ = step.preprocess(notebook, {})
    notebook.metadata = nbformat.from_dict(exercises.FACTS)
    return notebook


def _write(notebook, folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / f"{folder.name}.ipynb")
    return folder


def main():
    try:
        for path in (*release(specs.names(), ROOT / "exercises"), *sealing.write()):
            print(f"  {path.relative_to(ROOT)}")
    except ValueError as why:
        sys.exit(f"{why}\nThen run make exercises again.")


if __name__ == "__main__":
    main()
