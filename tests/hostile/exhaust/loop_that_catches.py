"""A loop that swallows every interruption."""

while True:
    try:
        while True:
            pass
    except:  # noqa: E722
        pass
