"""The list of what the product is held to is whole, numbered as agreed, and tests name only rows that exist."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

HERE = Path(__file__).parent
COUNTS = {"000": 20, "001": 17, "002": 11, "003": 14, "004": 12, "feature": 90, "beyond": 28}


@pytest.fixture(scope="module")
def requirements():
    return yaml.safe_load((HERE / "requirements.yaml").read_text("utf-8"))


def test_every_row_of_the_sources_stands_in_the_list_in_order(requirements):
    wanted = [f"{part}-{number}" for part, count in COUNTS.items() for number in range(1, count + 1)]

    assert list(requirements) == wanted
    assert Counter("plan" if each[0] == "0" else each.split("-")[0] for each in requirements) == {
        "plan": 74,
        "feature": 90,
        "beyond": 28,
    }


def test_no_key_is_given_twice():
    keys = re.findall(r"^([a-z0-9]+-\d+):", (HERE / "requirements.yaml").read_text("utf-8"), re.MULTILINE)

    assert len(keys) == len(set(keys)) == 74 + 90 + 28


def test_every_row_has_words_of_its_own(requirements):
    assert all(isinstance(each, str) and 10 <= len(each) <= 120 for each in requirements.values())
    assert len(set(requirements.values())) >= len(requirements) - 2  # two plans ask for the same training and areas


def test_tests_name_only_rows_of_the_list(requirements):
    unknown = {
        f"{path.name}: {argument.value}"
        for path in HERE.rglob("test_*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "shows"
        for argument in call.args
        if isinstance(argument, ast.Constant) and argument.value not in requirements
    }

    assert unknown == set()
