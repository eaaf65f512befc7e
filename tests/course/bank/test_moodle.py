"""What Moodle imports."""

from xml.etree import ElementTree

from course.bank import moodle


def test_reasons_and_formulas_reach_moodle(items, tmp_path):
    moodle.write(items, tmp_path / "moodle.xml")
    text = (tmp_path / "moodle.xml").read_text(encoding="utf-8")
    assert text.count('<question type="numerical">') == 2
    assert "This is the value at 2, not the slope there. (M27: a value is taken" in text
    assert r"\(\operatorname{diag}(\mathbf x)\)" in text and "$" not in text.replace("$course$", "")


def test_choices_are_shuffled_but_lines_are_not(items, tmp_path):
    moodle.write(items, tmp_path / "moodle.xml")
    shuffled = {one.findtext("idnumber"): one.findtext("shuffleanswers") for one in
                ElementTree.parse(tmp_path / "moodle.xml").iter("question")}
    assert shuffled["Q06-1"] == shuffled["Q06-2"] == shuffled["Q06-5"] == "true"
    assert shuffled["Q06-6"] == "false" and shuffled["Q06-3"] is None
