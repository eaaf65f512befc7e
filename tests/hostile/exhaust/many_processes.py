"""A process that doubles."""

import os
import time

born = 0
while born < 5000:
    try:
        if os.fork() == 0:
            time.sleep(1000)
            os._exit(0)
        born += 1
    except OSError:
        break
