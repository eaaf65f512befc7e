"""A new user namespace, in which one is root, and a mount in it."""

def attack(known):
    import ctypes
    import os

    libc = ctypes.CDLL(None)
    read, write = os.pipe()
    if os.fork() == 0:
        new = libc.unshare(0x10000000 | 0x00020000) == 0
        os.write(write, b"1" if new else b"0")
        os._exit(0)
    os.wait()
    return os.read(read, 1) == b"1"
