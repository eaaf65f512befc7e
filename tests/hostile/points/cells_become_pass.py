"""Every later cell becomes `pass` before it runs."""

shell = get_ipython()
shell.input_transformers_cleanup.append(lambda lines: ["pass\n"])
