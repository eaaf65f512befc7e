"""The rights of root: by a number, by a program, by a capability."""

def attack(known):
    import os
    import subprocess

    found = []
    for change in (os.setuid, os.setgid):
        try:
            change(0)
            found.append(change.__name__)
        except OSError:
            pass
    for words in (["su", "-c", "id -u"], ["sudo", "-n", "id", "-u"]):
        try:
            done = subprocess.run(words, capture_output=True, stdin=subprocess.DEVNULL, timeout=5)
            found += [words[0]] if done.stdout.strip() == b"0" else []
        except (OSError, subprocess.SubprocessError):
            pass
    try:
        os.chown("/home", 0, 0)
        found.append("chown")
    except OSError:
        pass
    return found
