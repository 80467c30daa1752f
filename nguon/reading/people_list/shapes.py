"""What the cells below a heading look like: days, digits, marks, words. Tells columns apart that are headed alike."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_DAY = re.compile(
    r"\D{0,6}\d{1,2}\s*[./\- ]\s*\d{1,2}\s*[./\- ]\s*(?:\d{4}|\d{2})\b.*|(?:0?\d|1[0-2])[./-]\d{4}|(?:19|20)\d{2}(?:-\d{1,2}-\d{1,2}.*)?|[1-6]\d{4}|\d{8}"
)
_MARK = re.compile(r"[x×✓✔vX*+1]|có", re.IGNORECASE)
_CLASSES = re.compile(r"\d{1,2}\s*/\s*1[02]\b.*")
_MOST = 400


@dataclass(frozen=True)
class Shape:
    """Shares (0 to 1) of the filled cells; `filled` is how many of the first 400 were."""

    filled: int
    days: float = 0
    digits: float = 0
    marks: float = 0
    words: float = 0
    single_words: float = 0
    school_classes: float = 0
    long_digits: float = 0

    @property
    def empty(self) -> bool:
        return self.filled == 0


def shape_of(cells: Iterable[str]) -> Shape:
    """The shape of the first 400 filled cells."""
    kept = []
    for each in cells:
        if each:
            kept.append(each)
            if len(kept) == _MOST:
                break
    count = len(kept)
    if not count:
        return Shape(0)
    return Shape(
        filled=count,
        days=sum(_DAY.fullmatch(each) is not None for each in kept) / count,
        digits=sum(each.replace(" ", "").replace(".", "").isdigit() for each in kept) / count,
        marks=sum(_MARK.fullmatch(each) is not None for each in kept) / count,
        words=sum(any(letter.isalpha() for letter in each) and not any(map(str.isdigit, each)) for each in kept)
        / count,
        single_words=sum(" " not in each and each.isalpha() for each in kept) / count,
        school_classes=sum(_CLASSES.fullmatch(each) is not None for each in kept) / count,
        long_digits=sum(8 <= len(re.sub(r"\D", "", each)) <= 12 for each in kept) / count,
    )
