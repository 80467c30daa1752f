"""Automatic numbering of Word (I., 1., a), -) as the text a reader sees."""

from dataclasses import dataclass

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True)
class Level:
    """One level of a list: first number, kind of figures and the pattern, "%1.%2."."""

    start: int
    figures: str
    pattern: str


class Numbering:
    """Counts paragraphs of lists as Word does; `label` is called once a paragraph, in order."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self._levels: dict[str, dict[int, Level]] = {}
        self._lists: dict[str, str] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        if numbering is not None:
            self._read(numbering)
        if styles is not None:
            self._read_styles(styles)

    def _read(self, root: etree._Element) -> None:
        for abstract in root.iterfind(f"{W}abstractNum"):
            levels = {int(level.get(f"{W}ilvl", "0")): _level(level) for level in abstract.iterfind(f"{W}lvl")}
            self._levels[abstract.get(f"{W}abstractNumId", "")] = levels
        for each in root.iterfind(f"{W}num"):
            number = each.get(f"{W}numId", "")
            self._lists[number] = _value(each.find(f"{W}abstractNumId")) or ""
            for override in each.iterfind(f"{W}lvlOverride"):
                start = _value(override.find(f"{W}startOverride"))
                if start and start.isdigit():
                    self._starts[number, int(override.get(f"{W}ilvl", "0"))] = int(start)

    def _read_styles(self, root: etree._Element) -> None:
        for style in root.iterfind(f"{W}style"):
            found = style.find(f"{W}pPr/{W}numPr")
            if found is not None:
                number, level = _reference(found)
                if number:
                    self._styles[style.get(f"{W}styleId", "")] = (number, level)

    def label(self, properties: etree._Element | None) -> str:
        """The number or mark before a paragraph, with one space, or nothing."""
        number, at = self._list_of(properties)
        levels = self._levels.get(self._lists.get(number, ""), {})
        if not number or number == "0" or at not in levels:
            return ""
        counts = self._counts.setdefault(self._lists[number] if (number, at) not in self._starts else number, {})
        counts[at] = counts.get(at, self._starts.get((number, at), levels[at].start) - 1) + 1
        for deeper in [each for each in counts if each > at]:
            del counts[deeper]
        if levels[at].figures == "bullet":
            return "- "
        text = levels[at].pattern
        for level in range(at + 1):
            shape = levels.get(level, levels[at])
            text = text.replace(f"%{level + 1}", figures(counts.get(level, shape.start), shape.figures))
        return f"{text} " if text.strip() else ""

    def _list_of(self, properties: etree._Element | None) -> tuple[str, int]:
        if properties is None:
            return "", 0
        found = properties.find(f"{W}numPr")
        if found is not None:
            return _reference(found)
        style = _value(properties.find(f"{W}pStyle"))
        return self._styles.get(style or "", ("", 0))


def _value(element: etree._Element | None) -> str | None:
    return element.get(f"{W}val") if element is not None else None


def _reference(element: etree._Element) -> tuple[str, int]:
    level = _value(element.find(f"{W}ilvl")) or "0"
    return _value(element.find(f"{W}numId")) or "", int(level) if level.isdigit() else 0


def _level(element: etree._Element) -> Level:
    start = _value(element.find(f"{W}start")) or "1"
    return Level(
        int(start) if start.isdigit() else 1,
        _value(element.find(f"{W}numFmt")) or "decimal",
        _value(element.find(f"{W}lvlText")) or "",
    )


ROMANS = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


def figures(number: int, kind: str) -> str:
    """7 as "7", "vii", "VII", "g", "G" or "07"."""
    number = max(0, min(number, 5000))
    if kind in ("upperRoman", "lowerRoman"):
        text = ""
        for value, letters in ROMANS:
            text += letters * (number // value)
            number %= value
        return text.upper() if kind == "upperRoman" else text
    if kind in ("upperLetter", "lowerLetter") and number:
        text = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return text.upper() if kind == "upperLetter" else text
    if kind == "decimalZero":
        return f"{number:02d}"
    return "" if kind == "none" else str(number)
