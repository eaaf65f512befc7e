"""nbgrader: solutions/ is the source, exercises/ what students get; the rest stays out of git.

Used by `make exercises`, and by every `nbgrader` command that is run in this folder.
"""

import os
import sys
from pathlib import Path

c = get_config()  # noqa: F821  (nbgrader provides it)

# nbgrader makes no folder for its gradebook, and finds the program that sets it up by the PATH.
Path("grading").mkdir(exist_ok=True)
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"

c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.CourseDirectory.submitted_directory = "grading/submitted"
c.CourseDirectory.autograded_directory = "grading/autograded"
c.CourseDirectory.feedback_directory = "grading/feedback"
# The last one is ours: what is right stands there, and must not be given out.
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback", "questions.yml"]
c.CourseDirectory.db_url = "sqlite:///grading/gradebook.db"

c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE"}
c.ClearSolutions.text_stub = "YOUR ANSWER HERE"
c.ExecutePreprocessor.timeout = 60  # seconds a cell; an endless loop costs one question
