"""What Canvas imports."""

import zipfile

from course.bank import canvas


def read(path, name):
    with zipfile.ZipFile(path) as archive:
        [found] = [one for one in archive.namelist() if one.endswith(name)]
        return archive.read(found).decode()


def test_answers_are_shuffled(items, tmp_path):
    canvas.write(items, tmp_path / "quiz.zip")
    assert "<shuffle_answers>true</shuffle_answers>" in read(
        tmp_path / "quiz.zip", "assessment_meta.xml")


def test_the_licence_is_that_of_the_book(items, tmp_path):
    canvas.write(items, tmp_path / "quiz.zip")
    manifest = read(tmp_path / "quiz.zip", "imsmanifest.xml")
    assert canvas.LICENCE in manifest and "Private" not in manifest


def test_a_margin_is_rounded_up():
    assert canvas.four_decimals(0.00001) == 0.0001 and canvas.four_decimals(0.29) == 0.29
