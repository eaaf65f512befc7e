"""Tokens in the environment of whoever started all this."""

def attack(known):
    import glob
    import os

    seen = repr(dict(os.environ)).encode()
    for path in glob.glob("/proc/*/environ"):
        try:
            with open(path, "rb") as file:
                seen += file.read()
        except OSError:
            pass
    return known["canary"].encode() in seen
