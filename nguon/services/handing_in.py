"""Lists going up: handed in as a frozen version, returned with a reason or accepted by the unit above, looked into.

All of one round is done one after the other: its row is locked first, then the versions.
"""

from collections.abc import Iterable, Sequence

from django.db.models import Max, Q
from django.utils import timezone

from nguon.models import HandIn, SurveyRound, Unit
from nguon.queries.access import Reach
from nguon.queries.hand_in_content import Content, content_now, has_changed
from nguon.queries.hand_ins import may_look
from nguon.queries.survey_tree import SurveyTree
from nguon.rules.errors import MovedOn, NotAllowed, NotReached, RuleViolation, Unmet
from nguon.rules.hand_ins import figures
from nguon.rules.roles import Action
from nguon.rules.survey_rounds import Act, Version, unmet_act
from nguon.rules.tree import is_within
from nguon.services.audit import operation, record

NAMES_IN_ENTRY = 100


@operation
def hand_in(*, by: Reach, round_id: int, unit_id: int, seen: str, document_number: str = "", note: str = "") -> HandIn:
    """Freeze what the unit has now as its next version, handed to the unit above it.

    `seen` is `Preview.seen` of what the person looked at. Raises NotReached for a round or unit out of reach or not
    taking part, MovedOn when another version came or the list changed since, RuleViolation for a round not open, an
    accepted list that did not change, or undecided lists below without a note that says so.
    """
    unit = by.unit(unit_id, Action.HAND_IN)
    called = _locked_round(by, round_id)
    above = _taking_part(called, unit, by)
    latest = _latest(called, unit)
    content = content_now(called, unit, by.day)
    if seen != seen_mark(latest, content):
        raise MovedOn("Danh sách hoặc bản nộp vừa thay đổi. Đây là nội dung hiện nay, hãy xem lại rồi nộp.")
    state = Version(latest.state) if latest else None
    unmet = _unmet(called, state, content, changed=has_changed(latest, unit, content), note=note, by=by)
    if unmet:
        raise RuleViolation(unmet)
    if latest is not None and state is Version.HANDED_IN:
        latest.state = Version.REPLACED
        latest.save(update_fields=["state"])
    made = HandIn.objects.create(
        round=called,
        unit=unit,
        to_unit=above,
        path=unit.path,
        province=unit.province,
        ordinal=_next_ordinal(called, unit),
        on=by.day,
        rows=content.rows,
        counts=content.counts,
        included=content.included,
        missing=content.missing,
        digest=content.digest,
        document_number=document_number.strip(),
        note=note.strip(),
        handed_by=by.who,
        handed_at=timezone.now(),
    )
    one, two, three = figures(made.counts)
    record(
        by,
        "surveys.hand_in",
        made,
        unit=unit,
        permitted_by=Action.HAND_IN,
        after={
            "round": called.name,
            "ordinal": made.ordinal,
            "list_1": one,
            "list_2": two,
            "list_3": three,
            "lists_included": len(made.included),
            "lists_missing": len(made.missing),
            "digest": made.digest,
            "document_number": made.document_number,
            "note": made.note,
        },
    )
    return made


def seen_mark(latest: HandIn | None, content: Content) -> str:
    """What a preview shows, in short: the version before it, its state, and the fingerprint of what would be handed in."""
    return f"{latest.ordinal}-{latest.state}-{content.digest}" if latest else f"0--{content.digest}"


def _unmet(
    called: SurveyRound, state: Version | None, content: Content, *, changed: bool, note: str, by: Reach
) -> list[Unmet]:
    unmet = [*unmet_act(state, Act.HAND_IN, is_open=called.closed_on is None, changed=changed)]
    if called.opens_on > by.day:
        unmet.append(Unmet("surveys.not_open_yet", f"Đợt này mở từ ngày {called.opens_on:%d/%m/%Y}."))
    if content.in_two:
        names = ", ".join(content.in_two[:5])
        unmet.append(
            Unmet(
                "surveys.branch_twice",
                f"Có chi bộ nằm trong hai bản tổng hợp cấp dưới: {names}. Hãy trả lại bản của nơi chi bộ đã chuyển đi.",
            )
        )
    if note.strip():
        return unmet
    if content.undecided:
        names = ", ".join(each.name for each in content.undecided[:5])
        unmet.append(
            Unmet(
                "surveys.undecided_below",
                f"Còn {len(content.undecided)} đơn vị đã nộp mà chưa nhận hoặc trả lại: {names}. Hãy quyết định trước, "
                "hoặc ghi rõ trong ghi chú vì sao nộp khi chưa xong.",
            )
        )
    elif content.missing and not content.included:
        unmet.append(
            Unmet(
                "surveys.nothing_included",
                "Chưa nhận danh sách của đơn vị nào bên dưới. Nếu vẫn nộp, hãy ghi rõ trong ghi chú vì sao.",
            )
        )
    return unmet


@operation
def return_hand_in(*, by: Reach, hand_in_id: int, reason: str) -> HandIn:
    """Send a version back to the unit it came from. Raises NotReached, NotAllowed for who does not act for the unit above,
    MovedOn when it was decided on or replaced meanwhile, RuleViolation without a reason or in a closed round.
    """
    (found,) = _to_decide(by, [hand_in_id])
    _refuse(found, Act.RETURN, reason)
    found.return_reason = reason.strip()
    _decide(by, [found], Version.RETURNED)
    record(
        by,
        "surveys.return",
        found,
        unit=found.to_unit,
        permitted_by=Action.CONSOLIDATE,
        before={"state": Version.HANDED_IN.value},
        after={"state": Version.RETURNED.value, "unit": found.unit, "ordinal": found.ordinal},
        reason=found.return_reason,
    )
    return found


