"""Run pip with the reader's own settings, show the gist of what it does, and put its failures into words."""

import ast
import os
import re
import subprocess
import sys

CPU_INDEX = "https://download.pytorch.org/whl/cpu"
QUICK = ("--timeout", "10", "--retries", "0")
UNREACHABLE = re.compile(
    "NewConnectionError|NameResolutionError|ConnectTimeout|ReadTimeout|ConnectionError|Failed to establish"
    "|Temporary failure in name resolution|ProxyError|SSLError|Network is unreachable|Could not fetch URL"
    "|Max retries exceeded|40[37] Client Error",
)
NO_INDEX = """\
No package index could be reached, so the course's packages could not be fetched.

What to do, one of these:
  - check the network, then run the same command again;
  - behind a proxy: set HTTPS_PROXY, or pip config set global.proxy http://the-proxy:port
  - with a mirror of your own: pip config set global.index-url https://the-mirror/simple
  - with no network at all: on a computer of the same kind that has one, run
        python3 -m pip download -r requirements.lock -d wheels
    copy the folder "wheels" here, and run
        PIP_NO_INDEX=1 PIP_FIND_LINKS=wheels make {command}
"""
NOT_FOUND = """\
No build of {name} for this computer and this Python was found.

Either the package index was not reached after all (is the network there?), or it has none that fits. PyTorch, for one,
is built for the usual Pythons on 64-bit Linux, Windows and Macs with Apple's own processors. What to do: try
    make {command} PYTHON=python3.12
if you have that Python; otherwise use conda, see environment.yml. Everything that pip said is in
{log}
"""
NO_SPACE = """\
The disk is full, so the course's packages could not be installed; about 2 GB are needed.

What to do: free some space (pip cache purge gives back what pip keeps), then run the same command again.
"""
ASTRAY = """\
pip reported success, but what it installed is not in the course's environment: {names} {are} missing.

What to do: look for a setting of pip's that leads elsewhere (python3 -m pip config list), then run make {command}
again. Everything that pip said is in
{log}
"""
# Of the reader's settings for pip, those that say where packages come from and how to reach them. What others say, such
# as "target" or "prefix", is where packages go: a wish for other work, which would leave the environment empty.
SOURCES = (
    "index_url", "extra_index_url", "no_index", "find_links", "trusted_host", "proxy", "cert", "client_cert",
    "timeout", "default_timeout", "retries", "resume_retries", "cache_dir", "no_cache_dir", "keyring_provider",
    "use_feature", "use_deprecated", "disable_pip_version_check", "prefer_binary", "only_binary", "no_input",
)  # fmt: skip
FAILED = """\
Setting up stopped because pip could not install the packages. Its last words were:

{tail}

What to do: put right what it names, then run make {command} again. Everything that pip said is in
{log}
"""


def settings(python, environment):
    """Return ``environment`` with those of the reader's settings for pip that say where packages come from, no others.

    They stand in variables (``PIP_INDEX_URL``) and in pip's own files (``pip config set global.index-url``); here the
    files' become variables and pip reads no file, so that what was filtered out cannot come back. ``python`` is the
    interpreter whose pip reads the files.
    """
    kept = {n: v for n, v in environment.items() if not n.startswith("PIP_") or _source(n[4:])}
    asked = {**kept, **{n: v for n, v in environment.items() if n == "PIP_CONFIG_FILE"}}
    asked |= dict.fromkeys(("PIP_USER", "PIP_GLOBAL", "PIP_SITE"), "0")  # set in a file, these would hide the others
    command = [str(python), "-m", "pip", "config", "list"]
    said = subprocess.run(command, capture_output=True, text=True, errors="replace", env=asked).stdout
    files = {}
    for section in ("global", "install"):  # the second, being the narrower, wins; variables win over both
        for name, value in re.findall(rf"^{section}\.([\w-]+)=(.*)$", said, re.MULTILINE):
            if _source(name):
                files[f"PIP_{name.upper().replace('-', '_')}"] = str(ast.literal_eval(value))
    return {**files, **kept, "PIP_CONFIG_FILE": os.devnull}


