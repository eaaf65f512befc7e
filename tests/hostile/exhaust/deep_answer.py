"""An answer of lists in lists in lists."""

def tripled_by_w(w, x):
    deep = []
    for _ in range(100_000):
        deep = [deep]
    return deep
