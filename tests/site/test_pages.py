"""Every page of the site as written: links lead somewhere, nothing is asked of other computers, answers are folded."""

import posixpath
import re
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest

from course_utils.exercises import registry
from course_utils.maintenance import browser
from course_utils.site import assets, build

VOID = {"meta", "link", "img", "input", "br", "hr", "col", "wbr", "source"}


class Read(HTMLParser):
    """What a page holds: ids, links, sources, and whether its elements are closed in order."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.ids, self.links, self.sources, self.open, self.wrong = [], [], [], [], []
        self.words, self.shut = [], 0  # text outside closed folds
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.ids += [given["id"]] if "id" in given else []
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        self.sources += [given[name] for name in ("src", "data-file") if name in given]
        if tag == "link" and given.get("rel") == "stylesheet":
            self.sources.append(given["href"])
        if tag not in VOID:
            self.open.append((tag, tag == "details" and "open" not in given))
            self.shut += self.open[-1][1]

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open[-1][0] != tag:
            self.wrong.append(f"</{tag}> closes {self.open[-1:]}")
            return
        self.shut -= self.open.pop()[1]

    def handle_data(self, data):
        if not self.shut and not (self.open and self.open[-1][0] in ("script", "style")):
            self.words.append(data)


@pytest.fixture(scope="module")
def site():
    return build.Site()


@pytest.fixture(scope="module")
def pages(site):
    return dict(map(site.page, site.files))


@pytest.fixture(scope="module")
def read(pages):
    return {file: Read(text) for file, text in pages.items()}


def test_elements_are_closed_and_ids_are_unique(read):
    for file, page in read.items():
        assert not page.wrong and not page.open, (file, page.wrong[:3], page.open)
        assert len(page.ids) == len(set(page.ids)), (file, {one for one in page.ids if page.ids.count(one) > 1})


def test_every_link_leads_somewhere(read):
    for file, page in read.items():
        for link in page.links:
            target, _, anchor = link.partition("#")
            if "://" in target or link == "#":
                continue
            there = posixpath.normpath(posixpath.join(posixpath.dirname(file), target)) if target else file
            assert there in read, (file, link)
            assert not anchor or unquote(anchor) in read[there].ids, (file, link)


def test_every_file_is_there(read, site):
    known = {
        *assets.files(),
        *site.index(),
        *site.shelf.files,
        *(f"assets/explorers/{k}.js" for k in site.shelf.explorers),
    }
    for file, page in read.items():
        for source in page.sources:
            if source.startswith("data:"):
                continue
            assert posixpath.normpath(posixpath.join(posixpath.dirname(file), source)) in known, (file, source)


def test_nothing_is_asked_of_other_computers(pages):
    for file, text in pages.items():
        assert not browser.OUTSIDE.findall(text), file


def test_no_mathematics_is_left_raw(pages):
    for file, text in pages.items():
        bare = re.sub(r'<pre.*?</pre>|<code>.*?</code>|data-cards="[^"]*"|data-note="[^"]*"', "", text, flags=re.S)
        assert not re.search(r"\$\$|(?<![\w$])\$[^$<\n]{1,80}\$", bare), file


@pytest.mark.parametrize("number", registry.chapter_numbers())
def test_what_follows_a_question_is_folded(number, pages):
    for prediction in registry.entries(number, "PREDICTIONS"):
        fold = f'<details class="after" data-after="{prediction.id}">'
        asking = [
            text
            for file, text in pages.items()
            if file.startswith("chapters") and f"&quot;{prediction.id}&quot;" in text
        ]
        assert len(asking) == 1, prediction.id
        after = asking[0].partition(f"&quot;{prediction.id}&quot;")[2]
        following = re.search(
            r"<(details class=\"after\"|section class=\"prose\"|section class=\"code\"|div class)", after
        )
        assert fold in asking[0] or following[0].startswith('<section class="prose"') or following[0].startswith("<div")


def test_all_exercises_and_questions_are_on_some_page(pages):
    every = "".join(text for file, text in pages.items() if file.startswith("chapters"))
    for number in registry.chapter_numbers():
        for entry in registry.entries_of(number, ("EXERCISES", *registry.QUESTIONS)):
            assert entry.id in every, entry.id
