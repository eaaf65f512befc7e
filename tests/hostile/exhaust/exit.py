"""The process ends itself."""

import os

os._exit(0)
