"""Names of kinds of unit, whichever day they were in force."""

import re
from dataclasses import replace
from datetime import date

from nguon.regulations.load import kind, kinds_on, sources
from nguon.rules.errors import NotInForce, Unmet
from nguon.rules.text import natural_key


def kind_name(key: str, day: date | None = None) -> str:
    """The name of the kind `key` on `day`, or as it was last in force; the key itself for one that no list knows."""
    try:
        if day is not None and key in (known := kinds_on(day)):
            return known[key].name
    except NotInForce:
        pass
    try:
        return kind(key).name
    except (NotInForce, KeyError):
        return key


def kind_choices(day: date) -> list[tuple[str, str]]:
    """(key, name) of every kind in force on `day`, from the top of the organisation down, then by name."""
    found = sorted(kinds_on(day).values(), key=lambda each: (each.level, natural_key(each.name)))
    return [(each.key, each.name) for each in found]


def kinds_explained(day: date) -> list[tuple[str, str, str]]:
    """(name, names of what it may stand under, instrument) of every kind in force on `day`, from the top down."""
    kinds = kinds_on(day)
    found = []
    for key, name in kind_choices(day):
        own = kinds[key]
        under = sorted((kinds[each].name for each in own.stands_under if each in kinds), key=natural_key)
        alone = ["không cần cấp trên"] if own.may_stand_alone else []
        found.append((name, ", ".join([*alone, *under]), instrument(own.source)))
    return found


def instrument(key: str) -> str:
    """How the instrument `key` is cited; `key` itself where it is none, a clause for instance."""
    found = sources().get(key)
    return str(found) if found is not None else key


def placement_in_words(unmet: Unmet) -> Unmet:
    """`unmet` of a place in the tree as people read it: a kind no longer in force by its name, the instrument cited."""
    what = unmet.what
    if unmet.code == "placement.kind_unknown":
        what = re.sub(r"“([a-z_]+)”", lambda key: f"“{kind_name(key[1])}”", what)
    return replace(unmet, what=what, clause=instrument(unmet.clause))
