"""A crash of Python itself."""

import ctypes

ctypes.string_at(0)
