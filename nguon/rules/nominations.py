"""What a nomination of a mass organisation must say, what may be done with it, and when it has waited long."""

from dataclasses import dataclass
from datetime import date

from nguon.rules.errors import Unmet
from nguon.rules.partial_dates import PartialDate

UNANSWERED_DAYS = 30
"""After so many days without an answer both sides are told; no regulation says it, so the screens do."""


@dataclass(frozen=True)
class NominationFacts:
    """What the organisation itself writes of the person, why it puts them forward, and its document."""

    full_name: str
    why: str
    born: PartialDate | None = None
    sex: str = ""
    occupation: str = ""
    residence: str = ""
    document_number: str = ""
    document_date: date | None = None


def unmet_nomination(facts: NominationFacts, today: date) -> tuple[Unmet, ...]:
    """Everything that keeps it from being sent; empty when nothing does."""
    unmet = []
    if not facts.full_name.strip():
        unmet.append(Unmet("nominations.name_missing", "Hãy ghi họ và tên người được giới thiệu."))
    if not facts.why.strip():
        unmet.append(Unmet("nominations.why_missing", "Hãy ghi vì sao giới thiệu người này."))
    if facts.born is not None and facts.born.earliest > today:
        unmet.append(Unmet("nominations.born_ahead", "Ngày sinh không được sau hôm nay."))
    if facts.document_date is not None and facts.document_date > today:
        unmet.append(Unmet("nominations.document_ahead", "Ngày văn bản không được sau hôm nay."))
    return tuple(unmet)


def has_waited_long(made_on: date, today: date) -> bool:
    """Whether a nomination made on `made_on` and not answered is to be pointed out on `today`."""
    return (today - made_on).days >= UNANSWERED_DAYS
