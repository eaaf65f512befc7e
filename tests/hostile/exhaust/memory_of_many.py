"""Much memory, in many processes."""

import os
import time

for _ in range(8):
    if os.fork() == 0:
        held = [bytearray(1 << 20) for _ in range(700)]
        for one in held:
            one[::4096] = b"x" * len(one[::4096])
        time.sleep(1000)
        os._exit(0)
time.sleep(1000)
