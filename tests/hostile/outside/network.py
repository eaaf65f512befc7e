"""A server on this machine, and any other."""

def attack(known):
    import socket

    found = []
    for where in (("127.0.0.1", known["port"]), ("192.0.2.1", 80)):
        with socket.socket() as one:
            one.settimeout(1)
            if one.connect_ex(where) == 0:
                found.append(where)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        try:
            one.sendto(b"x", ("192.0.2.1", 53))
            found.append("UDP")
        except OSError:
            pass
    return found
