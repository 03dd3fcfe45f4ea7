"""``make explore``: the explorers alone, full width, for the projector, with Python behind them."""

import argparse
import asyncio
import contextlib
import sys
import webbrowser

from course_utils.explorers import REGISTRY
from course_utils.launch import place


def main(words=()):
    """Serve the gallery until Ctrl-C; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m course_utils explore", description="The explorers, full width.")
    parser.add_argument("explorer", nargs="?", help=f"begin with this one: {', '.join(REGISTRY)}")
    parser.add_argument("--port", type=int, help="8866 or the next free one")
    parser.add_argument(
        "--ip", default="127.0.0.1", help="listen on this address; 0.0.0.0 lets others on the network look"
    )
    parser.add_argument("--no-browser", action="store_true", help="print the address only")
    asked = parser.parse_args(list(words))
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve(asked))
    return 0


async def serve(asked):
    """Listen, say where, and open a browser where there is one."""
    from course_utils.site import gallery, served

    here = asked.ip in ("127.0.0.1", "localhost")
    port = asked.port or place.free_port()
    application = served.application(*([] if here else [lambda host: True]))
    application.listen(port, address=asked.ip)
    page = f"explorers/{gallery.slug(asked.explorer)}.html" if asked.explorer else ""
    address = f"http://127.0.0.1:{port}/{page}"
    print(f"The explorers are at {address} - Ctrl-C here stops them.", flush=True)
    if place.has_browser() and not asked.no_browser:
        webbrowser.open(address)
    await asyncio.Event().wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
