"""Sockets of the machine: abstract ones, D-Bus, Docker, the X server."""

def attack(known):
    import socket

    found = []
    for where in ("\0" + known["abstract"], "/run/dbus/system_bus_socket", "/var/run/docker.sock",
                  "/tmp/.X11-unix/X0"):
        with socket.socket(socket.AF_UNIX) as one:
            if one.connect_ex(where) == 0:
                found.append(where)
    return found
