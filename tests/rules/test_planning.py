"""What keeps a draft from becoming a plan, and what deserves a second look."""

from datetime import date

import pytest

from nguon.rules.planning import Allotted, Proposal, cautions, unmet_plan

ON = date(2026, 3, 1)
WHOLE = {"measure": "admissions", "group": None, "min": 40, "max": 40, "unit": "person", "whole": True}
PART = {**WHOLE, "group": "women", "min": 10, "max": None, "whole": False}
DUTY = {"action": "report", "what": "Báo cáo", "due": "2026-10-30", "scope": "grassroots", "office": "committee"}


def proposal(*, values=None, **facts):
    whole = {
        "document.type": [{"value": "KH"}],
        "document.number": [{"value": "1-KH/HU"}],
        "document.date": [{"value": "2026-01-20"}],
        "document.title": [{"value": "Phát triển đảng viên"}],
        "document.issuer": [{"value": "Huyện ủy"}],
        "period": [{"from": "2026-01-01", "until": "2027-01-01"}],
        "target": [WHOLE],
    }
    return Proposal(values={**whole, **(values or {})}, **facts)


def test_a_whole_plan_has_nothing_unmet():
    assert unmet_plan(proposal()) == ()
    assert cautions(proposal(), on=ON) == ()


ADJUSTED = {"adjustment": [{"reason": "Giảm", "holds_from": "2026-03-05"}]}


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ({"open_items": 3}, ["planning.open:"]),
        (
            {"open_items": 1, "open_parts": frozenset({"document.number"}), "values": {"document.number": []}},
            ["planning.open:"],
        ),
        ({"open_items": 1, "open_parts": frozenset({"target"}), "values": {"target": []}}, ["planning.open:"]),
        ({"values": {"document.title": [{"value": "x" * 501}]}}, ["planning.item:document.title"]),
        ({"values": {"document.number": []}}, ["planning.missing:document.number"]),
        ({"values": {"period": []}}, ["planning.missing:period"]),
        ({"values": {"target": []}}, []),
        ({"values": {"target": [PART]}}, ["planning.headline:target"]),
        ({"values": {"target": [WHOLE, WHOLE]}}, ["planning.headline:target"]),
        ({"values": {"target": [{**WHOLE, "measure": "pool"}]}}, ["planning.headline:target"]),
        ({"twin": "1-KH/HU"}, ["planning.twin:"]),
        ({"repeated": frozenset({"Đối tượng"})}, ["planning.repeated:"]),
        ({"adjusts": True}, ["planning.missing:adjustment"]),
        ({"adjusts": True, "values": ADJUSTED, "before": date(2026, 3, 5)}, []),
        ({"adjusts": True, "values": ADJUSTED, "before": date(2026, 3, 6)}, ["planning.backwards:adjustment"]),
        ({"allotted": Allotted("Kế hoạch 2-KH/TU", {"": 40})}, []),
        ({"allotted": Allotted("Kế hoạch 2-KH/TU", {"": 41})}, ["planning.share:target"]),
        ({"allotted": Allotted("Kế hoạch 2-KH/TU", {"women": 41})}, []),
        ({"allotted": Allotted("Kế hoạch 2-KH/TU", {"": 1}), "values": {"target": []}}, ["planning.share:target"]),
        (
            {"allotted": Allotted("Kế hoạch 2-KH/TU", {"": 99}), "values": {"target": [{**WHOLE, "unit": "percent"}]}},
            [],
        ),
        (
            {"allotted": Allotted("x", {"": 4}), "values": {"target": [{**WHOLE, "min": 3, "max": 5}]}},
            ["planning.share:target"],
        ),
        ({"allotted": Allotted("x", {"": 4}), "values": {"target": [{**WHOLE, "min": None, "max": 5}]}}, []),
    ],
)
def test_what_keeps_a_draft_from_becoming_a_plan(asked, codes):
    assert [each.code for each in unmet_plan(proposal(**asked))] == codes


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ({"values": {"target": []}}, ["planning.no_target:target"]),
        ({"values": {"obligation": [DUTY]}}, []),
        ({"values": {"obligation": [{**DUTY, "due": "2027-02-01"}]}}, []),
        ({"values": {"obligation": [{**DUTY, "due": "2028-02-01"}]}}, ["planning.far:obligation"]),
        (
            {"values": {"obligation": [{**DUTY, "due": "2023-02-01"}]}},
            ["planning.far:obligation", "planning.past:obligation"],
        ),
        ({"values": {"target": []}, "open_items": 1}, []),
        ({"values": {"target": [WHOLE, {**PART, "min": 41}]}, "open_items": 1}, []),
        ({"values": {"obligation": [{**DUTY, "due": "2026-03-01"}]}}, []),
        ({"values": {"obligation": [{**DUTY, "due": "2026-02-28"}]}}, ["planning.past:obligation"]),
        ({"values": {"obligation": [{**DUTY, "scope": ""}]}}, ["planning.unbound:obligation"]),
        ({"values": {"cadence": [{**DUTY, "due": None, "every": "periodic"}]}}, ["planning.no_rhythm:cadence"]),
        ({"values": {"target": [WHOLE, {**PART, "min": 41}]}}, ["planning.part_over_whole:target"]),
        ({"values": {"target": [WHOLE, PART]}, "allotted": Allotted("x", {"": 40, "women": 10})}, []),
        (
            {"values": {"target": [WHOLE, PART]}, "allotted": Allotted("x", {"women": 11})},
            ["planning.group_share:target"],
        ),
    ],
)
def test_what_deserves_a_second_look(asked, codes):
    assert [each.code for each in cautions(proposal(**asked), on=ON)] == codes


def test_due_days_already_past_are_counted_with_what_will_follow():
    duties = [{**DUTY, "due": due} for due in ("2026-02-01", "2026-02-28", "2026-03-01", None)]

    (said,) = cautions(proposal(values={"obligation": duties}), on=ON)

    assert said.what == "2 hạn đã qua trước hôm nay (01/03/2026); việc sẽ hiện là quá hạn."


def test_the_day_a_wording_holds_from_is_the_adjustment_s_own_or_the_document_s():
    assert proposal().holds_from == date(2026, 1, 20)
    assert proposal(values=ADJUSTED).holds_from == date(2026, 3, 5)
    assert proposal(values={"document.date": []}).holds_from is None


def test_the_refusal_for_a_share_names_the_figures():
    (unmet,) = unmet_plan(proposal(allotted=Allotted("Kế hoạch 2-KH/TU", {"": 1905})))

    assert unmet.what == "Kế hoạch 2-KH/TU giao 1.905 đảng viên; kế hoạch này chỉ ghi 40 người, thiếu 1.865."
