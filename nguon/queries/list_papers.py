"""The lists as the official forms print them: each person's values by the fields of the columns."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from nguon.documents.list_forms import CountLine, ListSheet
from nguon.models.sealing import opened
from nguon.queries.pool_lists import BranchRow, ListRow, Lists
from nguon.rules.partial_dates import PartialDate
from nguon.rules.person_facts import SensitiveFacts
from nguon.rules.persons import masked
from nguon.rules.pool_lists import quarter_said

Values = dict[str, str | int | date | None]


def sheets_of(
    lists: Lists, wanted: Sequence[int], sensitive: Mapping[int, SensitiveFacts] | None = None
) -> list[ListSheet]:
    """A sheet for each of the lists `wanted`; `sensitive` is what is sealed, by person, where it was asked for with a
    reason. Citizen numbers stand masked.
    """
    return [
        ListSheet(each, [_values(row, (sensitive or {}).get(row.person.pk)) for row in lists.rows[each]])
        for each in wanted
    ]


def count_lines(rows: Sequence[BranchRow]) -> list[CountLine]:
    """The consolidated form's lines, in the given order."""
    return [CountLine(each.name, each.parent_name, (each.one, each.two, each.three)) for each in rows]


def _values(row: ListRow, sealed: SensitiveFacts | None) -> Values:
    person, certificate = row.person, row.certificate
    until = certificate.valid_until - timedelta(1) if certificate and certificate.valid_until else None
    values: Values = {
        "full_name": person.full_name,
        # Whoever's sex is not known stands in the first of the two columns of birth dates.
        "born_female" if person.sex == "female" else "born_male": as_known(person.born),
        "citizen": masked(opened(person.citizen_sealed, f"citizen:{person.key}")),
        "home_town": person.home_town,
        "residence": person.residence,
        "occupation": person.occupation,
        "position": person.position,
        "workplace": person.workplace,
        "general_education": person.general_education,
        "profession": person.profession,
        "political_theory": person.political_theory,
        "youth_union_joined": as_known(person.youth_union_joined),
        "certificate_number": certificate.number if certificate else None,
        "certificate_on": certificate.issued_on if certificate else None,
        "certificate_until": until,
        "sponsor": "; ".join(each.sponsor.full_name for each in row.sponsors),
        "sponsored_on": _days([each.starts_on for each in row.sponsors]),
        "resolution_number": row.resolution_number,
        "resolved_on": row.since,
        "expected_quarter": quarter_said(row.expected_quarter),
        "note": person.note,
        "sex": person.get_sex_display(),
        "to_list": row.on_list,
        "key": person.key,
    }
    if sealed is not None:
        values |= {"ethnicity": sealed.ethnicity, "religion": sealed.religion}
    return values


def as_known(day: PartialDate | None) -> date | str | None:
    """A day known whole as a day, one known in part as people write it."""
    return None if day is None else day.whole or str(day)


def _days(days: Sequence[date]) -> date | str | None:
    """One day as a day; several, in the order of the sponsors, as text."""
    if len(days) < 2:
        return days[0] if days else None
    return "; ".join(f"{each:%d/%m/%Y}" for each in days)
