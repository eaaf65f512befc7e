"""What a zip or a folder holds, to a limit, and nothing by a path that leads out of it."""

import os
import stat
import zipfile
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from pathlib import Path, PurePosixPath

from course.grading.door import LARGEST

MOST = 20_000  # files
ALL = 1 << 30  # bytes, unpacked
IGNORED = ("__MACOSX", ".DS_Store", ".ipynb_checkpoints", "Thumbs.db")


class Refused(ValueError):
    """An archive that is not read; says why, and the cure."""


@dataclass(frozen=True)
class File:
    """A file of an archive: its path, when it was written, and its bytes or why there are none."""

    path: str
    when: datetime
    content: bytes = b""
    refused: str = ""
    inside: str = ""  # the path of the zip in which it lay


def files(source):
    """Every file of a zip or a folder; a zip within it is opened too, once. Raises Refused."""
    source = Path(source)
    if source.is_dir():
        found = _of_folder(source)
    elif source.is_file():
        try:
            found = _of_zip(zipfile.ZipFile(source))
        except (zipfile.BadZipFile, OSError) as error:
            raise Refused(f"{source} is no zip ({error}); cure: download it again, or name a "
                          "folder") from None
    else:
        raise Refused(f"there is no {source}; cure: FROM=submissions.zip, as the platform gave it")
    for one in found:
        inner = _inner(one) if one.path.lower().endswith(".zip") and not one.refused else None
        yield from [one] if inner is None else inner


def _of_folder(folder):
    count = 0
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(one for one in folders if one not in IGNORED)
        for name in sorted(names):
            path, count = Path(at, name), count + 1
            place = path.relative_to(folder).as_posix()
            if count > MOST:
                raise Refused(f"{folder} holds more than {MOST} files; cure: name the folder that "
                              "holds the submissions and nothing else")
            if _ignored(place):
                continue
            kind = path.lstat()
            when = datetime.fromtimestamp(kind.st_mtime).astimezone()
            if not stat.S_ISREG(kind.st_mode):
                yield File(place, when, refused="no file, or a link")
            elif kind.st_size > LARGEST:
                yield File(place, when, refused=f"larger than {LARGEST >> 20} MB")
            else:
                yield File(place, when, path.read_bytes())


def _of_zip(archive):
    with archive:
        entries = [one for one in archive.infolist()
                   if not one.is_dir() and not _ignored(one.filename)]
        if len(entries) > MOST:
            raise Refused(f"the zip holds {len(entries)} files, more than {MOST}: not unpacked")
        if sum(one.file_size for one in entries if one.file_size <= LARGEST) > ALL:
            raise Refused(f"unpacked, the zip is larger than {ALL >> 30} GB: not unpacked")
        for one in entries:
            yield _entry(archive, one)


def _entry(archive, entry):
    path = entry.filename.replace("\\", "/")
    parts, when = PurePosixPath(path).parts, _when(entry)
    if path.startswith("/") or ".." in parts or (parts and parts[0].endswith(":")):
        return File(path, when, refused="its path leads out of the archive")
    if stat.S_ISLNK(entry.external_attr >> 16):
        return File(path, when, refused="a link")
    if entry.file_size > LARGEST:
        return File(path, when, refused=f"larger than {LARGEST >> 20} MB")
    try:
        with archive.open(entry) as file:
            content = file.read(LARGEST + 1)
    except (RuntimeError, NotImplementedError, zipfile.BadZipFile, OSError, EOFError,
            ValueError) as error:
        return File(path, when, refused=f"it cannot be read ({error})")
    if len(content) > LARGEST:
        return File(path, when, refused=f"larger than {LARGEST >> 20} MB")
    return File(path, when, content)


def _when(entry):
    try:
        return datetime(*entry.date_time).astimezone()
    except ValueError:  # the archive names no day
        return datetime.fromtimestamp(0).astimezone()


def _inner(outer):
    """The files of a zip that somebody handed in; None where it cannot be opened."""
    try:
        found = list(_of_zip(zipfile.ZipFile(BytesIO(outer.content))))
    except (zipfile.BadZipFile, Refused, OSError, ValueError):
        return None
    if sum(len(one.content) for one in found) > LARGEST:
        return [replace(outer, refused=f"unpacked, it is larger than {LARGEST >> 20} MB")]
    return [replace(one, inside=outer.path, when=outer.when) for one in found]


def _ignored(path):
    parts = path.replace("\\", "/").split("/")
    return any(one in IGNORED for one in parts) or parts[-1].startswith("._")
