"""Asking for the arguments of the answer raises what is not shown."""

from IPython.core.error import UsageError


class Answer:
    def __call__(self, *a, **k):
        return self

    @property
    def __signature__(self):
        raise UsageError("")


tripled_by_w = capped_gradient = Answer()
