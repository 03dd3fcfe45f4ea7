"""The course as plain pages: `make site` writes a folder that any browser opens, with no Python and no network.

What a newcomer opens first: ``build`` (the order of the work), then ``source`` (a notebook as pages and blocks), and
``blocks`` (how each kind of block is written). ``views`` holds what runs in the page.
"""
