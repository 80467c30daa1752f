"""Mass organisations put people forward to a branch, which answers each."""

from django.db.models import QuerySet
from django.utils import timezone

from nguon.models import Nomination, Person, Unit
from nguon.queries.access import Reach
from nguon.queries.list_changes import is_branch
from nguon.rules.errors import MovedOn, NotReached, RuleViolation, Unmet
from nguon.rules.nominations import NominationFacts, unmet_nomination
from nguon.rules.person_facts import PersonFacts
from nguon.rules.persons import clean_name
from nguon.rules.roles import Action
from nguon.rules.text import fold, nfc
from nguon.services.audit import operation, record
from nguon.services.persons import lay_person


@operation
def nominate(*, by: Reach, unit_id: int, facts: NominationFacts) -> Nomination:
    """An office of a mass organisation puts a person forward to the branch `unit_id`.

    Raises NotReached for a unit out of reach, RuleViolation for one that is no branch or is closed, for what is left out,
    and for a person whom the same organisation put forward to the same branch and who still waits.
    """
    unit = by.unit(unit_id, Action.NOMINATE)
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)  # the same person sent twice by two clicks
    holding = by.holding_for(Action.NOMINATE, unit.path)
    assert holding is not None
    unmet = list(unmet_nomination(facts, by.day))
    if not is_branch(unit, by.day):
        unmet.append(Unmet("nominations.no_branch", f"{unit.name} không phải chi bộ. Hãy chọn chi bộ sẽ trả lời."))
    if unit.closed_on is not None and unit.closed_on <= by.day:
        unmet.append(Unmet("nominations.unit_closed", f"{unit.name} đã kết thúc hoạt động."))
    if unmet:
        raise RuleViolation(unmet)
    name = clean_name(facts.full_name)
    waiting = Nomination.objects.filter(unit=unit, from_unit_id=holding.unit_id, office=holding.office)
    for each in waiting.filter(answer=Nomination.Answer.WAITING):
        if fold(each.full_name) == fold(name) and (each.born == facts.born):
            what = f"{each.full_name} đã được giới thiệu cho {unit.name}, đang chờ trả lời."
            raise RuleViolation([Unmet("nominations.twice", what)])
    made = Nomination.objects.create(
        unit=unit,
        path=unit.path,
        province=unit.province,
        from_unit_id=holding.unit_id,
        office=holding.office,
        full_name=name,
        born=facts.born,
        sex=facts.sex,
        occupation=nfc(facts.occupation).strip(),
        residence=nfc(facts.residence).strip(),
        why=nfc(facts.why).strip(),
        document_number=" ".join(facts.document_number.split()),
        document_date=facts.document_date,
        made_by=by.who,
        made_at=timezone.now(),
    )
    record(
        by,
        "nominations.make",
        made,
        unit=unit,
        permitted_by=Action.NOMINATE,
        after={"office": made.office, "document_number": made.document_number},
    )
    return made


@operation
def withdraw_nomination(*, by: Reach, nomination_id: int, reason: str) -> Nomination:
    """The organisation takes its nomination back while it waits. Raises NotReached, MovedOn once it is answered or
    withdrawn, RuleViolation without a reason.
    """
    found = _waiting(by.nominations(Action.NOMINATE), nomination_id)
    if not reason.strip():
        raise RuleViolation([Unmet("nominations.reason_missing", "Hãy viết lý do rút giới thiệu này.")])
    _answer(by, found, Nomination.Answer.WITHDRAWN, reason)
    record(
        by,
        "nominations.withdraw",
        found,
        unit=found.unit,
        permitted_by=Action.NOMINATE,
        after={"answer": found.answer},
        reason=reason.strip(),
    )
    return found


@operation
def accept_nomination(*, by: Reach, nomination_id: int, person_id: int | None = None) -> Nomination:
    """The branch takes the person up: the record `person_id` of its own, or a new one made of what was written.

    Coming onto a list is a matter of its resolution afterwards. Raises NotReached for a nomination or a record out of
    reach, MovedOn once it is answered or withdrawn, RuleViolation for a record of another branch.
    """
    found = _waiting(by.nominations(Action.KEEP_LISTS), nomination_id)
    made_new = person_id is None
    if person_id is None:
        facts = PersonFacts(
            full_name=found.full_name,
            born=found.born,
            sex=found.sex,
            occupation=found.occupation,
            residence=found.residence,
        )
        person = lay_person(by, found.unit, facts)
    else:
        person = by.person(person_id, Action.KEEP_LISTS)
        if person.unit_id != found.unit_id:
            what = f"Hồ sơ của {person.full_name} đang ở {person.unit.name}. Hãy chuyển hồ sơ về chi bộ trước."
            raise RuleViolation([Unmet("nominations.other_branch", what)])
    _answer(by, found, Nomination.Answer.ACCEPTED, "", person)
    record(
        by,
        "nominations.accept",
        found,
        unit=found.unit,
        permitted_by=Action.KEEP_LISTS,
        after={"answer": found.answer, "made_new": made_new},
    )
    return found


@operation
def decline_nomination(*, by: Reach, nomination_id: int, reason: str) -> Nomination:
    """The branch does not take the person up for now and says why: the organisation reads it. Raises NotReached, MovedOn
    once it is answered or withdrawn, RuleViolation without a reason.
    """
    found = _waiting(by.nominations(Action.KEEP_LISTS), nomination_id)
    if not reason.strip():
        raise RuleViolation([Unmet("nominations.reason_missing", "Hãy viết lý do để tổ chức giới thiệu biết.")])
    _answer(by, found, Nomination.Answer.DECLINED, reason)
    record(
        by,
        "nominations.decline",
        found,
        unit=found.unit,
        permitted_by=Action.KEEP_LISTS,
        after={"answer": found.answer},
        reason=reason.strip(),
    )
    return found


def _waiting(reached: QuerySet[Nomination], nomination_id: int) -> Nomination:
    found = reached.select_for_update(of=("self",)).select_related("unit", "from_unit").filter(pk=nomination_id).first()
    if found is None:
        raise NotReached(f"nomination {nomination_id}")
    if found.answer != Nomination.Answer.WAITING:
        raise MovedOn(f"Giới thiệu này không còn chờ: {found.get_answer_display().lower()}.")
    return found


def _answer(by: Reach, found: Nomination, answer: Nomination.Answer, reason: str, person: Person | None = None) -> None:
    found.answer, found.answer_reason = answer, nfc(reason).strip()
    found.answered_on, found.answered_by, found.person = by.day, by.who, person
    found.save(update_fields=["answer", "answer_reason", "answered_on", "answered_by", "person"])
