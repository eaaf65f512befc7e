"""YAML that authors write, read with the line of everything in it, so that a fault has a place."""

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the first is ten times as fast


class Entry(dict):
    """A mapping of a YAML file that knows its lines; ``twice`` are keys that stand there again."""

    def __init__(self, line):
        super().__init__()
        self.line, self.at, self.twice = line, {}, []


class Unreadable(Exception):
    """A file that is no YAML; the message is a fault, with its cure."""


def read(path, root):
    """What stands in a file below ``root``, each mapping with its lines. Raises Unreadable."""
    try:
        loader = LOADER(path.read_text(encoding="utf-8"))
        return _with_lines(loader, loader.get_single_node())
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        what = getattr(error, "problem", None) or error
        file = path.relative_to(root).as_posix()
        raise Unreadable(f"{file}:{line}: no YAML ({what}). Cure: mend the line; text with a "
                         "colon, a backslash or a hash wants single quotes or a | block") from error


def _with_lines(loader, node):
    if isinstance(node, yaml.SequenceNode):
        return [_with_lines(loader, one) for one in node.value]
    if not isinstance(node, yaml.MappingNode):
        return loader.construct_object(node) if node else None
    entry = Entry(node.start_mark.line + 1)
    for key, value in node.value:
        name, line = str(loader.construct_object(key)), key.start_mark.line + 1
        if name in entry:
            entry.twice.append((name, line))
        entry[name], entry.at[name] = _with_lines(loader, value), line
    return entry
