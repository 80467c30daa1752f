"""A commune with lists and a round under way, for tests of what goes up."""

from dataclasses import dataclass

from nguon.models import HandIn, SurveyRound, Unit, User
from nguon.queries.access import Reach, reach
from nguon.queries.hand_ins import preview
from nguon.rules.roles import Role
from nguon.services.handing_in import accept_hand_ins, hand_in, seen_mark
from tests.factories import DAY, holder
from tests.pool_world import make_commune, make_person, make_round, put_on


@dataclass
class SurveyWorld:
    """Province, commune, grassroots committee and its three branches, each with one person on every list."""

    top: Unit
    commune: Unit
    grassroots: Unit
    branches: list[Unit]
    officer: User  # of the province's organisation board
    commune_officer: User
    committee: User  # grassroots officer
    secretary: User  # of the first branch
    called: SurveyRound


def make_survey_world(branches: int = 3, **facts: object) -> SurveyWorld:
    """A round of the first quarter, called by the province, due on 31 March: branches by 17 March. Today is 10 March."""
    top, commune, grassroots, made = make_commune(branches)
    for number, branch in enumerate(made, 1):
        for listed in (1, 2, 3):
            put_on(make_person(branch, f"Nguyễn Thị Số {number}{listed}"), listed)
    return SurveyWorld(
        top,
        commune,
        grassroots,
        made,
        holder(Role.ORGANISATION_OFFICER, top),
        holder(Role.ORGANISATION_OFFICER, commune),
        holder(Role.GRASSROOTS_OFFICER, grassroots),
        holder(Role.BRANCH_SECRETARY, made[0]),
        make_round(top, **facts),
    )


def seen(by: Reach, called: SurveyRound, unit: Unit) -> str:
    """What the page of the preview would carry."""
    found = preview(by, called, unit)
    return seen_mark(found.latest, found.content)


def handed(user: User, called: SurveyRound, unit: Unit, *, on=DAY, note: str = "") -> HandIn:
    """`unit` hands in what it has, through the service."""
    by = reach(user, on=on)
    return hand_in(
        by=by, round_id=called.pk, unit_id=unit.pk, seen=seen(by, called, unit), document_number="5-TH", note=note
    )


def accepted(user: User, *versions: HandIn, on=DAY) -> list[HandIn]:
    """`user` accepts the versions."""
    return accept_hand_ins(by=reach(user, on=on), hand_in_ids=[each.pk for each in versions])
