"""Every writable file system, filled."""


for folder in ("/tmp", "/home", "/dev/shm", "/dev", "/var/tmp", "/"):
    for number in range(1000):
        try:
            with open(f"{folder}/{number}", "wb") as file:
                for _ in range(100):
                    file.write(b"x" * (1 << 20))
        except OSError:
            break
