"""Worked cases: what is given and asked → what the regulations in force say, and because of which of their figures.

A case is a mapping with `id`, `ask`, `given` and perhaps `expect`. What it says in an unknown key, or leaves out, is an
error that names the key: a person writes these by hand.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from nguon.regulations.load import calendar
from nguon.regulations.parameters import Parameter, parameter, parameters
from nguon.rules.eligibility import HARD_AREAS, LEVELS, Applicant, Limit, Limits, unmet_eligibility, unmet_introducer
from nguon.rules.errors import Unmet
from nguon.rules.partial_dates import PartialDate, from_stored
from nguon.rules.periods import add_months
from nguon.rules.readmission import Former, Leaving, readmission
from nguon.rules.recognition import Terms, recognition, unmet_recognition
from nguon.rules.thresholds import Ballot, tally, unmet_ballot

CLOCKS: Mapping[str, str] = {
    "admission_decision": "admission_decision_days",
    "admission_ceremony": "admission_ceremony_days",
    "probation": "probation_months",
    "branch_considers_recognition": "branch_considers_recognition_days",
    "recognition_decision": "recognition_decision_days",
    "awareness_certificate": "certificate_valid_months",
    "member_cv": "member_cv_days",
    "permanent_transfer": "permanent_transfer_days",
}
"""Each clock and the parameter that says how long it runs."""

BODIES = ("branch", "grassroots_committee", "standing_board")
WHOLE_BODIES = frozenset({"grassroots_committee", "standing_board"})
"""Bodies whose votes are counted against all their members."""

Given = Mapping[str, Any]


class FaultyCase(ValueError):
    """A case that cannot be judged; the message names the key and what is wrong with it."""


@dataclass
class Judged:
    """One answer on its way: figures used are taken through `take`, so that none is left out of `because`."""

    answer: dict[str, Any] = field(default_factory=dict)
    used: list[Parameter] = field(default_factory=list)

    def take(self, key: str, on: date) -> Parameter:
        """The parameter in force on `on`, noted down."""
        found = parameter(key, on)
        if found not in self.used:
            self.used.append(found)
        return found

    def limit(self, key: str, on: date) -> Limit:
        """The same as a limit of the rules."""
        found = self.take(key, on)
        return Limit(found.word or found.value, str(found))

    def refuse(self, unmet: tuple[Unmet, ...]) -> None:
        """Put the codes and the words of what is unmet into the answer."""
        self.answer["unmet"] = [each.code for each in unmet]
        self.answer["words"] = [str(each) for each in unmet]


def judge(case: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to one case with its `because`. Raises FaultyCase, or NotInForce for a day nothing is registered for."""
    if not isinstance(case, Mapping):
        raise FaultyCase(f"một trường hợp phải là một đối tượng, không phải {case!r}")
    _known(case, {"id", "ask", "given", "expect"}, {"id", "ask", "given"}, "")
    if not isinstance(case["ask"], str) or case["ask"] not in _ASKS:
        raise FaultyCase(f"ask: {case['ask']!r} không có; có: {', '.join(sorted(_ASKS))}")
    answering, wanted, optional = _ASKS[case["ask"]]
    given = case["given"]
    if not isinstance(given, Mapping):
        raise FaultyCase("given: phải là một đối tượng")
    _known(given, wanted | optional, wanted, "given.")
    judged = Judged()
    answering(given, judged)
    judged.answer["because"] = [_because(each) for each in judged.used]
    return judged.answer


