"""The end of a test run says which tests were skipped, why, and what changes that."""

from collections import Counter

CURES = {  # a word of the reason, the command
    "hub": "make _build/hub/done, and run again",
    "chromium": "apt-get install chromium, and run again",
    "bubblewrap": "apt-get install bubblewrap, and run again",
    "PYODIDE_DIST": "python3 -m course.lab.pyodide fetch pyodide && PYODIDE_DIST=pyodide make test",
}


def summary(reports):
    """Lines for the reports of skipped tests: each reason, its files with counts, its cure."""
    files = {}
    for report in reports:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        counts = files.setdefault(reason.removeprefix("Skipped: "), Counter())
        counts[report.nodeid.partition("::")[0]] += 1
    for reason, counts in sorted(files.items()):
        yield f"{counts.total()} skipped: {reason}"
        yield "    " + ", ".join(f"{file} ({n})" for file, n in sorted(counts.items()))
        cures = [cure for word, cure in CURES.items() if word in reason]
        yield f"    Cure: {cures[0] if cures else 'the reason says it'}"
