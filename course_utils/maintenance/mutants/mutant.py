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

        Raises ValueError where the file has changed since the mutant was drawn.

        >>> Mutant("a.py", 1, 5, 6, "constant", "1", "2").put_into("é = 1")
        'é = 2'
        """
        data = text.encode()
        if data[self.start : self.end] != self.before.encode():
            raise ValueError(f"{self.path} has changed since {self.before!r} stood at line {self.line}: draw again")
        return (data[: self.start] + self.after.encode() + data[self.end :]).decode()

    def record(self) -> dict:
        """Return the fields as a dictionary, for a line of JSON."""
        return asdict(self)
