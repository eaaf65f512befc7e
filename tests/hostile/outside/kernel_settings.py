"""Settings of the kernel: opened for writing, and nothing written."""

def attack(known):
    import os

    found = []
    for folder, _, names in os.walk("/proc/sys"):
        for name in names:
            try:
                os.close(os.open(os.path.join(folder, name), os.O_WRONLY))
                found.append(os.path.join(folder, name))
            except OSError:
                pass
    for path in ("/proc/sysrq-trigger", "/proc/1/oom_score_adj"):
        try:
            os.close(os.open(path, os.O_WRONLY))
            found.append(path if "oom" not in path else "")
        except OSError:
            pass
    return [one for one in found if one]
