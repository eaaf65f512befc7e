"""The bank for Moodle: one file, a category for each chapter, or for each pool of variants."""

from xml.etree import ElementTree

from course.bank.portable import course_title, html


def write(items, path):
    _write([(item.chapter, item) for item in items], path)


def write_pools(pools, path):
    """A category for each pool: a quiz then asks "a random question from category"."""
    _write([(f"Exercises/{one.set}/{one.title.replace('/', '//')}", item)
            for one in pools for item in one.items], path)


def _write(pairs, path):
    """Write items, each below its category."""
    quiz, last = ElementTree.Element("quiz"), None
    for name, item in pairs:
        if name != last:
            last = name
            category = ElementTree.SubElement(quiz, "question", type="category")
            _text(category, "category", f"$course$/top/{course_title()}/{name}", form=None)
        quiz.append(_item(item))
    ElementTree.indent(quiz)
    ElementTree.ElementTree(quiz).write(path, encoding="utf-8", xml_declaration=True)


def _item(item):
    made = ElementTree.Element(
        "question", type="numerical" if item.kind == "number" else "multichoice")
    _text(made, "name", item.name, form=None)
    _text(made, "questiontext", html(item.stem))
    _plain(made, defaultgrade="1", penalty="0.3333333", idnumber=item.id)
    (_number if item.kind == "number" else _choices)(made, item)
    return made


def _choices(made, item):
    _plain(made, single=_word(item.kind == "one"), shuffleanswers=_word(item.mixed),
           answernumbering="ABCD")
    right = sum(option.right for option in item.options)
    for option in item.options:
        # Of several, each right one gives its share, and each wrong one takes as much away.
        share = 100 / right if option.right else -100 / right if item.kind == "several" else 0
        answer = _text(made, "answer", html(option.text), fraction=f"{share:.5f}")
        _text(answer, "feedback", html(option.why))


def _number(made, item):
    cases = [(repr(item.number), 100, item.why), *((repr(n), 0, why) for n, why in item.slips),
             ("*", 0, item.otherwise)]
    for value, share, why in cases:
        answer = _text(made, "answer", value, form="moodle_auto_format", fraction=f"{share}")
        margin = 0 if value == "*" else item.margin * abs(float(value)) / (abs(item.number) or 1)
        _plain(answer, tolerance=repr(margin))
        _text(answer, "feedback", html(why))


def _word(truth):
    return str(truth).lower()


def _plain(parent, **texts):
    for name, text in texts.items():
        ElementTree.SubElement(parent, name).text = text


def _text(parent, name, text, form="html", **attributes):
    made = ElementTree.SubElement(parent, name, {"format": form} if form else {}, **attributes)
    ElementTree.SubElement(made, "text").text = text
    return made
