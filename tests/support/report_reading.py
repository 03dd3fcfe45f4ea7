"""A report as a reader meets it: its tables cell by cell, its words, and whether its elements close in order."""

from html.parser import HTMLParser

VOID = {"meta", "link", "input", "br", "hr", "img", "wbr"}


class Report(HTMLParser):
    """``tables`` are (caption, rows); a row is (id or None, cells); a cell is (tag, words, attributes)."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tables, self.addresses, self.ids, self.open, self.faults, self.words = [], [], [], [], [], []
        self._body = None
        self.feed(text)
        self.faults += self.open

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.addresses += [given[name] for name in ("href", "src", "action", "srcset") if name in given]
        self.ids += [given["id"]] if "id" in given else []
        if tag not in VOID:
            self.open.append(tag)
        elif tag == "br":
            self.handle_data(" ")
        if tag == "table":
            self.tables.append(["", []])
        elif tag == "tbody":
            self._body = given.get("data-id")
        elif tag == "tr":
            self.tables[-1][1].append((given.get("data-id", self._body), []))
        elif tag in ("td", "th"):
            self.tables[-1][1][-1][1].append([tag, "", given])

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}>")

    def handle_data(self, data):
        if {"script", "style"} & set(self.open):
            return
        self.words.append(data)
        if "caption" in self.open:
            self.tables[-1][0] += data
        elif {"td", "th"} & set(self.open):
            self.tables[-1][1][-1][1][-1][1] += data

    def table(self, caption):
        """Return the rows of the table whose caption begins like this."""
        return next(rows for words, rows in self.tables if words.startswith(caption))

    @property
    def text(self):
        """All words of the page, one blank between them."""
        return " ".join(" ".join(self.words).split())
