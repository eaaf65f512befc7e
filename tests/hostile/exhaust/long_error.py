"""An error of a hundred megabytes that cannot be shown."""

class Loud(Exception):
    def __str__(self):
        return "x" * 10**8


raise Loud
