"""Archives that are the same bytes each time; and what of the package goes into them."""

import zipfile

from course import ROOT

WHEN = (2020, 1, 1, 0, 0, 0)  # no dates


def write(path, files):
    """Write an archive of (name, content) pairs."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name, WHEN), content, zipfile.ZIP_DEFLATED, 9)


def package_paths(root=ROOT):
    """The files of the package ``matrixcalculus``: modules and data."""
    return [path for path in sorted((root / "matrixcalculus").rglob("*"))
            if path.suffix in (".py", ".csv", ".json")]


def copy_package(folder, root=ROOT):
    """Copy the package into a folder."""
    for name, content in package_files(root):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def package_files(root=ROOT):
    """The same as (name, content) pairs, each name from the root."""
    return [(path.relative_to(root).as_posix(), path.read_bytes()) for path in package_paths(root)]
