"""What is written down of a person, field by field as the record keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from nguon.rules.partial_dates import PartialDate

SENSITIVE_FIELDS = (
    "ethnicity",
    "nationality",
    "religion",
    "religious_rank",
    "family",
    "political_history",
    "current_political_matters",
)
"""What is sealed, in the order of the paper."""

TEXTS: Mapping[str, int] = MappingProxyType(
    {
        "full_name": 120,
        "other_names": 200,
        "phone": 30,
        "staff_code": 40,
        "birthplace": 200,
        "birthplace_former": 200,
        "home_town": 200,
        "home_town_former": 200,
        "residence": 200,
        "residence_former": 200,
        "temporary_residence": 200,
        "occupation": 160,
        "workplace": 200,
        "position": 160,
        "class_name": 80,
        "general_education": 60,
        "profession": 160,
        "degree": 120,
        "political_theory": 80,
        "foreign_language": 120,
        "digital_skill": 120,
        "note": 1000,
    }
)
"""The texts of an ordinary record and how many signs each holds at most."""

SENSITIVE_LENGTH = 4000
DATES = ("born", "youth_union_joined", "joined", "official")


@dataclass(frozen=True)
class SensitiveFacts:
    """What of a person is sensitive by law; "" where nothing is known."""

    ethnicity: str = ""
    nationality: str = ""
    religion: str = ""
    religious_rank: str = ""
    family: str = ""
    political_history: str = ""
    current_political_matters: str = ""


@dataclass(frozen=True)
class PersonFacts:
    """What is written down of one person. `groups` are those entered by hand; others follow from the facts.

    None in `citizen`, `groups` or `sensitive` leaves what the record has. `citizen` is the number in clear, "" for none;
    it never reaches a table so. `since` is when the person came to the unit, used only when the record is made.
    """

    full_name: str
    other_names: str = ""
    born: PartialDate | None = None
    sex: str = ""
    citizen: str | None = None
    phone: str = ""
    staff_code: str = ""
    birthplace: str = ""
    birthplace_former: str = ""
    home_town: str = ""
    home_town_former: str = ""
    residence: str = ""
    residence_former: str = ""
    temporary_residence: str = ""
    occupation: str = ""
    workplace: str = ""
    position: str = ""
    class_name: str = ""
    general_education: str = ""
    profession: str = ""
    degree: str = ""
    political_theory: str = ""
    foreign_language: str = ""
    digital_skill: str = ""
    youth_union_joined: PartialDate | None = None
    note: str = ""
    joined: PartialDate | None = None
    official: PartialDate | None = None
    left_party_on: date | None = None
    since: PartialDate | None = None
    groups: tuple[str, ...] | None = None
    sensitive: SensitiveFacts | None = None

    def date_of(self, name: str) -> PartialDate | None:
        """The partly known day `name`."""
        found = getattr(self, name)
        assert found is None or isinstance(found, PartialDate)
        return found
