"""The policy of a page names the scripts that stand in it, and no others."""

import re

import pytest

from course import policy

PAGE = """<html><head>
<meta charset="utf-8" />{}
<script src="a.js"></script><script type="application/json">{{"not": "run"}}</script>
<script>run()</script></head><body>
<button title="a" onclick="f(&quot;x&quot;)">b</button></body></html>
"""


@pytest.fixture
def page(tmp_path):
    path = tmp_path / "page.html"
    path.write_text(PAGE.format(""))
    return path


def test_it_stands_behind_the_charset_and_before_every_script(page):
    policy.write(page, policy.BOOK)
    text = page.read_text()
    assert text.index("charset") < text.index("Content-Security-Policy") < text.index("<script")
    assert text.index("charset") < 1024, "where browsers look for it"


def test_it_allows_the_scripts_of_the_page_and_no_others(page):
    policy.write(page, policy.BOOK)
    found = re.search(r"script-src ([^;]*);", page.read_text())[1].split()
    allowed = {policy.digest("run()"), policy.digest('f("x")')}
    assert set(found) == {"'self'", "file:", "'unsafe-hashes'", *allowed}


def test_it_is_written_once_and_follows_the_page(page):
    policy.write(page, policy.BOOK)
    first = page.read_text()
    policy.write(page, policy.BOOK)
    assert page.read_text() == first
    page.write_text(first.replace("run()", "walk()"))
    policy.write(page, policy.BOOK)
    assert page.read_text() == first.replace("run()", "walk()").replace(
        policy.digest("run()"), policy.digest("walk()"))


def test_every_page_has_one_and_it_is_that_of_its_scripts(html):
    pages = [path for path in html.rglob("*.html")
             if not path.relative_to(html).parts[0].startswith(("lab", "_"))]
    assert len(pages) > 25
    for path in [*pages, *(html / "lab").glob("*/index.html")]:
        text = path.read_text(encoding="utf-8")
        in_lab = "lab" in path.relative_to(html).parts[:1]
        rules = policy.LAB if in_lab else policy.rules_of(text)
        [found] = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)
        assert found == policy.policy(policy.META.sub("", text), rules), path


def test_only_derive_runs_webassembly_and_it_may_fetch_nothing_more():
    assert policy.rules_of("<p>") is policy.BOOK
    assert policy.rules_of('<div class="interactive derive">') is policy.DERIVE
    assert policy.DERIVE["connect-src"] == policy.BOOK["connect-src"]
    assert "wasm" not in str(policy.BOOK)


def test_nothing_may_come_from_elsewhere():
    for rules in (policy.BOOK, policy.LAB):
        said = " ".join(rules.values())
        assert "http" not in said and "*" not in said
        assert "'unsafe-inline'" not in rules["script-src"]
    assert "'unsafe-eval'" not in policy.BOOK["script-src"]
