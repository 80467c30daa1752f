"""The three lists of a branch: people come on, move and leave by a resolution, all of it in one act."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from nguon.models import ListChange, Resolution, Unit
from nguon.queries.access import Reach


@dataclass(frozen=True)
class Move:
    """What a resolution decides of one person. `sponsor_ids`: official members who help from this resolution on."""

    person_id: int
    to_list: int
    reason: str = ""
    reason_text: str = ""
    expected_quarter: str = ""
    sponsor_ids: tuple[int, ...] = ()


def lay_changes(*, by: Reach, unit: Unit, resolution: Resolution, moves: Sequence[Move]) -> list[ListChange]:
    """The changes of `moves` under `resolution`, all or none; part of an operation, never one by itself.

    Raises NotReached for a person out of reach, RuleViolation with every refusal of every person, each named.
    """
    raise NotImplementedError


def refresh_listed(person_ids: Collection[int], day: date) -> None:
    """Make `listed`, `listed_since` of the persons what their changes up to `day` say."""
    raise NotImplementedError
