"""The same when the process ends."""

import atexit
import json
import os
import threading


def tell():
    for number in range(500):
        for fd in range(1, 12):
            try:
                os.write(fd, json.dumps({"n": number, "value": 1, "ok": True}).encode() + b"\n")
            except OSError:
                pass


atexit.register(tell)
threading.Timer(0.05, tell).start()
