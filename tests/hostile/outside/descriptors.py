"""Open files and folders of other processes."""

def attack(known):
    import glob
    import os

    found = []
    for path in glob.glob("/proc/*/fd/*"):
        try:
            where = os.readlink(path)
        except OSError:
            continue
        if not where.startswith(("pipe:", "/dev/null", "anon_inode", "socket:", "/proc/", "/home")):
            found.append(where)
    return found
