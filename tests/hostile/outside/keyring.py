"""A key in the session's keyring (a Kerberos ticket, say)."""

def attack(known):
    import ctypes
    import os

    number = {"x86_64": 250, "aarch64": 219}[os.uname().machine]
    call = ctypes.CDLL(None).syscall
    said = ctypes.create_string_buffer(256)
    for keyring in (-1, -2, -3, -4, -5, *known["keyrings"]):
        key = call(number, 10, keyring, b"user", known["key"].encode(), 0)
        if key > 0 and call(number, 11, key, said, 256) > 0:
            return said.value.decode()
