"""One version of a list that went up: what it holds, who may read its names, what is otherwise today."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from nguon.models import HandIn, SurveyRound, Unit
from nguon.queries.access import Reach
from nguon.queries.hand_in_content import Content, changes_since, content_now, frozen, has_changed
from nguon.queries.pool_counts import kept_back
from nguon.queries.survey_tree import SurveyTree, day_of, due_of, is_branch
from nguon.rules.errors import NotReached
from nguon.rules.hand_ins import LISTS, Differences, differences, digest, figures
from nguon.rules.partial_dates import from_stored
from nguon.rules.plan_terms import GROUPS
from nguon.rules.roles import Action
from nguon.rules.survey_rounds import DueDay, Version
from nguon.rules.tree import is_within


def hand_in_of(by: Reach, hand_in_id: int) -> HandIn:
    """The version of a unit within reach, with what its page shows. Raises NotReached. One query."""
    found = (
        by.hand_ins()
        .select_related("unit", "to_unit", "round__unit", "handed_by", "decided_by")
        .filter(pk=hand_in_id)
        .first()
    )
    if found is None:
        raise NotReached(f"hand-in {hand_in_id}")
    return found


def names_open(by: Reach, found: HandIn) -> bool:
    """Whether the names are shown at once: to who sees people there at the unit itself or at the one that decides on it."""
    return _near(by, found.path, {found.unit_id, found.to_unit_id})


def near(by: Reach, unit: Unit) -> bool:
    """Whether the person sees people of `unit` from a post at it or at the unit directly above."""
    return _near(by, unit.path, {unit.pk, unit.parent_id or 0})


def _near(by: Reach, path: str, units: set[int]) -> bool:
    own = [each for each in by.holdings if each.unit_id in units]
    return any(
        path == low if high is None else low <= path < high
        for each in own
        for low, high in each.ranges(Action.SEE_PEOPLE)
    )


def may_look(by: Reach, found: HandIn) -> bool:
    """Whether the names may be opened with a reason: to who sees people of the unit from further above."""
    return bool(found.rows) and by.may_over(Action.SEE_PEOPLE, found.path)


@dataclass(frozen=True)
class GroupLine:
    """One group and how many of it stand on list 1, 2 and 3."""

    group: str
    name: str
    figures: tuple[int, int, int]


def group_lines(counts: Mapping[str, Any], hidden: Collection[str] = ()) -> list[GroupLine]:
    """The groups that occur and are not `hidden`, in the order of the plans' groups."""
    groups = counts.get("groups", {})
    found = []
    for code, name in GROUPS.items():
        one, two, three = (groups.get(str(each), {}).get(code, 0) for each in LISTS)
        if (one or two or three) and code not in hidden:
            found.append(GroupLine(code, name, (one, two, three)))
    return found


@dataclass(frozen=True)
class Part:
    """One unit of a consolidated list: its version and figures; None where it is not in it."""

    unit_id: int
    name: str
    version: HandIn | None
    figures: tuple[int, int, int] = (0, 0, 0)


@dataclass(frozen=True)
class VersionPage:
    """What the page of one version shows besides the version itself. `rows` only where names are open."""

    figures: tuple[int, int, int]
    groups: list[GroupLine]
    is_branch: bool
    rows: list[dict[str, Any]]
    by_list: list[tuple[int, list[dict[str, Any]]]]
    names_open: bool
    may_look: bool
    parts: list[Part]
    versions: list[HandIn]
    due: DueDay
    is_intact: bool
    since_before: Differences | None
    before: HandIn | None
    since_last: Mapping[str, Any]
    later: Differences | None
    later_figures: tuple[int, int, int] | None
    may_decide: bool
    is_latest: bool


