"""What no linter knows about this house: each rule a few lines over the syntax tree."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from nguon.rules.roles import Role

ROOT = Path(__file__).resolve().parent.parent
CODE = sorted((ROOT / "nguon").rglob("*.py"))
TEMPLATES = sorted((ROOT / "nguon" / "web" / "templates").rglob("*.html"))
WRITING_CALLS = {
    "save",
    "create",
    "bulk_create",
    "bulk_update",
    "delete",
    "get_or_create",
    "update_or_create",
    "aupdate",
    "acreate",
}


def room_of(path: Path) -> str:
    parts = path.relative_to(ROOT / "nguon").parts
    return parts[0].removesuffix(".py")


def calls(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call):
            yield node


def where(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{node.lineno}"


def test_no_python_file_is_longer_than_400_lines():
    code = [path for path in [*CODE, *sorted((ROOT / "tests").rglob("*.py"))] if "migrations" not in path.parts]

    long = {
        str(path.relative_to(ROOT)): count
        for path in code
        if (count := len(path.read_text("utf-8").splitlines())) > 400
    }

    assert long == {}


def test_no_template_is_longer_than_120_lines_and_each_says_what_it_wants():
    long = [str(path) for path in TEMPLATES if len(path.read_text("utf-8").splitlines()) > 120]
    silent = [
        str(path.relative_to(ROOT))
        for path in TEMPLATES
        if not any("{#" in line for line in path.read_text("utf-8").splitlines()[:3])
    ]

    assert (long, silent) == ([], [])


def test_only_the_clock_asks_what_day_it_is():
    askers = []
    for path in CODE:
        if path.name == "clock.py" or room_of(path) == "migrations":
            continue
        for call in calls(path):
            name = ast.unparse(call.func)
            if re.search(r"(^|\.)(today|utcnow|localdate|localtime)$", name) and not name.startswith(
                ("clock.", "self.")
            ):
                if name == "today" and "from nguon.web.clock import" in path.read_text("utf-8"):
                    continue
                if name.endswith("localtime") and call.args:
                    continue  # shows an instant that is given
                askers.append(where(path, call))

    assert askers == []


def test_only_services_write():
    writers = []
    for path in CODE:
        if room_of(path) in {"services", "migrations", "models", "rules", "reading", "documents", "regulations"}:
            continue
        for call in calls(path):
            if isinstance(call.func, ast.Attribute) and call.func.attr in WRITING_CALLS:
                if ast.unparse(call.func.value) in {"request.session", "response", "cache"}:
                    continue
                writers.append(where(path, call))

    assert writers == []


def test_every_service_and_query_has_its_test_module():
    lacking = []
    for room in ("services", "queries"):
        tests = " ".join(path.stem for path in (ROOT / "tests").rglob("test_*.py"))
        text = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.py"))
        for path in sorted((ROOT / "nguon" / room).rglob("*.py")):
            name = path.stem
            if name.startswith("audit_words_"):
                continue  # words only; tests/queries/test_audit.py sees that they reach the trail
            if name != "__init__" and f"test_{name}" not in tests and f"nguon.{room}.{name}" not in text:
                lacking.append(f"{room}/{name}")

    assert lacking == []


def test_no_template_carries_script_style_or_handlers_in_line():
    wrong = []
    for path in TEMPLATES:
        text = path.read_text("utf-8")
        for pattern in (
            r"<script(?![^>]*\bsrc=)",
            r"<style",
            r"\sstyle=",
            r"\son[a-z]+=\"",
            r"hx-on",
            r"\|\s*safe\b",
            r"https?://(?!www\.w3\.org)",
        ):
            wrong += [f"{path.relative_to(ROOT)}: {pattern}" for _ in re.finditer(pattern, text)]

    assert wrong == []


def test_every_role_has_a_row_in_the_glossary():
    glossary = (ROOT / "GLOSSARY.md").read_text("utf-8")

    assert [role.value for role in Role if f"`{role.value}`" not in glossary] == []


def test_every_table_has_a_row_in_the_glossary():
    from django.apps import apps

    glossary = (ROOT / "GLOSSARY.md").read_text("utf-8")

    assert [m.__name__ for m in apps.get_app_config("nguon").get_models() if f"`{m.__name__}`" not in glossary] == []


@pytest.mark.parametrize("word", ["utils", "helpers", "common", "misc"])
def test_there_is_no_drawer_for_odds_and_ends(word):
    assert [str(path) for path in CODE if path.stem == word or word in path.parts] == []


def test_nothing_is_put_off_or_passed_over():
    text = {path: path.read_text("utf-8") for path in CODE}

    # The child that opens strangers' files answers whatever they bring about with one refusal.
    text.pop(ROOT / "nguon" / "reading" / "extract.py")

    late = [
        f"{path.relative_to(ROOT)}"
        for path, code in text.items()
        if re.search(r"\b(TODO|FIXME|XXX)\b|except Exception", code)
    ]

    assert late == []
