"""Apportioning a target and its sub-targets over units, checking what was apportioned, comparing versions."""

from nguon.rules.quota.apportion import apportion
from nguon.rules.quota.checking import Difference, Finding, check, compare
from nguon.rules.quota.dividing import divide
from nguon.rules.quota.terms import (
    HEADLINE,
    METHOD_NAMES,
    CannotDivide,
    Cells,
    Division,
    GroupRow,
    Method,
    Row,
    Target,
)

__all__ = [
    "HEADLINE",
    "METHOD_NAMES",
    "CannotDivide",
    "Cells",
    "Difference",
    "Division",
    "Finding",
    "GroupRow",
    "Method",
    "Row",
    "Target",
    "apportion",
    "check",
    "compare",
    "divide",
]
