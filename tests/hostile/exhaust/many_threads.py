"""Thousands of threads."""

import threading
import time

for _ in range(5000):
    try:
        threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
    except RuntimeError:
        break
