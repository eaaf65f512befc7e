"""A file of the instructor, by its path and through other processes."""

def attack(known):
    import glob
    import os

    roots = ["", *glob.glob("/proc/*/root"), *glob.glob("/proc/*/cwd"), "/oldroot", "/newroot"]
    return [root + path for root in roots for path in known["files"] if os.path.exists(root + path)]
