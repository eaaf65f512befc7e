"""The machine's name and clock."""

def attack(known):
    import socket
    import time

    found = []
    try:
        time.clock_settime(time.CLOCK_REALTIME, time.time())
        found.append("clock")
    except OSError:
        pass
    try:
        socket.sethostname("mine")
        found.append("name")
    except OSError:
        pass
    return found
