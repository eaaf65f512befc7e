"""Output without an end, on every channel."""

import os

channels = []
for process in os.listdir("/proc"):
    for fd in ("1", "2"):
        try:
            channels.append(os.open(f"/proc/{process}/fd/{fd}", os.O_WRONLY))
        except OSError:
            pass
while True:
    for one in [*channels, *range(3, 12)]:
        try:
            os.write(one, b"x" * 65536)
        except OSError:
            pass
