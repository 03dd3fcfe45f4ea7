"""Voilà, started as `course_utils.launch.explore` wants it."""

import sys

from course_utils.launch import place


def let_pages_end_their_kernels():
    """Let a page that is closed shut its kernel down: without this, each look at an explorer leaves a Python running.

    Voilà's page posts the kernel's id as it goes, but never got the cookie that the server then asks for, and is
    refused. The id is 128 random bits that only this page knows, so it is proof enough.
    """
    from voila.app import VoilaShutdownKernelHandler

    VoilaShutdownKernelHandler.check_xsrf_cookie = lambda handler: None


if __name__ == "__main__":
    place.skip_slow_grammar()
    from voila.app import main

    let_pages_end_their_kernels()
    sys.exit(main(sys.argv[1:]))
