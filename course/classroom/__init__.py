"""From a learning platform to the grader, and back: nothing is lost on the way.

Read it in this order: tables (CSV of which all but single cells stays byte for byte), roster (who
is in the class), names (what platforms call a file), archives (what may be read of a zip or a
folder), collect (what was handed in goes where the grader looks), gradebook (points go back into
the platform's own export).
"""
