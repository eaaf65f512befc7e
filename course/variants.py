"""Who gets which variant of a question: drawn from a secret, the student, the set, the question.

The secret is made once, and stays in ``grading/variants.json``, for its owner only, with a record
of who was given which sets. With it the grader makes every student's set again, and knows a
foreign notebook by its tags.
"""

import hashlib
import hmac
import json
import os
import secrets

from course import ROOT

FILE = "grading/variants.json"


class OtherVariants(ValueError):
    """What varies has changed since variants were given out; what to do."""


class Register:
    """The secret of this copy of the course, and who was given what."""

    def __init__(self, root=ROOT):
        self.root, self.path = root, root / FILE
        try:
            self.data = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            self.data = {"secret": secrets.token_hex(32), "given": {}}

    def give(self, source, students):
        """Record that students are given variants of a set."""
        before = self.data["given"].get(source.name, {"students": []})
        self.data["given"][source.name] = {
            "students": sorted({*before["students"], *students}), "vary": _digests(source)}

    def unchanged(self, source):
        """Does a set vary as it did when variants were given out? Raises OtherVariants."""
        now = _digests(source)
        known = self.data["given"].get(source.name, {}).get("vary", now)
        if changed := sorted(name for name in known | now if known.get(name) != now.get(name)):
            raise OtherVariants(
                f"{source.file}: 'vary' or 'keep' of {', '.join(changed)} has changed since "
                "variants were given out, and students have others than would be made now. Cure: "
                f"git checkout the file as it was; or take {source.name} out of {FILE}, and give "
                "everybody a new notebook")

    def save(self):
        """Write the file whole or not at all, for its owner only. Raises OSError."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        half = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        with open(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(self.data, file, indent=1, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        os.replace(half, self.path)

    def set_of(self, source, student):
        """The set of a student: each question that varies in their own variant."""
        return source.set(self.choose(source.name, student))

    def choose(self, assignment, student):
        """A function from a question, and the number of its variants, to a number and a tag."""
        return lambda question, count: (
            self._drawn("variant", assignment, student, question) % count,
            self.tag(assignment, student, question))

    def tag(self, assignment, student, question):
        """Whose variant it is, for those who know the secret."""
        return f"{self._drawn('tag', assignment, student, question):064x}"[:12]

    def _drawn(self, what, *names):
        text = json.dumps([what, *names]).encode()
        return int.from_bytes(hmac.digest(self.data["secret"].encode(), text, hashlib.sha256))


def _digests(source):
    """Of the combinations of each question: to notice that they have changed."""
    return {name: hashlib.sha256(json.dumps(every, sort_keys=True).encode()).hexdigest()[:12]
            for name, every in source.combinations.items()}
