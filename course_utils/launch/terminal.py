"""Terminals of JupyterLab in which ``python`` and ``torchrun`` are those of the course's environment.

It is not enough to start the server with the right PATH: the shell's own files come after. Debian's ``/etc/profile``,
read where the server was not started from a terminal, sets PATH anew, and a ``~/.bashrc`` that activates conda or pyenv
puts its own Python in front. So each shell is started with a file that first reads all that it would have read, and
then puts the environment's programs in front.
"""

import os
import shlex
import shutil
import sys
from pathlib import Path

from course_utils import whole_files

LAST = """\
unalias python python3 pip torchrun 2>/dev/null
PATH={bin}:"$PATH"
export PATH
"""
# As bash itself reads them: see its manual, "Invocation".
BASH = """\
if [ -n "$COURSE_LOGIN_SHELL" ]; then
    unset COURSE_LOGIN_SHELL
    [ -r /etc/profile ] && . /etc/profile
    for course_file in ~/.bash_profile ~/.bash_login ~/.profile; do
        [ -r "$course_file" ] && . "$course_file" && break
    done
    unset course_file
elif [ -r ~/.bashrc ]; then
    . ~/.bashrc
fi
{last}hash -r
"""
SH = """\
[ -n "$COURSE_ENV" ] && [ -r "$COURSE_ENV" ] && . "$COURSE_ENV"
{last}"""
# zsh looks for all its files in ZDOTDIR; each of ours leads to the reader's own, and the last gives the folder back.
ZSH = """\
course_folder=$ZDOTDIR
ZDOTDIR=${{COURSE_ZDOTDIR:-$HOME}}
[ "$HISTFILE" = "$course_folder/.zsh_history" ] && HISTFILE=$ZDOTDIR/.zsh_history
[ -r "$ZDOTDIR/{name}" ] && . "$ZDOTDIR/{name}"
COURSE_ZDOTDIR=$ZDOTDIR
{end}"""
ZSH_ON = """\
ZDOTDIR=$course_folder
unset course_folder
"""
ZSH_END = """\
unset course_folder COURSE_ZDOTDIR
{last}rehash
"""
FISH = "set -gx PATH {bin} $PATH"
POWERSHELL = "$env:PATH = '{bin};' + $env:PATH"


def settings(environment, *, login=None, platform=os.name):
    """Return the value of JupyterLab's ``terminado_settings`` for the shell of ``environment``.

    ``login`` says whether it has to read what a log-in reads: as in Jupyter itself, where the server was not started
    from a terminal (found out when None). The files go to the Jupyter folder of the course home. A shell that is not
    known here is started as Jupyter starts it: the result is then empty.
    """
    login = not _in_a_terminal() if login is None else login
    programs = os.path.dirname(sys.executable)
    if platform == "nt":
        quoted = POWERSHELL.format(bin=programs.replace("'", "''"))
        return {"shell_command": ["powershell.exe", "-NoExit", "-Command", quoted]}
    try:
        command = _command(environment, programs, login)
    except OSError:
        command = None  # no place for the files
    return {"shell_command": command} if command else {}


def _in_a_terminal():
    try:
        return sys.stdout.isatty()
    except (AttributeError, ValueError):
        return False


def _command(environment, programs, login):
    shell = _shell(environment)
    kind = os.path.basename(shell)
    last = LAST.format(bin=shlex.quote(programs))
    folder = Path(environment["JUPYTER_CONFIG_DIR"]) / "terminal"
    set_login = ["COURSE_LOGIN_SHELL=1"] if login else []
    if kind == "bash":
        file = _write(folder / "bashrc", BASH.format(last=last))
        return ["/usr/bin/env", *set_login, shell, "--rcfile", file, "-i"]
    if kind == "zsh":
        for name in (".zshenv", ".zprofile", ".zshrc", ".zlogin"):
            final = name == (".zlogin" if login else ".zshrc")
            end = ZSH_END.format(last=last) if final else ZSH_ON
            _write(folder / "zsh" / name, ZSH.format(name=name, end=end))
        own = environment.get("ZDOTDIR") or environment.get("HOME") or os.path.expanduser("~")
        return ["/usr/bin/env", f"COURSE_ZDOTDIR={own}", f"ZDOTDIR={folder / 'zsh'}", shell, "-il" if login else "-i"]
    if kind == "fish":
        quoted = programs.replace("\\", "\\\\").replace("'", "\\'")
        return [shell, *(["-l"] if login else []), "-i", "-C", FISH.format(bin=f"'{quoted}'")]
    if kind in ("sh", "dash", "ash", "ksh"):
        file = _write(folder / "shrc", SH.format(last=last))
        own = [f"COURSE_ENV={environment['ENV']}"] if environment.get("ENV") else []
        return ["/usr/bin/env", *own, f"ENV={file}", shell, *(["-l"] if login else []), "-i"]
    return None


def _shell(environment):
    """Return the reader's shell; where they have none (an account of a service), bash or sh."""
    chosen = environment.get("SHELL")
    if chosen and os.path.basename(chosen) not in ("nologin", "false", "true") and shutil.which(chosen):
        return chosen
    return shutil.which("bash") or shutil.which("sh") or "/bin/sh"


def _write(path, text):
    """Write a file whole, since another terminal may be reading it; return its path as text."""
    whole_files.replace(path, text.encode("utf-8", "surrogateescape"))
    return str(path)
