"""Another file system, or a read-only one made writable."""

def attack(known):
    import ctypes

    mount = ctypes.CDLL(None).mount
    tried = ((b"none", b"/usr", None, 32, None), (b"none", b"/", None, 32, None),
             (b"tmpfs", b"/home", b"tmpfs", 0, None), (b"proc", b"/tmp", b"proc", 0, None))
    return [one[1] for one in tried if mount(*one) == 0]
