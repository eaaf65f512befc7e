"""Whoever asks another process gets an empty list of points."""

import subprocess
import types

subprocess.run = lambda *a, **k: types.SimpleNamespace(returncode=0, stdout="[]", stderr="")
