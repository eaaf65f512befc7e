"""Signals to, and the memory of, processes that are not one's own."""

def attack(known):
    import os

    found = []
    for one in (int(name) for name in os.listdir("/proc") if name.isdigit()):
        with open(f"/proc/{one}/cmdline", "rb") as file:
            program = file.read()
        if any(word.encode() in program for word in known["programs"]):
            found.append(program)
    for one in known["processes"]:
        try:
            os.kill(one, 0)
            if one > 20:
                found.append(one)
        except OSError:
            pass
    return found
