"""What the search looks through: one entry for each section of each page."""

from __future__ import annotations

import re
from urllib.parse import quote

from course_utils.site.markup import words
from course_utils.site.pages import full_title


def entries(every):
    """Yield {"id", "file", "title", "page", "text"} for each section: what stands under one heading."""
    number = 0
    for sheet in every:
        here = dict(file=sheet.file, title=full_title(sheet), page=full_title(sheet), text=[])
        for block in sheet.blocks:
            if block.kind != "prose":
                continue
            if block.level:
                if here["text"]:
                    yield {**here, "id": number, "text": " ".join(here["text"])}
                    number += 1
                text = block.cell.headings[0][1]
                anchor = quote(re.sub(r"[*_`]", "", text).replace(" ", "-"))
                title = re.sub(r"[*_`$]", "", text)
                here = dict(file=f"{sheet.file}#{anchor}", title=title, page=full_title(sheet), text=[])
            here["text"].append(words(block.cell.source))
        if here["text"]:
            yield {**here, "id": number, "text": " ".join(here["text"])}
            number += 1
