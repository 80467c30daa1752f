"""The text of one file, as the reader and the screen see it."""

from dataclasses import dataclass

MAX_LETTERS = 1_000_000
"""Twice the longest plan with its appendices; read into items in some five seconds."""


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


def refuse_too_long(letters: int) -> None:
    """Raise Unreadable("too_long") for more letters than are read."""
    if letters > MAX_LETTERS:
        raise Unreadable("too_long", "Văn bản quá dài để đọc. Hãy tách riêng phần kế hoạch rồi tải lên.")
