"""What Anki imports."""

import sqlite3
import zipfile

from course.bank import anki


def test_a_deck_keeps_its_numbers(items, tmp_path):
    """A newer deck brings a learner's cards up to date instead of adding them again."""
    notes = []
    for name in ("one", "two"):
        anki.write(items, tmp_path / name)
        with zipfile.ZipFile(tmp_path / name) as archive:
            archive.extract("collection.anki2", tmp_path / f"{name}-base")
        base = sqlite3.connect(tmp_path / f"{name}-base" / "collection.anki2")
        notes.append(base.execute("select guid, mid from notes order by guid").fetchall())
        base.close()
    assert notes[0] == notes[1] and len(set(notes[0])) == len(items)
