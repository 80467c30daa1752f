"""Gather the words of the screens into locale/en, keep what is translated, compile the catalogue.

The words in the code are Vietnamese; the English catalogue is the only one written by hand. `--check` writes nothing and
exits 1 when a word of a screen is missing from it, untranslated, or the compiled file is stale.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import django
import polib
import yaml
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
CALLS = {"gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "gettext_noop"}
CONTEXT = "\x04"
"""Stands between a context and its message, as in compiled catalogues."""
VIETNAMESE = re.compile("[À-ÖØ-öø-ÿĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
ROOMS = ("rules", "regulations", "models", "queries", "services")
"""Rooms that know no translation: every Vietnamese word in them is said to people (`nguon/web/told.py` tells it)."""
READERS = ("appendix", "child", "docx", "extract", "package", "pdf", "plain_text", "spreadsheet")
"""Readers of files that refuse in words; the others hold the words they look for."""
SILENT = {
    "reading/docx.py": {"CỘNG SẢN|CỘNG HÒA|CỘNG HOÀ|Nơi nhận|T/M|TM\\."},
    "rules/text.py": None,
    "rules/person_groups.py": None,  # words looked for in what people typed
    "rules/invented.py": None,  # made-up people, and what the command that makes them refuses
    "services/making_persons.py": None,
    "services/making_province.py": None,
    "services/making_quotas.py": None,
    "queries/audit_proof.py": None,  # said by a command, in the language of the house
    "services/digest.py": None,  # a letter, likewise
}
"""Modules, or words in them, that no screen says."""
TABLES = {
    "regulations/unit_kinds.yaml": re.compile(r"^name$"),
    "regulations/calendar.yaml": re.compile(r"^\d{4}-\d\d-\d\d$|^note$"),
    "regulations/parameters.yaml": re.compile(r"^name$"),
}
"""Dated tables with words for people, under keys that match."""


def of_python(source: str) -> list[tuple[str, str | None]]:
    """(message, plural or None) of each translated call in Python source."""
    tree = ast.parse(source)
    imported = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    called = {
        each.asname or each.name: each.name
        for node in imported
        if node.module == "django.utils.translation"
        for each in node.names
    }
    found = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = called.get(node.func.id, "") if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        words = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        if name.startswith("pgettext") and len(words) > 1:
            found.append((f"{words[0]}{CONTEXT}{words[1]}", None))
        elif name in CALLS and words:
            plural = words[1] if name.startswith("ngettext") and len(words) > 1 else None
            found.append((words[0], plural))
    return found


def of_template(source: str, name: str) -> list[tuple[str, str | None]]:
    """(message, plural or None) of each translated piece of a template, as Django itself turns them into Python."""
    python = templatize(source, origin=name)
    text = r"""u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
    found: list[tuple[str, str | None]] = []
    calls = rf"\b(?:(ngettext|pgettext)\(\s*{text}\s*,\s*{text}|(?:_|gettext)\(\s*{text})"
    for call in re.finditer(calls, python):
        first, second = (ast.literal_eval(each) if each else "" for each in (call[2] or call[4], call[3]))
        if call[1] == "pgettext":
            found.append((f"{first}{CONTEXT}{second}", None))
        else:
            found.append((first, second or None))
    return found


def of_rooms() -> Iterator[str]:
    """Every Vietnamese word or sentence of the rooms that know no translation, with {0}, {1} … for what is put in."""
    nguon = ROOT / "nguon"
    paths = [path for room in ROOMS for path in sorted((nguon / room).rglob("*.py"))]
    for path in [*paths, *(nguon / "reading" / f"{name}.py" for name in READERS)]:
        silent = SILENT.get(str(path.relative_to(nguon)), set())
        if silent is not None:
            yield from (words for words in said_in(path.read_text("utf-8")) if words not in silent)
    for name, keys in TABLES.items():
        yield from words_under(yaml.safe_load((nguon / name).read_text("utf-8")), keys)


def said_in(source: str) -> Iterator[str]:
    """The Vietnamese strings of Python source but its docstrings, in their order."""
    tree = ast.parse(source)
    passed = {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            passed |= {part for part in node.values if isinstance(part, ast.Constant)}
    for node in ast.walk(tree):
        words = ""
        if isinstance(node, ast.JoinedStr):
            places = iter(range(len(node.values)))
            words = "".join(
                part.value if isinstance(part, ast.Constant) else f"{{{next(places)}}}" for part in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in passed:
            words = node.value
        if VIETNAMESE.search(words):
            yield words.strip()


def words_under(content: object, keys: re.Pattern[str]) -> Iterator[str]:
    """The Vietnamese strings that stand under a key matching `keys`, wherever in `content`."""
    pairs = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for key, value in pairs:
        if isinstance(value, str) and keys.match(str(key)) and VIETNAMESE.search(value):
            yield value
        yield from words_under(value, keys)


def wanted() -> dict[str, str | None]:
    """Every message of the screens with its plural, in the order of files and places."""
    messages: dict[str, str | None] = {}
    for path in sorted((ROOT / "nguon").rglob("*.py")):
        messages |= dict(of_python(path.read_text("utf-8")))
    for path in sorted((ROOT / "nguon").rglob("*.html")):
        messages |= dict(of_template(path.read_text("utf-8"), str(path)))
    messages |= {words: None for words in of_rooms() if words not in messages}
    messages.pop("", None)
    return messages


def key_of(entry: polib.POEntry) -> str:
    """The message of an entry with its context before it, as `wanted` names it."""
    return f"{entry.msgctxt}{CONTEXT}{entry.msgid}" if entry.msgctxt else entry.msgid


def main() -> None:
    settings.configure(USE_I18N=True)
    django.setup()
    messages = wanted()
    catalogue = polib.pofile(str(CATALOGUE), wrapwidth=0) if CATALOGUE.exists() else polib.POFile(wrapwidth=0)
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Language": "en",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
        "MIME-Version": "1.0",
        "Content-Transfer-Encoding": "8bit",
    }
    have = {
        key_of(entry): entry for entry in catalogue if bool(messages.get(key_of(entry))) == bool(entry.msgid_plural)
    }
    missing = [word for word in messages if word not in have]
    empty = [word for word in messages if word in have and not have[word].translated()]
    if "--check" in sys.argv:
        compiled = CATALOGUE.with_suffix(".mo")
        stale = not compiled.exists() or compiled.read_bytes() != catalogue.to_binary()
        if missing or empty or stale:
            sys.exit(
                f"The English catalogue lacks {len(missing) + len(empty)} messages"
                f"{' and is not compiled' if stale else ''}: run make messages and translate.\n"
                + "\n".join(f"  {word[:100]}" for word in [*missing, *empty][:30])
            )
        return
    for entry in [
        entry for entry in catalogue if have.get(key_of(entry)) is not entry or key_of(entry) not in messages
    ]:
        catalogue.remove(entry)
    for word in missing:
        context, _, message = word.rpartition(CONTEXT)
        plural = messages[word]
        forms = {"msgid_plural": plural, "msgstr_plural": {0: "", 1: ""}} if plural else {"msgstr": ""}
        catalogue.append(polib.POEntry(msgid=message, msgctxt=context or None, **forms))
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(CATALOGUE))
    CATALOGUE.with_suffix(".mo").write_bytes(catalogue.to_binary())
    left = len(catalogue.untranslated_entries())
    print(f"{len(catalogue)} messages, {left} not yet in English")


main()
