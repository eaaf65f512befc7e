"""The lab: the notebooks in the reader's browser, with a Python that runs there."""
