"""Arguments for Jupyter's programs, of which the reader's word is the last.

Jupyter refuses a setting that is given twice. Here what the reader gives takes the place of what the course gives,
under whichever of its names: ``--port=9000``, ``--port 9000`` and ``--ServerApp.port=9000`` are one setting.
"""

import re

#: What stands for a file or folder to open, which is an argument without a name.
PATH = "a path"


def last_word(ours, theirs, app, implied=()):
    """Return ``ours`` and ``theirs``, two lists of arguments, as one, without those of ours that theirs replace.

    ``app`` is the application that reads them: its short names (``aliases``, ``flags``) are looked up. ``implied`` are
    pairs of settings, as "Class.trait": where the reader gives the first, ours of the second goes, too.

    Example: ``last_word(["--ServerApp.ip=127.0.0.1"], ["--ip=0.0.0.0"], LabApp)`` gives ``["--ip=0.0.0.0"]``.
    """
    if not theirs:
        return list(ours)
    said = set().union(*(settings(group[0], app) for group in grouped(theirs, app)))
    said |= {second for first, second in implied if first in said}
    return [argument for argument in ours if not settings(argument, app) & said] + list(theirs)


def grouped(arguments, app):
    """Return the arguments in groups of one setting each: in ``--port 9000`` two words are one."""
    groups, open_name = [], False
    for argument in arguments:
        if open_name and not argument.startswith("-"):
            groups[-1].append(argument)
            open_name = False
            continue
        groups.append([argument])
        name = re.fullmatch(r"--?([\w.-]+)", argument)
        open_name = bool(name) and name[1] not in app.flags
    return groups


def settings(argument, app):
    """Return the names, as "Class.trait", of what an argument sets."""
    found = re.match(r"--?([\w.-]+)", argument)
    if not found:
        return {PATH}
    name = found[1]
    if name in app.flags:
        return {f"{owner}.{trait}" for owner, traits in app.flags[name][0].items() for trait in traits}
    target = dict(app.aliases).get(name, name)
    return {target if isinstance(target, str) else target[0]}
