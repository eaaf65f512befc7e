"""Generate exercises/ from solutions/ with nbgrader's own steps: the same files each time.

A solution is an executed notebook; its exercise has no answers, no hidden tests and no outputs.
"""

import shutil
import sys
from pathlib import Path

import nbformat

from course import ROOT, specs

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def assignments(root=ROOT):
    """The names of all assignments: the folders of solutions/."""
    return sorted(path.name for path in (root / "solutions").iterdir() if path.is_dir())


def release(names, target, root=ROOT):
    """Write the student versions of assignments below ``target``; yield each folder.

    Raises ValueError for one that nbgrader refuses.
    """
    steps = _steps()
    for name in names:
        try:
            made = {path.name: _released(path, steps)
                    for path in sorted((root / "solutions" / name).glob("*.ipynb"))}
        except Exception as why:  # whatever nbgrader raises, the author gets its name
            said = str(why).splitlines() or [type(why).__name__]
            raise ValueError(f"{name}: nbgrader refuses: {said[0]}") from why
        yield _write(made, Path(target) / name)


def _steps():
    """What `nbgrader generate_assignment` does to a notebook, without its gradebook."""
    from nbgrader import preprocessors as of  # here: it takes seconds to import
    from traitlets.config import PyFileConfigLoader

    settings = PyFileConfigLoader("nbgrader_config.py", path=str(ROOT)).load_config()
    return [step(config=settings) for step in (
        of.LockCells, of.ClearSolutions, of.ClearOutput, of.CheckCellMetadata, of.ComputeChecksums,
        of.ClearHiddenTests, of.ClearMarkScheme, of.ComputeChecksums, of.CheckCellMetadata)]


def _released(path, steps):
    """The student version of a solution."""
    notebook = nbformat.read(path, as_version=4)
    for step in steps:
        notebook, _ = step.preprocess(notebook, {})
    facts = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    notebook.metadata = nbformat.from_dict(facts)
    return notebook


def _write(notebooks, folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, notebook in notebooks.items():
        nbformat.write(notebook, folder / name)
    return folder


def main():
    try:
        for path in (*release(assignments(), ROOT / "exercises"), *specs.write()):
            print(f"  {path.relative_to(ROOT)}")
    except ValueError as why:
        sys.exit(f"{why}\nCure: mend that folder of solutions/, then run make exercises again.")


if __name__ == "__main__":
    main()
