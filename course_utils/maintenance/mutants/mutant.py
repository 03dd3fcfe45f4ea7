"""One small change of one file of the course."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Mutant:
    """The change: where it is made (``start`` and ``end`` are bytes of the file in UTF-8), and what stands there."""

    path: str  # from the root of the course, with slashes
    line: int
    start: int
    end: int
    operator: str
    before: str
    after: str

    def put_into(self, text: str) -> str:
        """Return the text of the file with the change made in it.

        >>> Mutant("a.py", 1, 4, 5, "constant", "1", "2").put_into("é = 1")
        'é =2'
        """
        data = text.encode()
        return (data[: self.start] + self.after.encode() + data[self.end :]).decode()

    def record(self) -> dict:
        """Return the fields as a dictionary, for a line of JSON."""
        return asdict(self)

    def same_as(self, record) -> bool:
        """Return whether a record of an earlier run speaks of this change."""
        return all(record.get(name) == value for name, value in asdict(self).items())
