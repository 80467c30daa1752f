"""The headings of a table together → one field a column: by words, by the group above, by neighbours, by the cells below."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from nguon.reading.people_list.fields import FIELDS
from nguon.reading.people_list.headings import Heading, field_of, subject_of, under, weak_kind
from nguon.reading.people_list.shapes import Shape


@dataclass(frozen=True)
class Column:
    """One column of the table: where it stands (from 0), how it is headed, and the field it fills ("" for none)."""

    at: int
    heading: str
    key: str
    field: str = ""


@dataclass(frozen=True)
class _Said:
    """A column while it is being understood."""

    at: int
    heading: Heading
    shape: Shape
    field: str | None = None
    twin: bool = False  # headed by the same merged cell as the column before it


_SECOND = {
    "residence": "temporary_residence",
    "sponsor": "sponsor_2",
    "position": "occupation",
    "class_name": "class_said",
    "workplace": "unit",
}
"""Where a second column headed alike goes when the first place is taken."""

_DAYS = frozenset(
    {"resolved_on", "sponsored_on", "opening_on", "certificate_on", "youth_union_joined", "joined", "official"}
)


def understood(
    headings: Sequence[tuple[int, Heading]],
    shapes: Mapping[int, Shape],
    known: Mapping[str, str],
    twins: frozenset[int] = frozenset(),
) -> tuple[Column, ...]:
    """Each heading with its field. `known` are headings (by key) somebody mapped by hand: they win. `twins` are columns
    headed by the same merged cell as the column before.
    """
    said = [_Said(at, each, shapes.get(at, Shape(0)), twin=at in twins) for at, each in headings]
    for step in (_by_words, _by_groups, _birth_in_three, _by_neighbours, _by_cells, _by_place):
        said = step(said)
    said = [replace(each, field=known.get(each.heading.key, each.field)) for each in said]
    kept = _once_each(said, known)
    return tuple(Column(each.at, each.heading.text, each.heading.key, each.field or "") for each in kept)


def _by_words(said: list[_Said]) -> list[_Said]:
    """The lowest line that says something by itself; what stands above only where that is silent."""
    made = []
    for each in said:
        parts = each.heading.parts
        field = None
        if parts and not (len(parts) > 1 and weak_kind(parts[-1])):
            field = field_of(parts[-1])
        made.append(replace(each, field=field))
    return made


def _by_groups(said: list[_Said]) -> list[_Said]:
    made = []
    for each in said:
        parts, field = each.heading.parts, each.field
        if len(parts) > 1:
            field = _grouped(parts, field)
        made.append(replace(each, field=field))
    return made


def _grouped(parts: tuple[str, ...], by_words: str | None) -> str | None:
    weak = weak_kind(parts[-1])
    for above in reversed(parts[:-1]):
        subject = subject_of(above)
        if not subject:
            continue
        if weak:
            field = under(subject, weak)
            if field is not None:
                return field
        if subject in {"sponsor", "family"} and by_words not in {"sponsor", "sponsor_2", "sponsored_on"}:
            return ""  # the post or the birth date of somebody else
    if by_words is not None:
        return by_words
    whole = field_of(" ".join(parts))
    if whole is None:
        whole = field_of(parts[-1])
    if whole is None and not weak:
        whole = next((found for above in reversed(parts[:-1]) if (found := field_of(above))), None)
    return whole


def _birth_in_three(said: list[_Said]) -> list[_Said]:
    """“Ngày”, “Tháng”, “Năm sinh” side by side, without a heading over them."""
    made = list(said)
    for index in range(len(made) - 2):
        some = made[index : index + 3]
        weak = [weak_kind(each.heading.parts[-1]) if each.heading.parts else "" for each in some]
        if weak[:2] == ["day", "month"] and some[2].field == "born" and not any(each.field for each in some[:2]):
            for offset, part in enumerate(("born_day", "born_month", "born_year")):
                made[index + offset] = replace(some[offset], field=part)
    return made


def _by_neighbours(said: list[_Said]) -> list[_Said]:
    """A bare “Ngày”, “Số” beside a column about something is about the same."""
    made = list(said)
    for index, each in enumerate(made):
        if each.field is not None or not each.heading.parts:
            continue
        weak = weak_kind(each.heading.parts[-1])
        if weak not in {"number", "day", "place", "second"}:
            continue
        for other in (index - 1, index + 1, index - 2):
            if 0 <= other < len(made) and made[other].field:
                subject = _FIELD_SUBJECT.get(made[other].field or "") or subject_of(made[other].heading.text)
                field = under(subject, weak)
                if field is not None:
                    made[index] = replace(each, field=field)
                    break
    return made


_FIELD_SUBJECT = {
    "opening_number": "opening", "opening_on": "opening", "class_said": "opening",
    "certificate_on": "certificate", "certificate_number": "certificate", "certificate_issuer": "certificate",
    "sponsor": "sponsor", "sponsor_2": "sponsor", "sponsored_on": "sponsor",
    "resolution_number": "resolution", "resolved_on": "resolution", "citizen": "citizen",
    "report_number": "report", "youth_union_joined": "union", "joined": "party",
}  # fmt: skip


def _by_cells(said: list[_Said]) -> list[_Said]:
    """What the cells below say against the words, or for words that may mean two things."""
    made = []
    sexes = {weak_kind(each.heading.parts[-1]) for each in said if each.heading.parts}
    for each in said:
        field, shape = each.field, each.shape
        last = weak_kind(each.heading.parts[-1]) if each.heading.parts else ""
        if last in {"male", "female"} and field in {None, "is_male", "is_female", "born_male", "born_female"}:
            if field is None and shape.empty and {"male", "female"} <= sexes:
                field = f"is_{last}"
            elif shape.days > 0.5 and shape.marks < 0.5:
                field = f"born_{last}"
            elif field is None or shape.marks > 0.5:
                field = f"is_{last}"
        elif field == "born_male" and "month" in sexes:
            field = "born_year"
        elif field == "ethnicity" and shape.long_digits > 0.5:
            field = "phone"
        elif field == "phone" and shape.words > 0.5:
            field = "ethnicity"
        elif field == "general_education" and shape.words > 0.5 and not shape.school_classes:
            field = "profession" if not _taken(said, "profession") else field
        elif field == "profession" and shape.school_classes > 0.5 and not _taken(said, "general_education"):
            field = "general_education"
        elif field == "certificate_number" and shape.days > 0.6 and not _taken(said, "certificate_on"):
            field = "certificate_on"
        elif (field in _DAYS and not shape.empty and shape.marks > 0.6) or (field == "to_list" and shape.words > 0.5):
            field = None
        made.append(replace(each, field=field))
    return [_born_by_parts(each, made) for each in made]


def _born_by_parts(each: _Said, said: list[_Said]) -> _Said:
    """“Ngày” under “Ngày sinh” is the day's number only where month or year stand beside it."""
    if each.field == "born_day" and not _taken(said, "born_month") and not _taken(said, "born_year"):
        return replace(each, field="born")
    if each.field == "born_year" and not _taken(said, "born_month") and not _taken(said, "born_day"):
        return replace(each, field="born")
    return each


