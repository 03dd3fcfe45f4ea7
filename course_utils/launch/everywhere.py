"""Let every Jupyter of the course's environment save notebooks as `make lab` does.

A plain ``jupyter lab`` or ``jupyter notebook`` reads ``etc/jupyter/jupyter_server_config.py`` of its environment.
"""

import contextlib
import sys
import sysconfig
from importlib import metadata
from pathlib import Path

from course_utils import settings, whole_files

MARK = "# Written by the course From Neuron to ResNet."
CONFIG = f"""\
{MARK} It may be deleted; the next start of the course writes it again.
# Notebooks are saved with pictures and words where their widgets were: any page can show them, without a kernel too.
try:
    from course_utils.launch import saved, sockets
except ImportError:  # the course is gone: Jupyter goes its own way
    pass
else:
    c.ServerApp.contents_manager_class = saved.Contents
    c.ServerApp.kernel_websocket_connection_class = sockets.PromptConnection
"""


def installed(packages=None):
    """Say whether this Python finds this very course from anywhere, not only from the course's own folder."""
    packages = packages or sysconfig.get_path("purelib")
    with contextlib.suppress(OSError):
        if Path(packages, "from-neuron-to-resnet.pth").read_text("utf-8").strip() == str(settings.ROOT):
            return True
    return any(True for _ in metadata.distributions(name="from-neuron-to-resnet", path=[packages]))


def set_up(prefix=sys.prefix, packages=None):
    """Write the configuration into an environment that the course is installed in; say whether it is there.

    A configuration of somebody else's is left alone, and so is an environment that cannot be written to. So is one that
    the course came to as a wheel: it may serve other work, and nothing would take the configuration away again.
    """
    if settings.INSTALLED:
        return False
    file = Path(prefix, "etc", "jupyter", "jupyter_server_config.py")
    with contextlib.suppress(OSError, UnicodeError):
        found = file.read_text("utf-8") if file.exists() else MARK
        if installed(packages) and found.startswith(MARK) and found != CONFIG:
            whole_files.replace(file, CONFIG.encode())
        return file.exists() and file.read_text("utf-8") == CONFIG
    return False
