"""Write docs/traceability.md: each requirement, feature and beyond, and the tests that show it through the product.

`--check` writes nothing and exits 1 when the page is stale. An id that no list knows is always an error.
"""

import ast
import sys
from collections import defaultdict
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "traceability.md"
LISTS = ROOT / "tests" / "requirements.yaml"


def known() -> dict[str, str]:
    """Every id in the order of the list, with what it asks for."""
    listed = yaml.safe_load(LISTS.read_text("utf-8"))
    return {str(key): str(value) for key, value in listed.items()}


def marks(decorators: list[ast.expr]) -> list[str]:
    """The ids of every `shows(...)` among `decorators`."""
    found = []
    for each in decorators:
        if isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute) and each.func.attr == "shows":
            found += [argument.value for argument in each.args if isinstance(argument, ast.Constant)]
    return found


def shown() -> dict[str, list[str]]:
    """For each id the tests that show it, as `file::test`, sorted."""
    by_id: defaultdict[str, list[str]] = defaultdict(list)
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                for each in marks(node.decorator_list):
                    by_id[str(each)].append(f"{path.relative_to(ROOT)}::{node.name}")
    return dict(by_id)


def page(ids: dict[str, str], by_id: dict[str, list[str]]) -> str:
    """The text of the page."""
    done = [key for key in ids if key in by_id]
    lines = [
        "# What is shown, by which test, and what is still open",
        "",
        "Written by `make docs` from the marks in the tests. A row is shown when a test shows it through the running",
        "product: a browser, an HTTP client or a command.",
        "",
        f"Shown: {len(done)} of {len(ids)}.",
        "",
        "| id | what is asked | shown by |",
        "|---|---|---|",
    ]
    for key, what in ids.items():
        tests = "<br>".join(f"`{name}`" for name in sorted(set(by_id.get(key, [])))) or "open"
        lines.append(f"| {key} | {what} | {tests} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    ids, by_id = known(), shown()
    unknown = sorted(set(by_id) - set(ids))
    if unknown:
        sys.exit(f"Ids that no list knows: {', '.join(unknown)}")
    text = page(ids, by_id)
    if "--check" in sys.argv:
        if not PAGE.exists() or PAGE.read_text("utf-8") != text:
            sys.exit("docs/traceability.md is stale: run make docs")
        return
    PAGE.write_text(text, "utf-8")


main()