@operation
def accept_hand_ins(*, by: Reach, hand_in_ids: Sequence[int]) -> list[HandIn]:
    """Accept versions handed to one unit in one round: all of them or none. What was accepted of the same units before
    counts no longer. Raises NotReached, NotAllowed, MovedOn, RuleViolation as `return_hand_in`.
    """
    found = _to_decide(by, hand_in_ids)
    for each in found:
        _refuse(each, Act.ACCEPT)
    first = found[0]
    HandIn.objects.filter(
        round=first.round_id, unit__in=[each.unit_id for each in found], state=Version.ACCEPTED
    ).update(state=Version.REPLACED)
    _decide(by, found, Version.ACCEPTED)
    record(
        by,
        "surveys.accept",
        first if len(found) == 1 else first.round,
        unit=first.to_unit,
        permitted_by=Action.CONSOLIDATE,
        before={"state": Version.HANDED_IN.value},
        after={
            "state": Version.ACCEPTED.value,
            "lists_accepted": len(found),
            "units": [each.unit.name for each in found][:NAMES_IN_ENTRY],
        },
    )
    return found


@operation
def look_at_names(*, by: Reach, hand_in_id: int, reason: str) -> HandIn:
    """Open the names of a version to somebody further above, who leaves a reason. Raises NotReached, NotAllowed for who
    may not see people there, RuleViolation without a reason.
    """
    found = by.hand_ins().select_related("unit", "to_unit", "round").filter(pk=hand_in_id).first()
    if found is None:
        raise NotReached(f"hand-in {hand_in_id}")
    if not may_look(by, found):
        raise NotAllowed("Vai trò của đồng chí không xem được họ tên trong danh sách này.")
    if not reason.strip():
        raise RuleViolation([Unmet("surveys.look_reason_missing", "Hãy viết vì sao cần xem họ tên.")])
    record(
        by,
        "surveys.look",
        found,
        unit=found.unit,
        permitted_by=Action.SEE_PEOPLE,
        after={"round": found.round.name, "ordinal": found.ordinal, "persons": len(found.rows)},
        reason=reason.strip(),
    )
    return found


def _locked_round(by: Reach, round_id: int) -> SurveyRound:
    found = (
        by.survey_rounds()
        .select_for_update(of=("self",), no_key=True)
        .select_related("unit")
        .filter(pk=round_id)
        .first()
    )
    if found is None:
        raise NotReached(f"round {round_id}")
    return found


def _taking_part(called: SurveyRound, unit: Unit, by: Reach) -> Unit:
    """The unit above, where `unit` stands below the caller and takes part today."""
    below = unit.pk != called.unit_id and is_within(unit.path, called.unit.path)
    if not below or unit.parent is None or unit.pk not in SurveyTree(unit.path, by.day).nodes:
        raise NotReached(f"unit {unit.pk} in round {called.pk}")
    return unit.parent


def _latest(called: SurveyRound, unit: Unit) -> HandIn | None:
    return HandIn.objects.select_for_update().filter(round=called, unit=unit).order_by("-ordinal").first()


def _next_ordinal(called: SurveyRound, unit: Unit) -> int:
    return (HandIn.objects.filter(round=called, unit=unit).aggregate(last=Max("ordinal"))["last"] or 0) + 1


def _to_decide(by: Reach, hand_in_ids: Iterable[int]) -> list[HandIn]:
    """Versions of one round handed to one unit for which the person acts, locked."""
    wanted = set(hand_in_ids)
    mine = HandIn.objects.filter(by.within(Action.CONSOLIDATE, "to_unit__path") | Q(pk__in=by.hand_ins().values("pk")))
    rounds = set(mine.filter(pk__in=wanted).values_list("round_id", flat=True))
    if len(rounds) != 1:
        raise NotReached(f"hand-ins {sorted(wanted)}")
    called = SurveyRound.objects.select_for_update(no_key=True).get(pk=rounds.pop())
    found = list(
        mine.select_for_update(of=("self",))
        .select_related("unit", "to_unit")
        .filter(pk__in=wanted)
        .order_by("unit__sort_key", "pk")
    )
    if len(found) != len(wanted) or len({each.to_unit_id for each in found}) != 1:
        raise NotReached(f"hand-ins {sorted(wanted)}")
    if not by.may_over(Action.CONSOLIDATE, found[0].to_unit.path):
        raise NotAllowed("Chỉ cấp trên trực tiếp của đơn vị nộp được nhận hoặc trả lại danh sách.")
    for each in found:
        each.round = called
    if any(each.state != Version.HANDED_IN for each in found):
        raise MovedOn("Có bản vừa được người khác quyết định hoặc đơn vị đã nộp bản mới. Đây là tình trạng hiện nay.")
    return found


def _refuse(found: HandIn, act: Act, reason: str = "") -> None:
    unmet = unmet_act(Version(found.state), act, is_open=found.round.closed_on is None, changed=True, reason=reason)
    if unmet:
        raise RuleViolation(unmet)


def _decide(by: Reach, found: list[HandIn], state: Version) -> None:
    now = timezone.now()
    for each in found:
        each.state, each.decided_by, each.decided_on, each.decided_at = state, by.who, by.day, now
    fields = ["state", "decided_by", "decided_on", "decided_at", "return_reason"]
    HandIn.objects.bulk_update(found, fields, batch_size=500)
