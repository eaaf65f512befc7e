"""Random expressions that fit: derived, or refused with a reason; never wrong."""

from collections import Counter

import numpy as np
import pytest

from matrixcalculus.tensor import derive
from tests.helpers import expressions

SOME = 300


def test_of_300_random_expressions_none_is_wrong_and_few_are_refused():
    found = [expressions.trial(seed) for seed in range(SOME)]
    counts = Counter(outcome for outcome, _ in found)
    assert [line for outcome, line in found if outcome == "wrong"] == []
    assert counts["refused"] <= SOME // 50
    assert counts["derived"] >= SOME * 9 // 10


def test_a_wrong_answer_would_be_found(monkeypatch):
    by_code = expressions.by_code
    monkeypatch.setattr(expressions, "by_code", lambda *given: 1.01 * by_code(*given))
    outcomes = [expressions.trial(seed)[0] for seed in range(30)]
    assert outcomes.count("wrong") >= 25


@pytest.mark.parametrize("text", ["c @ relu(x)", "c @ softmax(x)", "tr(A @ inv(A + eye(n)))",
                                  "sum(maximum(x, c)) / norm(x)", "logsumexp(x) * sum(x)**2"])
def test_the_code_runs_and_agrees_with_autograd(text):
    by = "A" if "A" in text else "x"
    shapes = {"x": "n", "c": "n", "A": "n n"}
    found = derive(text, by, **{one: shape for one, shape in shapes.items() if one in text})
    values = expressions.point(1, found.names)
    assert np.allclose(expressions.by_code(found, values),
                       expressions.by_autograd(found, values), rtol=1e-10)


def test_torch_and_jax_get_code_that_python_reads():
    found = derive("softmax(W @ x) @ relu(y)", "x", W="n m", x="m", y="n")
    for library, word in (("torch", "torch.softmax"), ("jax", "jax.nn.softmax")):
        source = found.code(library)
        compile(source, library, "exec")
        assert word in source and "np." not in source.replace("jnp.", "")
