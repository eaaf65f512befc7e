"""What a page fetches of the engine: the same program, without its words."""

import ast

import pytest

from course.site.parts.derive import ENGINE, bare


def program(source):
    """The tree of a source, without descriptions."""
    tree = ast.parse(source)
    for one in ast.walk(tree):
        body = getattr(one, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr) and isinstance(
                body[0].value, ast.Constant) and not isinstance(one, ast.Expression):
            body[0].value.value = 0
    return ast.dump(tree)


@pytest.mark.parametrize("path", sorted(ENGINE.glob("*.py")), ids=lambda path: path.name)
def test_only_words_are_left_out(path):
    source = path.read_text(encoding="utf-8")
    made = bare(source)
    assert program(made).replace("kind='u'", "") == program(source)
    assert len(made) < len(source) and "#" not in [line.strip()[:1] for line in made.splitlines()]
    assert made.count("\n") == source.count("\n")  # a fault keeps its line


def test_a_text_that_says_something_stays():
    assert bare('"""Words."""\n\nX = "# kept"  # gone\n') == '0\n\nX = "# kept"\n'
    assert bare('def f():\n    """Words,\n    more."""\n    return """kept"""\n') == (
        'def f():\n 0\n\n return """kept"""\n')
    assert bare('x = f(1,\n      2)\nif x:\n    y = """a\n    b"""\n') == (
        'x = f(1,\n2)\nif x:\n y = """a\n    b"""\n')