def differences(case: Mapping[str, Any], answer: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Keys of `expect` whose answer differs: (expected, answered); `unmet` is compared without its order."""
    found = {}
    for key, expected in (case.get("expect") or {}).items():
        answered = answer.get(key)
        same = answered == expected and type(answered) is type(expected)
        if key == "unmet" and isinstance(expected, list) and isinstance(answered, list):
            same = sorted(map(str, expected)) == sorted(answered)
        if key == "because" or not same:
            found[key] = (expected, answered)
    return found


def _because(each: Parameter) -> dict[str, Any]:
    return {
        "parameter": each.key,
        "value": each.word or each.value,
        "unit": each.unit,
        "instrument": str(each.source),
        "clause": each.clause,
        "confidence": each.confidence,
        "from": each.period.starts_on.isoformat(),
        "until": each.period.ends_on.isoformat() if each.period.ends_on else None,
    }


def _due(given: Given, judged: Judged) -> None:
    clock = _one_of(given, "clock", CLOCKS)
    start = _day(given, "start")
    length = judged.take(CLOCKS[clock], start)
    due = _counted(start, length)
    judged.answer["due"] = due.isoformat()
    if "on" in given:
        judged.answer["late"] = _day(given, "on") > due


def _counted(start: date, length: Parameter) -> date:
    if length.unit == "month":
        return add_months(start, length.value)
    return calendar().add_working_days(start, length.value)


def _vote(given: Given, judged: Judged) -> None:
    key = _vote_key(_text(given, "body"), _text(given, "act"))
    on = _day(given, "on") if "on" in given else parameters()[key][-1].period.starts_on
    rule = judged.take(key, on)
    ballot = Ballot(
        _count(given, "members"), _count(given, "away"), _count(given, "exempt_absent"), _count(given, "for")
    )
    whole = given["body"] in WHOLE_BODIES
    impossible = unmet_ballot(ballot, whole_body=whole)
    if impossible:
        raise FaultyCase("given: " + "; ".join(map(str, impossible)))
    outcome = tally(ballot, rule.share, exceed=rule.unit == "more_than", whole_body=whole)
    judged.answer |= {"base": outcome.base, "needed": outcome.needed, "passes": outcome.passes}


def _vote_key(body: str, act: str) -> str:
    """The parameter for the vote of `body` on `act`; without a day, its latest value is meant."""
    if body not in BODIES:
        raise FaultyCase(f"given.body: {body!r} không có; có: {', '.join(BODIES)}")
    prefix = f"vote_{body}_"
    acts = sorted(each.removeprefix(prefix) for each in parameters() if each.startswith(prefix))
    if act not in acts:
        raise FaultyCase(f"given.act: {act!r} không có cho {body}; có: {', '.join(acts)}")
    return prefix + act


def _eligible(given: Given, judged: Judged) -> None:
    on = _day(given, "considered_on")
    applicant = Applicant(
        born=_born(given),
        considered_on=on,
        education=_one_of(given, "education", LEVELS),
        certificate_on=_day(given, "certificate_on") if given.get("certificate_on") is not None else None,
        area=_one_of(given, "area", HARD_AREAS) if given.get("area") is not None else "",
        written_agreement=_truth(given, "written_agreement"),
    )
    limits = Limits(
        age_from=judged.limit("admission_age_from", on),
        age_until=judged.limit("admission_age_until", on),
        education=judged.limit("education_minimum", on),
        education_hard_area=judged.limit("education_minimum_hard_area", on),
        certificate_months=judged.limit("certificate_valid_months", on),
    )
    judged.refuse(unmet_eligibility(applicant, limits))


def _recognition(given: Given, judged: Judged) -> None:
    ceremony, decision = _day(given, "ceremony_on"), _day(given, "decision_on")
    recognised = _day(given, "recognised_on")
    months = judged.take("probation_months", ceremony)
    ends_on = add_months(ceremony, months.value)
    terms = Terms(
        months.value,
        judged.take("branch_considers_recognition_days", ends_on).value,
        judged.take("recognition_decision_days", ends_on).value,
    )
    days = {"decision_on": decision, "ceremony_on": ceremony, "recognised_on": recognised}
    found = recognition(**days, terms=terms, calendar=calendar())
    judged.answer |= {
        "effective_on": found.effective_on.isoformat(),
        "party_age_from": found.party_age_from.isoformat(),
        "due": found.due_on.isoformat(),
        "late": found.late,
    }
    judged.refuse(unmet_recognition(**days, probation_months=months.value))


def _readmission(given: Given, judged: Judged) -> None:
    on = _day(given, "on")
    former = Former(
        left_on=_day(given, "left_on"),
        how=Leaving(_one_of(given, "how", {each.value for each in Leaving})),
        on=on,
        times_readmitted=_count(given, "times_readmitted"),
    )
    months, times = judged.take("readmission_months", on), judged.take("readmission_times", on)
    found = readmission(former, months=months.value, times=times.value, clause=str(months), times_clause=str(times))
    earliest = found.earliest_on.isoformat() if found.earliest_on else None
    judged.answer |= {"allowed": found.allowed, "earliest_on": earliest}
    judged.refuse(found.unmet)


def _sponsor(given: Given, judged: Judged) -> None:
    on = _day(given, "on")
    official = _day(given, "sponsor_official_on") if given["sponsor_official_on"] is not None else None
    together = _day(given, "together_from") if given["together_from"] is not None else None
    unmet = unmet_introducer(official, together, on, judged.limit("sponsor_together_months", on))
    judged.answer["allowed"] = not unmet
    judged.refuse(unmet)


def _working_day(given: Given, judged: Judged) -> None:
    count = given["n"]
    if type(count) is not int or abs(count) > 5_000:
        raise FaultyCase(f"given.n: cần một số nguyên, không phải {count!r}")
    judged.answer["date"] = calendar().add_working_days(_day(given, "start"), count).isoformat()


_ASKS: Mapping[str, tuple[Callable[[Given, Judged], None], set[str], set[str]]] = {
    "due": (_due, {"clock", "start"}, {"on"}),
    "vote": (_vote, {"body", "act", "members", "for"}, {"away", "exempt_absent", "on"}),
    "eligible": (
        _eligible,
        {"born", "considered_on", "education"},
        {"area", "written_agreement", "certificate_on"},
    ),
    "recognition": (_recognition, {"ceremony_on", "decision_on", "recognised_on"}, set()),
    "readmission": (_readmission, {"left_on", "how", "on"}, {"times_readmitted"}),
    "sponsor": (_sponsor, {"sponsor_official_on", "together_from", "on"}, set()),
    "working_day": (_working_day, {"start", "n"}, set()),
}
"""What can be asked: who answers, which keys are wanted, which may be there."""


def _known(fields: Mapping[str, Any], allowed: set[str], wanted: set[str], at: str) -> None:
    for word, names in (("không có khóa", set(fields) - allowed), ("thiếu khóa", wanted - set(fields))):
        if names:
            raise FaultyCase(f"{word} {', '.join(f'{at}{each}' for each in sorted(map(str, names)))}")


def _text(given: Given, name: str) -> str:
    if not isinstance(given[name], str):
        raise FaultyCase(f"given.{name}: cần chữ, không phải {given[name]!r}")
    return str(given[name])


def _one_of(given: Given, name: str, allowed: Any) -> str:
    value = _text(given, name)
    if value not in allowed:
        raise FaultyCase(f"given.{name}: {value!r} không có; có: {', '.join(sorted(allowed))}")
    return value


def _day(given: Given, name: str) -> date:
    try:
        return date.fromisoformat(_text(given, name))
    except ValueError:
        raise FaultyCase(f"given.{name}: cần ngày dạng 2025-01-20, không phải {given[name]!r}") from None


def _born(given: Given) -> PartialDate:
    try:
        found = from_stored(_text(given, "born"))
    except ValueError:
        found = None
    if found is None or not found.month:
        raise FaultyCase(f"given.born: cần dạng 1995-05-01 hoặc 1995-05, không phải {given['born']!r}")
    return found


def _count(given: Given, name: str) -> int:
    value = given.get(name, 0)
    if type(value) is not int or not 0 <= value <= 1_000_000:
        raise FaultyCase(f"given.{name}: cần một số không âm, không phải {value!r}")
    return value


def _truth(given: Given, name: str) -> bool:
    value = given.get(name, False)
    if type(value) is not bool:
        raise FaultyCase(f"given.{name}: cần true hoặc false, không phải {value!r}")
    return value
