"""The word that was meant."""


def distance(a, b):
    """How many letters must change to make one word of the other."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a):
        last, row[0] = row[0], i + 1
        for j, y in enumerate(b):
            last, row[j + 1] = row[j + 1], min(last + (x != y), row[j] + 1, row[j + 1] + 1)
    return row[-1]


def nearest(word, known):
    """The known word that is meant, or None."""
    best = None
    for one in sorted(known):
        away = distance(word.lower(), one.lower())
        if away <= max(1, len(one) // 3) and (best is None or away < best[0]):
            best = (away, one)
    return best and best[1]
