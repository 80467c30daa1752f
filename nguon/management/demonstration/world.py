"""What the makers of the demonstration share: acting as a person on a day of the past, and finding units again."""

from dataclasses import dataclass, field
from datetime import date

from nguon.queries.access import Reach, reach, system_reach
from nguon.rules.roles import Action

NAME = "demo_data"


@dataclass
class Account:
    """One demonstration account: who they are, where, and the password made at this moment."""

    username: str
    password: str
    full_name: str
    role: str
    unit: str


@dataclass
class World:
    """Everything made so far: units by the name under their root, people by sign-in name, accounts in order."""

    units: dict[tuple[str, str], int] = field(default_factory=dict)
    people: dict[str, object] = field(default_factory=dict)
    accounts: list[Account] = field(default_factory=list)

    def itself(self, on: date) -> Reach:
        """The installation itself, before it has users."""
        return system_reach(NAME, on=on)

    def as_(self, username: str, on: date) -> Reach:
        """The person as they stood on the day `on`."""
        return reach(self.people[username], on=on)

    def unit(self, root: str, name: str) -> int:
        """Number of the unit `name` in the tree of `root`."""
        return self.units[root, name]

    def below(self, by: Reach, unit_id: int) -> list[tuple[int, str, str]]:
        """(number, name, sector) of the units directly under one, in order."""
        rows = by.units(Action.SEE_UNITS).filter(parent_id=unit_id).order_by("sort_key", "pk")
        return [(each.pk, each.name, each.sector) for each in rows]