def version_page(by: Reach, found: HandIn, *, opened: bool = False) -> VersionPage:
    """Everything of one version; `opened` after the names were asked for with a reason. At most twelve queries with those
    that found the version.
    """
    versions = list(
        HandIn.objects.filter(round=found.round_id, unit=found.unit_id)
        .select_related("handed_by", "decided_by", "to_unit")
        .order_by("-ordinal")
    )
    branch = is_branch(found.unit.kind)
    before = next((each for each in versions if each.ordinal < found.ordinal), None)
    is_latest = versions[0].pk == found.pk
    shown = names_open(by, found) or (opened and may_look(by, found))
    rows = [_shown(each) for each in found.rows] if shown else []

    def said(each: Differences) -> Differences:
        return each if shown else each.without_names()

    later, later_figures = (None, None)
    if is_latest and found.round.closed_on is None:
        later, later_figures = _later(by, found, branch=branch)
    return VersionPage(
        figures=figures(found.counts),
        groups=group_lines(found.counts, kept_back(by, found.path)),
        is_branch=branch,
        rows=rows,
        by_list=[(each, [row for row in rows if row["list"] == each]) for each in reversed(LISTS)],
        names_open=shown,
        may_look=not shown and may_look(by, found),
        parts=[] if branch else _parts(found),
        versions=versions,
        due=due_of(found.round, found.path),
        is_intact=digest(frozen(found.rows, found.counts, found.included, found.missing)) == found.digest,
        since_before=said(differences(before.rows, found.rows)) if before is not None and branch else None,
        before=before,
        since_last=found.counts.get("flows", {}),
        later=said(later) if later is not None else None,
        later_figures=later_figures,
        may_decide=is_latest
        and found.state == Version.HANDED_IN
        and found.round.closed_on is None
        and by.may_over(Action.CONSOLIDATE, found.to_unit.path),
        is_latest=is_latest,
    )


def _later(by: Reach, found: HandIn, *, branch: bool) -> tuple[Differences | None, tuple[int, int, int] | None]:
    """What the unit would hand in otherwise today, in persons for a branch, in figures for all."""
    now = content_now(found.round, found.unit, by.day)
    if now.digest == found.digest:
        return None, None
    return (changes_since(found, now) if branch else None), figures(now.counts)


def _shown(row: Mapping[str, Any]) -> dict[str, Any]:
    """A frozen row as a page shows it: days as days, groups by name."""
    born = from_stored(row["born"])
    return {
        **row,
        "born": str(born) if born else "",
        "since_on": _day(row["since"]),
        "certificate_day": _day(row["certificate_on"]),
        "group_names": [GROUPS.get(each, each) for each in row["groups"]],
    }


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _parts(found: HandIn) -> list[Part]:
    """The units a consolidated list is made of, those missing in it last; each in the order of names. Two queries."""
    included = HandIn.objects.filter(pk__in=found.included).select_related("unit").defer("rows")
    parts = [
        Part(each.unit_id, each.unit.name, each, figures(each.counts))
        for each in included.order_by("unit__sort_key", "pk")
    ]
    missing = Unit.objects.filter(pk__in=found.missing).order_by("sort_key", "pk").values_list("pk", "name")
    return parts + [Part(pk, name, None) for pk, name in missing]


@dataclass(frozen=True)
class Preview:
    """What a unit would hand in, beside what it handed in before."""

    called: SurveyRound
    unit: Unit
    content: Content
    latest: HandIn | None
    due: DueDay
    is_branch: bool
    figures: tuple[int, int, int]
    groups: list[GroupLine]
    since: Differences | None  # of a branch, since its latest version of this round
    since_last: Mapping[str, Any]
    changed: bool
    names_open: bool
    rows: list[dict[str, Any]] = field(default_factory=list)
    by_list: list[tuple[int, list[dict[str, Any]]]] = field(default_factory=list)


def preview(by: Reach, called: SurveyRound, unit: Unit) -> Preview:
    """What `unit` would hand in today; its names for who is `near`. Raises NotReached where the unit takes no part."""
    below = unit.pk != called.unit_id and is_within(unit.path, called.unit.path)
    branch, day = is_branch(unit.kind), day_of(called, by.day)
    stands = unit.opened_on <= day and (unit.closed_on is None or unit.closed_on > day)
    if not below or not stands or not (branch or SurveyTree(unit.path, day).nodes):
        raise NotReached(f"unit {unit.pk} in round {called.pk}")
    content = content_now(called, unit, by.day)
    latest = HandIn.objects.filter(round=called, unit=unit).order_by("-ordinal").first()
    shown = near(by, unit)
    rows = [_shown(each) for each in content.rows] if shown else []
    since = changes_since(latest, content) if latest is not None and branch else None
    return Preview(
        called=called,
        unit=unit,
        content=content,
        latest=latest,
        due=due_of(called, unit.path),
        is_branch=branch,
        figures=figures(content.counts),
        groups=group_lines(content.counts, kept_back(by, unit.path)),
        since=since if shown or since is None else since.without_names(),
        names_open=shown,
        since_last=content.counts.get("flows", {}),
        changed=has_changed(latest, unit, content),
        rows=rows,
        by_list=[(each, [row for row in rows if row["list"] == each]) for each in reversed(LISTS)],
    )
