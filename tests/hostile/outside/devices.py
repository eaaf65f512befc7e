"""Disks, memory, the kernel's log, the terminal that all this was started from."""

def attack(known):
    import os

    found = []
    for name in ("tty", "mem", "kmsg", "sda", "vda", "fuse", "kvm", "loop-control", "net/tun"):
        try:
            os.close(os.open(f"/dev/{name}", os.O_RDWR))
            found.append(name)
        except OSError:
            pass
    return found
