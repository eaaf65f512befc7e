"""An answer that never comes."""

def tripled_by_w(w, x):
    while True:
        try:
            while True:
                pass
        except:  # noqa: E722
            pass
