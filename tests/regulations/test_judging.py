"""Worked cases are answered from the dated figures, and a case written wrongly says where."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from nguon.regulations.judging import CLOCKS, FaultyCase, differences, judge
from nguon.regulations.parameters import parameters
from nguon.rules.errors import NotInForce

WORKED = Path(__file__).parent / "cases" / "worked.json"


def ask(what: str, **given):
    return judge({"id": "x", "ask": what, "given": given})


@pytest.mark.parametrize("case", json.loads(WORKED.read_text("utf-8")), ids=lambda case: case["id"])
def test_the_worked_cases_come_out_right(case):
    assert differences(case, judge(case)) == {}


@pytest.mark.parametrize(
    ("clock", "start", "due"),
    [
        ("admission_ceremony", "2025-09-03", "2025-10-15"),
        ("branch_considers_recognition", "2024-06-10", "2024-07-22"),
        ("recognition_decision", "2025-12-31", "2026-02-12"),
        ("member_cv", "2024-01-22", "2024-03-11"),
        ("permanent_transfer", "2025-01-20", "2025-04-22"),
        ("probation", "2023-12-31", "2024-12-31"),
        ("awareness_certificate", "2020-02-29", "2025-02-28"),
    ],
)
def test_every_clock_ends_on_its_last_day_in_time(clock, start, due):
    assert ask("due", clock=clock, start=start)["due"] == due


def test_every_clock_has_its_parameter():
    assert set(CLOCKS.values()) <= set(parameters())


def test_a_day_asked_about_says_whether_it_is_late():
    assert ask("due", clock="probation", start="2024-03-15", on="2025-03-15")["late"] is False
    assert ask("due", clock="probation", start="2024-03-15", on="2025-03-16")["late"] is True


def test_the_instrument_is_that_of_the_day():
    def instrument(start: str) -> str:
        return ask("due", clock="admission_decision", start=start)["because"][0]["instrument"]

    assert instrument("2020-03-02").startswith("Quy định 29-QĐ/TW")
    assert instrument("2021-07-30").startswith("Quy định 24-QĐ/TW")
    assert instrument("2025-06-30").startswith("Quy định 232-QĐ/TW")
    assert instrument("2025-07-01").startswith("Quy định 294-QĐ/TW")


def test_an_answer_names_every_figure_it_rests_on_with_its_clause():
    because = ask(
        "eligible", born="1990-05", considered_on="2025-09-01", education="college", certificate_on="2024-01-05"
    )

    assert [each["parameter"] for each in because["because"]] == [
        "admission_age_from",
        "admission_age_until",
        "education_minimum",
        "education_minimum_hard_area",
        "certificate_valid_months",
    ]
    assert all(set(each) >= {"value", "instrument", "clause", "confidence"} for each in because["because"])


@pytest.mark.parametrize(
    ("case", "named"),
    [
        ([], "một đối tượng"),
        ({"id": 1, "ask": "due"}, "given"),
        ({"id": 1, "ask": "fate", "given": {}}, "fate"),
        ({"id": 1, "ask": "due", "given": {"clock": "probation", "start": "2024-03-15", "stop": 1}}, "given.stop"),
        ({"id": 1, "ask": "due", "given": {"clock": "probation"}}, "given.start"),
        ({"id": 1, "ask": "due", "given": {"clock": "alarm", "start": "2024-03-15"}}, "alarm"),
        ({"id": 1, "ask": "due", "given": {"clock": "probation", "start": "15/03/2024"}}, "given.start"),
        ({"id": 1, "ask": "due", "given": []}, "given"),
        ({"id": 1, "ask": "vote", "given": {"body": "cell", "act": "x", "members": 3, "for": 2}}, "given.body"),
        ({"id": 1, "ask": "vote", "given": {"body": "branch", "act": "x", "members": 3, "for": 2}}, "given.act"),
        (
            {"id": 1, "ask": "vote", "given": {"body": "branch", "act": "propose_admission", "members": 3, "for": 4}},
            "nhiều hơn",
        ),
        (
            {"id": 1, "ask": "vote", "given": {"body": "branch", "act": "propose_admission", "members": "3", "for": 2}},
            "given.members",
        ),
        ({"id": 1, "ask": "working_day", "given": {"start": "2025-01-20", "n": 1.5}}, "given.n"),
        (
            {
                "id": 1,
                "ask": "eligible",
                "given": {"born": "1990", "considered_on": "2025-01-20", "education": "college"},
            },
            "given.born",
        ),
        (
            {
                "id": 1,
                "ask": "readmission",
                "given": {"left_on": "2020-01-01", "how": "boredom", "on": "2025-01-20"},
            },
            "given.how",
        ),
    ],
)
def test_a_case_written_wrongly_says_where(case, named):
    with pytest.raises(FaultyCase, match=named):
        judge(case)


def test_a_day_before_every_regulation_is_said_to_be_so():
    with pytest.raises(NotInForce):
        ask("due", clock="admission_decision", start="2001-01-01")


def run(path: Path) -> tuple[list[dict], str, bool]:
    out, err = StringIO(), StringIO()
    failed = False
    try:
        call_command("judge", str(path), stdout=out, stderr=err)
    except CommandError as refused:
        failed = refused.returncode == 1
    return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue(), failed


def test_the_command_answers_line_by_line_without_a_database():
    answers, said, failed = run(WORKED)

    assert [each["id"] for each in answers] == [each["id"] for each in json.loads(WORKED.read_text("utf-8"))]
    assert (said, failed) == ("", False)


def test_the_command_fails_where_an_answer_differs_or_a_case_is_faulty(tmp_path):
    path = tmp_path / "cases.json"
    good = {"id": "a", "ask": "working_day", "given": {"start": "2025-01-20", "n": 1}, "expect": {"date": "2025-01-22"}}
    path.write_text(json.dumps([good, {"id": "b", "ask": "fate", "given": {}}]), "utf-8")

    answers, said, failed = run(path)

    assert failed
    assert answers[0]["answer"]["date"] == "2025-01-21"
    assert "fate" in answers[1]["error"]
    assert "2025-01-22" in said


@pytest.mark.parametrize("content", ["{", '{"a": 1}', "3"])
def test_a_file_that_is_no_list_of_cases_is_refused(tmp_path, content):
    path = tmp_path / "cases.json"
    path.write_text(content, "utf-8")

    with pytest.raises(CommandError):
        call_command("judge", str(path), stdout=StringIO(), stderr=StringIO())


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(CommandError, match="Không mở được"):
        call_command("judge", str(tmp_path / "none.json"), stdout=StringIO())
