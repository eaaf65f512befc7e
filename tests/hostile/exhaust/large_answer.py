"""An answer of a gigabyte."""

def tripled_by_w(w, x):
    return np.zeros((10000, 10000))
