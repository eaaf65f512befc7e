"""NaN, infinity and what is larger than every number."""

def tripled_by_w(w, x):
    return np.full((len(x), len(x)), np.nan)


def capped_gradient(p, s, y):
    return [float("inf"), 10**400]


a = b = c = float("nan")