def _taken(said: list[_Said], field: str) -> bool:
    return any(each.field == field for each in said)


def _by_place(said: list[_Said]) -> list[_Said]:
    """Family name and given name in two columns under one heading, or under “Họ và …” and “Tên”."""
    made = list(said)
    fields = [each.field for each in made]
    for index, each in enumerate(made[:-1]):
        after = made[index + 1]
        if each.field != "full_name" or after.at != each.at + 1:
            continue
        headed_alike = after.twin or not after.heading.parts or after.heading.key == each.heading.key
        if headed_alike and after.shape.single_words > 0.7:
            made[index] = replace(each, field="family_name")
            made[index + 1] = replace(after, field="given_name")
        elif after.field == "given_name":
            made[index] = replace(each, field="family_name")
    fields = [each.field for each in made]
    if "residence" not in fields and fields.count("temporary_residence") == 1:
        at = fields.index("temporary_residence")
        if "tam tru" not in made[at].heading.key:
            made[at] = replace(made[at], field="residence")
    if "given_name" in fields and "family_name" not in fields:
        at = fields.index("given_name")
        made[at] = replace(made[at], field=None if "full_name" in fields else "full_name")
    if "family_name" in fields and "given_name" not in fields and "full_name" not in fields:
        at = fields.index("family_name")
        made[at] = replace(made[at], field="full_name")
    return made


def _once_each(said: list[_Said], known: Mapping[str, str]) -> list[_Said]:
    """No field twice, unless several columns may hold it; what was mapped by hand comes first."""
    order = sorted(range(len(said)), key=lambda index: (said[index].heading.key not in known, index))
    seen: set[str] = set()
    made = list(said)
    for index in order:
        field = made[index].field or ""
        if not field:
            continue
        is_part = len(made[index].heading.parts) > 1 and weak_kind(made[index].heading.parts[-1]) == "part"
        while field in seen and field in _SECOND and not is_part:
            field = _SECOND[field]
        if field in seen and not FIELDS[field].many:
            field = ""
        elif field in seen and field in {"residence", "home_town", "birthplace", "temporary_residence"}:
            field = field if len(made[index].heading.parts) > 1 else ""
        seen.add(field)
        made[index] = replace(made[index], field=field)
    return made
