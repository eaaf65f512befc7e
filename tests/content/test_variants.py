"""Questions that vary: a few variants of each stand (`make variants` looks at a class of 300)."""

import random
import re

import pytest

from course import specs
from course.verified import Bench

LOOKED_AT = 1  # variants of a question, beside its last


@pytest.mark.parametrize("name", specs.names())
def test_variants_stand(name):
    bench, rng, found = Bench(specs.Source(name)), random.Random(7), []
    for question, every in bench.source.combinations.items():
        numbers = {len(every) - 1, *rng.sample(range(len(every)), min(LOOKED_AT, len(every)))}
        for tasks in bench.variants(question, sorted(numbers)):
            found += bench.problems(tasks)
    assert found == []


@pytest.mark.parametrize("name", specs.names())
def test_a_hint_does_not_name_what_varies(name):
    """A number of the book's variant in a hint would be wrong in the others."""
    for one, group in specs.Source(name).groups:
        first = {key: values[0] for key, values in group.get("vary", {}).items()} \
            if isinstance(group.get("vary"), dict) else {}
        for hint in one.get("hints", ()):
            plain = re.sub(r"\{\{.+?\}\}", "", hint)
            for key, value in first.items():
                forms = value.values() if isinstance(value, dict) else [value]
                named = [form for form in map(str, forms) if (
                    int(form) > 4 if form.isdigit() else len(form) > 4)
                    and re.search(rf"(?<![\w.]){re.escape(form)}(?![\w.])", plain)]
                assert not named, f"{one['id']}: a hint says {named[0]}; cure: write {{{{{key}}}}}"
