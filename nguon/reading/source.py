"""The text of one file, as the reader and the screen see it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SourceText:
    """Text in NFC with its line breaks; `kind` is txt, docx or pdf; offsets everywhere are into `text`.

    `tables` are the tables as rows of cells where the file keeps them (docx), else empty.
    """

    text: str
    kind: str = "txt"
    pages: int = 1
    tables: tuple[tuple[tuple[str, ...], ...], ...] = ()


class Unreadable(Exception):
    """The file cannot be read: a stable `code` and `message` in Vietnamese, saying what is wrong and what to do."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
