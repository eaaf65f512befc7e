"""What tests of grading and of the instructors' pages share: a sandbox, or a clear skip."""

import os

import pytest

from course.grading import sandbox


@pytest.fixture(scope="session")
def isolated():
    """A sandbox that holds; without one the test is skipped, or fails if REQUIRE_SANDBOX=1."""
    try:
        sandbox.probe(keyring=sandbox.fresh_keyring())
    except sandbox.NoSandbox as why:
        if os.environ.get("REQUIRE_SANDBOX") == "1":
            pytest.fail(f"{why}, and REQUIRE_SANDBOX=1", pytrace=False)
        pytest.skip(f"no sandbox (bubblewrap): {why}")
