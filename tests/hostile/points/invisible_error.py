"""IPython shows no error for a UsageError."""

from IPython.core.error import UsageError


def tripled_by_w(w, x):
    raise UsageError("")


a = b = c = property(tripled_by_w)
