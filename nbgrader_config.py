"""nbgrader: its source notebooks are made of solutions/; exercises/ is what students get.

Used by `make exercises`, and by every `nbgrader` command that is run in this folder.
"""

import os
import sys
from pathlib import Path

from course import exercises, specs

c = get_config()  # noqa: F821  (nbgrader provides it)

# nbgrader makes no folder for its gradebook, and finds the program that sets it up by the PATH.
Path("grading").mkdir(exist_ok=True)
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"

# What is authored is solutions/<set>/questions.yml; nbgrader wants a notebook.
try:
    exercises.write(Path.cwd())
except specs.SpecError as why:
    sys.exit(str(why))
c.CourseDirectory.source_directory = "_build/solutions"
c.CourseDirectory.release_directory = "exercises"
c.CourseDirectory.submitted_directory = "grading/submitted"
c.CourseDirectory.autograded_directory = "grading/autograded"
c.CourseDirectory.feedback_directory = "grading/feedback"
c.CourseDirectory.db_url = "sqlite:///grading/gradebook.db"

c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE"}
c.ClearSolutions.text_stub = "YOUR ANSWER HERE"
c.ExecutePreprocessor.timeout = 60  # seconds a cell; an endless loop costs one question
