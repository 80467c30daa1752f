"""The right answers: five real documents, and documents written for this test before the rules met them."""

import json
import unicodedata
from pathlib import Path

import pytest

from nguon.reading.plan import read_plan
from nguon.reading.text import read_file
from tests.reading import score

HERE = Path(__file__).parent
SEEDS = HERE.parents[1] / "demo" / "seeds"
UNSEEN = HERE / "unseen"


def f1(gold_file: Path, text_file: Path) -> float:
    gold = set(score.facts(json.loads(gold_file.read_text("utf-8"))))
    answer = read_plan(read_file(text_file.read_bytes(), text_file.name)).as_json()
    found = set(score.facts(answer, score.squeeze(text_file.read_text("utf-8"))))
    hit = len(gold & found)
    return 2 * hit / (len(gold) + len(found)) if gold or found else 1.0


def pairs(gold: Path, texts: Path) -> list[tuple[Path, Path]]:
    return [(file, texts / f"{file.stem}.txt") for file in sorted(gold.glob("*.json"))]


@pytest.mark.parametrize("pair", pairs(HERE / "gold", SEEDS), ids=lambda pair: pair[0].stem)
def test_a_real_document_is_read_right(pair):
    assert f1(*pair) >= 0.95


@pytest.mark.parametrize("pair", pairs(UNSEEN, UNSEEN), ids=lambda pair: pair[0].stem)
def test_a_document_of_another_province_is_read_well(pair):
    assert f1(*pair) >= 0.80


def test_documents_of_other_provinces_are_read_well_on_the_whole():
    scores = [f1(*pair) for pair in pairs(UNSEEN, UNSEEN)]

    assert sum(scores) / len(scores) >= 0.93


@pytest.mark.parametrize("pair", [*pairs(HERE / "gold", SEEDS), *pairs(UNSEEN, UNSEEN)], ids=lambda pair: pair[0].stem)
def test_every_quote_stands_where_it_says(pair):
    text = unicodedata.normalize("NFC", pair[1].read_text("utf-8"))

    answer = read_plan(text).as_json()

    lists = ("basis", "references", "targets", "allocations", "obligations", "cadences", "responsible", "tasks")
    quotes = [item for name in lists for item in answer[name]] + list(answer["quotes"].values())
    assert quotes or answer["warnings"] == ["not_membership_development"]
    for each in quotes:
        assert each["quote"]
        assert score.squeeze(text[each["start"] : each["end"]]) == each["quote"]


def test_the_answer_has_the_keys_of_the_contract_and_no_others():
    answer = read_plan("").as_json()

    assert list(answer) == [
        "document", "period", "basis", "references", "targets", "pool_ratio", "allocations", "allocation_total",
        "allocation_sum", "obligations", "cadences", "priority_groups", "responsible", "tasks", "warnings", "quotes",
    ]  # fmt: skip
    assert list(answer["document"]) == [
        "type",
        "number",
        "date",
        "place",
        "issuer",
        "parent",
        "title",
        "signer",
        "has_appendix",
    ]


def test_fields_of_the_letterhead_are_marked_in_the_text():
    text = (UNSEEN / "a1_commune_2026.txt").read_text("utf-8")

    marks = {mark.key: mark.quote for mark in read_plan(text).marks}

    assert marks["document.number"] == "Số 18-KH/ĐU"
    assert marks["document.issuer"] == "ĐẢNG ỦY XÃ TÂN HƯNG"
    assert marks["document.date"] == "Tân Hưng, ngày 05 tháng 02 năm 2026"
    assert marks["document.title"] == "phát triển đảng viên năm 2026"
    assert marks["document.signer.name"] == "Lê Minh Khôi"
    assert "1,5 lần chỉ tiêu" in marks["pool_ratio"]


def test_a_document_on_something_else_gives_nothing_but_the_word_that_it_is():
    draft = read_plan((UNSEEN / "a6_dengue.txt").read_text("utf-8"))

    assert draft.warnings == ["not_membership_development"]
    assert not any(draft.document.values())
    assert draft.marks == ()
    assert not any(
        (draft.targets, draft.obligations, draft.cadences, draft.basis, draft.allocations, draft.priority_groups)
    )
    assert draft.period is None


def test_tasks_name_the_actor_the_words_and_the_period():
    draft = read_plan((UNSEEN / "c1_bloc_long.txt").read_text("utf-8"))

    tasks = [item.values for item in draft.tasks]

    assert {
        "actor": "Ban Tổ chức Đảng ủy Khối",
        "text": "Hằng quý tổng hợp, báo cáo Ban Thường vụ Đảng ủy Khối.",
        "period": {"year": 2023},
    } in tasks
    assert all(each["text"] for each in tasks)
