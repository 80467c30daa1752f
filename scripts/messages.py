"""Gather the words of the screens into locale/en, keep what is translated, compile the catalogue.

The words in the code are Vietnamese; the English catalogue is the only one written by hand. `--check` writes nothing and
exits 1 when a word of a screen is missing from it, untranslated, or the compiled file is stale.
"""

import ast
import re
import sys
from pathlib import Path

import django
import polib
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
CALLS = {"_", "gettext", "gettext_lazy", "pgettext", "ngettext", "ngettext_lazy", "gettext_noop"}


def of_python(source: str) -> list[tuple[str, str | None]]:
    """(message, plural or None) of each translated call in Python source."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        words = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        if name in CALLS and words:
            plural = words[1] if name.startswith("ngettext") and len(words) > 1 else None
            found.append((words[0], plural))
    return found


def of_template(source: str, name: str) -> list[tuple[str, str | None]]:
    """(message, plural or None) of each translated piece of a template, as Django itself turns them into Python."""
    python = templatize(source, origin=name)
    found: list[tuple[str, str | None]] = []
    for call in re.finditer(r"\b(_|gettext|ngettext)\(((?:[^()]|\([^()]*\))*)\)", python):
        pieces = re.finditer(r"""u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""", call[2])
        words = [ast.literal_eval(piece[1]) for piece in pieces]
        if words:
            found.append((words[0], words[1] if call[1] == "ngettext" and len(words) > 1 else None))
    return found


def wanted() -> dict[str, str | None]:
    """Every message of the screens with its plural, in the order of files and places."""
    messages: dict[str, str | None] = {}
    for path in sorted((ROOT / "nguon").rglob("*.py")):
        messages |= dict(of_python(path.read_text("utf-8")))
    for path in sorted((ROOT / "nguon").rglob("*.html")):
        messages |= dict(of_template(path.read_text("utf-8"), str(path)))
    messages.pop("", None)
    return messages


def main() -> None:
    settings.configure(USE_I18N=True)
    django.setup()
    messages = wanted()
    catalogue = polib.pofile(str(CATALOGUE)) if CATALOGUE.exists() else polib.POFile(wrapwidth=0)
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Language": "en",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
        "MIME-Version": "1.0",
        "Content-Transfer-Encoding": "8bit",
    }
    have = {entry.msgid: entry for entry in catalogue}
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
    for word in missing:
        plural = messages[word]
        forms = {"msgid_plural": plural, "msgstr_plural": {0: "", 1: ""}} if plural else {"msgstr": ""}
        catalogue.append(polib.POEntry(msgid=word, **forms))
    for entry in [entry for entry in catalogue if entry.msgid not in messages]:
        catalogue.remove(entry)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(CATALOGUE))
    CATALOGUE.with_suffix(".mo").write_bytes(catalogue.to_binary())
    left = len(catalogue.untranslated_entries())
    print(f"{len(catalogue)} messages, {left} not yet in English")


main()
