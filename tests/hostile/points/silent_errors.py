"""Errors are not shown."""

shell = get_ipython()
shell._showtraceback = lambda *a, **k: None
type(shell).showtraceback = lambda *a, **k: None
shell.set_custom_exc((BaseException,), lambda *a, **k: None)
