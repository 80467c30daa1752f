"""What a reader found, laid out as items; what makes a value an item."""

import json
from pathlib import Path

import pytest

from nguon.rules.drafting import NEEDED, SECTIONS, SINGLE, items_of, period_value, unmet_value
from nguon.rules.plan_words import PARTS, line

GOLD = sorted((Path(__file__).parent.parent / "reading" / "gold").glob("*.json"))


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem[:3])
def test_every_fact_of_an_answer_becomes_one_item(path):
    answer = json.loads(path.read_text("utf-8"))

    items = items_of(answer, "Huyện ủy Đạm Ri")

    counts = {part: sum(1 for each in items if each.part == part) for part in PARTS}
    assert counts["target"] == len(answer["targets"])
    assert counts["obligation"] == len(answer["obligations"])
    assert counts["cadence"] == len(answer["cadences"])
    assert (counts["basis"], counts["reference"]) == (len(answer["basis"]), len(answer["references"]))
    assert counts["priority_group"] == len(answer["priority_groups"])
    assert counts["pool_ratio"] == bool(answer["pool_ratio"])
    assert counts["document.number"] == bool(answer["document"]["number"])


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem[:3])
def test_every_item_can_be_said_in_words_and_keeps_its_own_rules(path):
    for each in items_of(json.loads(path.read_text("utf-8")), "Huyện ủy Đạm Ri"):
        said = line(each.part, each.value)

        assert said.what
        assert said.text
        assert unmet_value(each.part, each.value) == ()


def test_what_the_document_does_not_settle_gives_no_item():
    assert items_of({}, "Huyện ủy Đạm Ri") == ()


def test_an_item_keeps_the_words_it_rests_on_and_their_place():
    answer = {
        "document": {"number": "1-KH/HU"},
        "quotes": {"document.number": {"quote": "Số 1-KH/HU", "start": 7, "end": 17}},
    }

    (item,) = items_of(answer, "Huyện ủy")

    assert (item.quote, item.start, item.end) == ("Số 1-KH/HU", 7, 17)


def test_the_signer_stands_where_the_name_stands():
    answer = {
        "document": {"signer": {"on_behalf": "Ban Thường vụ", "position": None, "name": "A"}},
        "quotes": {
            "document.signer.on_behalf": {"quote": "T/M", "start": 0, "end": 3},
            "document.signer.name": {"quote": "A", "start": 9, "end": 10},
        },
    }

    (item,) = items_of(answer, "Huyện ủy")

    assert (item.quote, item.start) == ("A", 9)


def test_whom_a_duty_binds_is_proposed_from_its_actor_and_left_open_where_only_a_person_can_tell():
    def item(actor):
        duty = {"actor": actor, "action": "report", "recipient": None, "every": "quarter"}
        return items_of({"cadences": [duty]}, "Huyện ủy Đạm Ri")[0].value

    assert (item("Các tổ chức cơ sở đảng")["scope"], item("Các tổ chức cơ sở đảng")["office"]) == (
        "grassroots",
        "committee",
    )
    assert (item(None)["scope"], item(None)["office"]) == ("", "")
    assert item(None)["working_days"] == 5


def test_a_duty_of_another_kind_is_told_in_the_plan_s_own_words():
    duty = {"actor": "Chi bộ", "action": "other", "recipient": None, "due": "2026-05-01", "quote": "treo cờ trước 01/5"}

    assert items_of({"obligations": [duty]}, "Huyện ủy")[0].value["what"] == "treo cờ trước 01/5"


@pytest.mark.parametrize(
    ("read", "kept"),
    [
        ({"year": 2023}, {"from": "2023-01-01", "until": "2024-01-01"}),
        ({"from": 2020, "to": 2025}, {"from": "2020-01-01", "until": "2026-01-01"}),
    ],
)
def test_a_period_is_half_open(read, kept):
    assert period_value(read) == kept


@pytest.mark.parametrize(
    ("period", "words"),
    [({"year": 2023}, "năm 2023"), ({"from": 2020, "to": 2025}, "2020–2025"), ("Quý I", "Quý I"), (None, "")],
)
def test_the_time_of_a_task_is_kept_in_words(period, words):
    (item,) = items_of({"tasks": [{"actor": None, "text": "Rà soát", "period": period}]}, "Huyện ủy")

    assert item.value["period"] == words


def test_what_a_person_is_responsible_for_is_said_in_words():
    (item,) = items_of({"responsible": [{"name": "A", "duty": "inspection"}]}, "Huyện ủy")

    assert item.value["duty"] == "Kiểm tra, giám sát"


@pytest.mark.parametrize(
    ("part", "value", "codes"),
    [
        ("target", {"measure": "admissions", "min": 3, "max": 5}, set()),
        ("target", {"measure": "admissions", "min": 5, "max": 3}, {"item.range"}),
        ("target", {"measure": "x", "group": "y"}, {"item.figure", "item.measure", "item.group"}),
        ("pool_ratio", {"min": 1.5, "max": None}, set()),
        ("pool_ratio", {"min": None, "max": None}, {"item.figure"}),
        ("period", {"from": "2026-01-01", "until": "2026-01-01"}, {"item.period"}),
        ("priority_group", {"group": "women"}, set()),
        ("priority_group", {"group": "x"}, {"item.group"}),
        ("obligation", {"action": "report", "due": None}, {"item.due"}),
        ("obligation", {"action": "x", "due": "2026-01-01"}, {"item.action"}),
        ("cadence", {"action": "report", "every": "x"}, {"item.every"}),
        ("cadence", {"action": "report", "every": "year", "scope": "x", "office": "y"}, {"item.scope", "item.office"}),
        ("cadence", {"action": "report", "every": "year", "scope": "selected"}, {"item.selected"}),
        ("cadence", {"action": "report", "every": "year", "scope": "selected", "selected": [1]}, set()),
        ("task", {"text": "x"}, set()),
        ("task", {"text": "x" * 5000, "period": "x" * 61}, {"item.long"}),
        ("document.title", {"value": "x" * 500}, set()),
        ("document.title", {"value": "x" * 501}, {"item.long"}),
        ("target", {"measure": "admissions", "min": 10**9, "max": None}, {"item.large"}),
    ],
)
def test_all_that_is_wrong_with_a_value_is_said_at_once(part, value, codes):
    assert {each.code for each in unmet_value(part, value)} == codes


def test_every_part_stands_in_one_section():
    listed = [part for section in SECTIONS for part in section.parts]

    assert sorted(listed) == sorted(PARTS)
    assert set(NEEDED) <= set(SINGLE) <= set(PARTS)
