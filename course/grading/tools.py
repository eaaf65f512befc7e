"""What an answer was computed with: numdiff, autograd, or SymPy's differentiation?

A derivative that is to be derived may be checked with a tool and not computed by one, unless its
question allows it. This reads the code: from the names that a question asks for, back through
every statement on which they depend. A check of one's own that is printed binds no name, and
counts as none. It finds what is written, the complex step among it; a difference that somebody
programs, or a tool hidden in a text that is executed, it does not find.
"""

import ast
import re
import symtable
from functools import lru_cache

MODULES = {"numdiff": "numdiff", "autodiff": "autograd"}
FUNCTIONS = {
    "grad": "autograd", "elementwise_grad": "autograd", "make_vjp": "autograd",
    "make_jvp": "autograd", "value_and_grad": "autograd", "jacobian": "autograd",
    "diff": "sympy", "Derivative": "sympy", "derive_by_array": "sympy",
    "differentiate_finite": "sympy",
}
# Not by IPython itself: fifteen kilobytes of magics keep it busy for minutes.
MAGIC = r"^([ \t]*)(?:[%!?].*|[\w, ]+=[ \t]*[!%].*)$"
NUMPY = ("np", "numpy")  # whose diff subtracts neighbours


def used(sources, names):
    """The tools on which the values of these names rest, in order.

    Parameters
    ----------
    sources : list of str
        The cells that ran, in order.
    names : list of str

    Returns
    -------
    list of str
        Some of "autograd", "numdiff", "sympy".
    """
    wanted, found = set(names), set()
    for statement in reversed([one for source in sources for one in _statements(source)]):
        bound = _bound(statement)
        if not bound & wanted:
            continue
        if isinstance(statement, ast.Import | ast.ImportFrom):
            found |= _imported(statement, wanted)
            continue
        wanted -= _certain(statement)
        found |= _tools(statement)
        wanted |= _needs(statement)
    return sorted(found)


@lru_cache(maxsize=2000)
def _statements(source):
    try:
        return ast.parse(re.sub(MAGIC, r"\1pass", source, flags=re.M)).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []  # it did not run either


def _needs(statement):
    """The names outside that a statement uses: no parameters, no variables of its own."""
    try:
        table = symtable.symtable(ast.unparse(statement), "cell", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    found, tables = set(), [table]
    for one in tables:
        tables += one.get_children()
        found |= {symbol.get_name() for symbol in one.get_symbols() if symbol.is_referenced()
                  and (one.get_type() == "module" or symbol.is_global())}
    return found


def _bound(statement):
    """The names that a statement may bind."""
    found = {one.id for one in ast.walk(statement)
             if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
    found |= {one.name for one in ast.walk(statement)
              if isinstance(one, ast.FunctionDef | ast.ClassDef)}
    for one in ast.walk(statement):
        if isinstance(one, ast.Import | ast.ImportFrom):
            found |= {(name.asname or name.name).split(".")[0] for name in one.names}
    return found


def _certain(statement):
    """The names that a statement binds anew, whatever they were."""
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return {statement.name}
    targets = statement.targets if isinstance(statement, ast.Assign) else []
    return {one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)
            and isinstance(one.ctx, ast.Store)}


def _imported(statement, wanted):
    """The tools that an import gives to the wanted names."""
    module = getattr(statement, "module", None) or ""
    found = set()
    for one in statement.names:
        if (one.asname or one.name).split(".")[0] in wanted:
            last = one.name.split(".")[-1]
            known = module.split(".")[-1] if module.split(".")[-1] in MODULES else last
            found |= {(MODULES | FUNCTIONS)[known]} if known in MODULES | FUNCTIONS else set()
    return found


def _tools(statement):
    """The tools that stand in a statement."""
    found = set()
    for one in ast.walk(statement):
        if isinstance(one, ast.Name) and one.id in MODULES:
            found.add(MODULES[one.id])
        elif isinstance(one, ast.Constant) and isinstance(one.value, complex):
            found.add("numdiff")  # the complex step, written out
        elif isinstance(one, ast.Attribute) and one.attr in MODULES:
            found.add(MODULES[one.attr])
        elif isinstance(one, ast.Attribute) and one.attr in FUNCTIONS:
            root = one.value.id if isinstance(one.value, ast.Name) else ""
            if root not in NUMPY and root not in MODULES:
                found.add("autograd" if root == "autograd" else
                          "sympy" if one.attr == "jacobian" else FUNCTIONS[one.attr])
        elif isinstance(one, ast.Import | ast.ImportFrom):
            found |= _imported(one, {(name.asname or name.name).split(".")[0]
                                     for name in one.names})
    return found
