"""Refusals in the field's words. Everything that is not one of these is a bug."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Unmet:
    """One condition that is not met: a stable `code`, what is wrong in Vietnamese, and the clause (or "")."""

    code: str
    what: str
    clause: str = ""

    def __str__(self) -> str:
        return f"{self.what} ({self.clause})" if self.clause else self.what


class Refusal(Exception):
    """Anything the product refuses in words a person understands."""


class NotReached(Refusal):
    """There is no such record for this person: absent and forbidden look alike."""


class NotAllowed(Refusal):
    """The record is seen, but the act is not open to this person's roles."""


class MovedOn(Refusal):
    """The record is no longer as the person saw it."""


class RuleViolation(Refusal):
    """The act breaks rules; `unmet` holds every condition at once, never empty."""

    def __init__(self, unmet: "tuple[Unmet, ...] | list[Unmet]") -> None:
        self.unmet = tuple(unmet)
        super().__init__("; ".join(str(each) for each in self.unmet))


class NotInForce(Refusal):
    """No dated value holds on the day asked."""


class SignInRefused(Refusal):
    """Name, password or code do not fit; never says which."""


class LockedOut(Refusal):
    """Too many failures: the door stays shut until `until`."""

    def __init__(self, until: datetime) -> None:
        self.until = until
        super().__init__("locked out")
