"""A class of four as two platforms know it, and the archives that they give."""

import json
import zipfile

import pytest

CANVAS = """Student,ID,SIS User ID,SIS Login ID,Section,Exercises 6 (901),Final Score
,,,,,Manual Posting,(read only)
    Points Possible,,,,,18,(read only)
"Doe, Jane",101,S1,jdoe,A,,90.0
"M\u00fcller, Zo\u00eb",102,S2,zmueller,A,,80.0
"Smith, Al",103,S3,asmith,B,4,
"Smith, Al",104,S4,asmith2,B,,
"Student, Test",105,,,A,,
"""
WORKSHEET = """Identifier,"Full name","Email address",Status,Grade,"Maximum Grade"
Participant 901,"Jane Doe",jane@example.org,"Submitted",,"18.00"
Participant 902,"Zo\u00eb M\u00fcller",zoe@example.org,"Submitted",,"18.00"
"""


@pytest.fixture
def canvas(tmp_path):
    path = tmp_path / "canvas.csv"
    path.write_text(CANVAS, encoding="utf-8", newline="")
    return path


@pytest.fixture
def worksheet(tmp_path):
    path = tmp_path / "worksheet.csv"
    path.write_bytes(b"\xef\xbb\xbf" + WORKSHEET.replace("\n", "\r\n").encode())
    return path


def notebook(text="1"):
    cells = [{"cell_type": "code", "id": "a", "metadata": {}, "source": text, "outputs": [],
              "execution_count": None}]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


@pytest.fixture
def zipped(tmp_path):
    """A function that writes a zip of ``{path: content}`` and returns its path."""
    def write(files, name="submissions.zip"):
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for place, content in files.items():
                archive.writestr(place, content)
        return path
    return write