def _source(name):
    return name.lower().replace("-", "_") in SOURCES


class Pip:
    """pip of one environment. ``lock`` is a file descriptor that pip inherits, so that a pip that is left behind, when
    its parent is killed, goes on holding the set-up lock for as long as it writes.
    """

    def __init__(self, python, root, log, environment, lock):
        self.command = [str(python), "-m", "pip"]
        self.log = log
        self.options = {"cwd": root, "env": settings(python, environment), "stdin": subprocess.DEVNULL}
        if sys.platform != "win32":
            self.options["pass_fds"] = (lock,)

    def install(self, arguments, total=0):
        """Install; log everything; return pip's exit code. ``total`` is the number of packages, for the count."""
        command = [*self.command, "install", "--no-user", "--progress-bar", "off", *arguments]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **self.options)
        screen = Screen(total)
        with open(self.log, "ab") as log, process.stdout:
            for raw in process.stdout:
                log.write(raw)
                log.flush()
                screen.show(raw.decode("utf-8", "replace").strip())
        screen.close()
        return process.wait()


class Screen:
    """What the reader sees of pip: a count in place on a terminal, a line now and then in a log."""

    def __init__(self, total, out=None):
        self.total, self.seen, self.out = total, 0, out or sys.stdout
        self.open_line = False

    def show(self, line):
        """Take one line of pip's output and show its gist, if any."""
        found = re.match(
            r"(?:Collecting|Processing|Requirement already satisfied:) (?:\S*/)?([\w.]+(?:-[a-zA-Z]\w*)*)", line
        )
        if found and self.total:
            self.count(found[1])
        elif line.startswith("Installing collected packages"):
            self.say("unpacking, which takes a minute or two ...")
        elif re.match(r"Downloading .*\((\d{3,}(\.\d+)? MB|[\d.]+ GB)\)", line):
            self.say(f"downloading {line.split('/')[-1].removeprefix('Downloading ')} ...")
        elif "Retrying (Retry(total=4" in line:
            self.say("the package index does not answer; trying a few more times ...")

    def count(self, name):
        """Count one package."""
        self.seen = min(self.seen + 1, self.total)
        text = f"      {self.seen} of {self.total}: {name}"
        if self.out.isatty():
            self.out.write("\r" + text.ljust(70)[:70])
            self.open_line = True
        elif self.seen % 25 == 1:
            self.out.write(text + "\n")
        self.out.flush()

    def say(self, text):
        """Show a line of its own."""
        self.close()
        self.out.write(f"      {text}\n")
        self.out.flush()

    def close(self):
        """End the line of the count."""
        if self.open_line:
            self.out.write("\n")
            self.open_line = False


def explain(log, path, command):
    """Turn what a failed pip said into words and a way out; ``log`` is the text, ``path`` the file that holds it."""
    last = log[-20_000:]
    if "No space left" in last:
        return NO_SPACE
    if re.search("No matching distribution|Could not fetch|OSError|ConnectionError", last) and UNREACHABLE.search(last):
        return NO_INDEX.format(command=command)
    if missing := re.search(r"requirement ([\w.-]+)\S* \(from versions: none\)", last):
        return NOT_FOUND.format(name=missing[1], command=command, log=path)
    tail = "\n".join(f"    {line}" for line in last.splitlines()[-8:])
    return FAILED.format(tail=tail, log=path, command=command)


def astray(lost, path, command):
    """Return what to say when pip was content and the packages ``lost`` are not where they belong."""
    names = ", ".join(lost[:5]) + f" and {len(lost) - 5} more" * (len(lost) > 5)
    return ASTRAY.format(names=names, are="is" if len(lost) == 1 else "are", command=command, log=path)
