"""Python, the package, the program that runs here, devices: written to."""

def attack(known):
    import os
    import sys

    import matrixcalculus

    found = []
    places = ["/", "/usr", "/usr/bin", "/dev", "/etc", "/var/tmp", "/run", sys.prefix,
              sys.base_prefix, os.path.dirname(matrixcalculus.__file__)]
    for path in [*(f"{place}/mine" for place in places), "/program.py", matrixcalculus.__file__]:
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT))
            found.append(path)
        except OSError:
            pass
    return found
