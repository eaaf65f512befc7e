"""A sleep without an end."""

import time

time.sleep(10**6)
