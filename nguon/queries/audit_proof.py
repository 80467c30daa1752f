"""What an entry signs, how seals hang together, and whether the trail is whole."""

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import Exists, OuterRef

from nguon.models import Entry, RowChange, Seal, triggers

SIGNED = (
    "at",
    "who_id",
    "who_name",
    "role",
    "acting_for",
    "unit_path",
    "unit_name",
    "province",
    "action",
    "subject_type",
    "subject_id",
    "subject_name",
    "on",
    "before",
    "after",
    "reason",
)
"""What the signature covers. A column added later joins by a new scheme, or every older entry would read as changed."""

ACKNOWLEDGED = "audit.acknowledge"
_AT_A_TIME = 2_000
_COLUMNS = ("id", "mac", *SIGNED)


@dataclass(frozen=True)
class Fault:
    """One thing wrong: `kind` is stable (changed, inserted, moved, removed, chain, head, row, trigger)."""

    kind: str
    what: str
    number: int | None = None
    at: datetime | None = None
    action: str = ""


@dataclass(frozen=True)
class Proof:
    """How much was looked at, and the last seal (its entry, day and chain value) to be written on paper."""

    entries: int
    seals: int
    unsealed: int
    acknowledged: int
    head: str
    head_entry: int | None
    head_at: datetime | None
    faults: tuple[Fault, ...]


def content_of(entry: Entry) -> str:
    """What is signed, as JSON with sorted keys."""
    return content({name: getattr(entry, name) for name in SIGNED})


def content(values: Mapping[str, Any]) -> str:
    """The same from plain values: every name of SIGNED, others ignored."""
    fields = {name: values[name] for name in SIGNED}
    fields["at"] = values["at"].astimezone(UTC).isoformat()
    return json.dumps(fields, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)


def sign(text: str) -> str:
    """HMAC-SHA-256 of `text` under the installation's audit key, 64 hex digits."""
    return hmac.digest(settings.AUDIT_KEY.encode(), text.encode(), "sha256").hex()


def digest(number: int, signed: str, mac: str) -> str:
    """SHA-256 of an entry's number, content and signature, 64 hex digits."""
    return hashlib.sha256(f"{number}|{signed}|{mac}".encode()).hexdigest()


def link(before: str, number: int, at: datetime, action: str, entry_digest: str) -> str:
    """The chain value of one seal: signs the seal before it together with this entry's number, time, act and digest."""
    return sign(f"{before}|{number}|{at.astimezone(UTC).isoformat()}|{action}|{entry_digest}")


def prove(*, head: str = "") -> Proof:
    """Look at every entry, seal, row change and trigger; reads in pieces, so memory stays flat.

    `head` is a chain value written down earlier; it must still be in the chain. Faults come in the order of the chain,
    then unsealed entries, rows and triggers.
    """
    faults: list[Fault] = []
    seals = list(_chain(faults))
    last = Seal.objects.order_by("-pk").first()
    unsealed = sum(1 for _ in _unsealed(faults))
    if head and not Seal.objects.filter(chain=head.strip().lower()).exists():
        faults.append(Fault("head", "con dấu đã ghi trên giấy không còn trong chuỗi: phần cuối của nhật ký đã bị cắt"))
    acknowledged = acknowledged_until()
    faults.extend(_rows(acknowledged))
    faults.extend(_triggers())
    return Proof(
        entries=sum(seals) + unsealed,
        seals=len(seals),
        unsealed=unsealed,
        acknowledged=RowChange.objects.filter(actor="", pk__lte=acknowledged).count(),
        head=last.chain if last else "",
        head_entry=last.entry_number if last else None,
        head_at=last.at if last else None,
        faults=tuple(faults),
    )


def acknowledged_until() -> int:
    """The number of the last row change that an administrator looked into and acknowledged; 0 where none was."""
    entry = Entry.objects.filter(action=ACKNOWLEDGED).order_by("-pk").first()
    return int(entry.after["row_changes_until"]) if entry and entry.after else 0


def _chain(faults: list[Fault]) -> Iterator[bool]:
    """Whether the sealed entry is there, seal by seal."""
    chain, before = "", 0
    rows = Seal.objects.order_by("pk").values_list("entry_number", "at", "action", "digest", "chain")
    every = rows.iterator(chunk_size=_AT_A_TIME)
    while piece := list(islice(every, _AT_A_TIME)):
        found = _entries([row[0] for row in piece])
        for number, at, action, entry_digest, value in piece:
            if link(chain, number, at, action, entry_digest) != value:
                what = f"con dấu không nối với con dấu trước nó (mục {before}): có con dấu bị gỡ, chèn hoặc sửa"
                faults.append(Fault("chain", what, number, at, action))
            chain, before = value, number
            entry = found.get(number)
            if entry is None:
                faults.append(Fault("removed", "đã đóng dấu nhưng không còn trong nhật ký", number, at, action))
            else:
                faults.extend(_sealed_faults(entry, entry_digest, at, action))
            yield entry is not None


def _entries(numbers: list[int]) -> dict[int, dict[str, Any]]:
    low, high = min(numbers), max(numbers)
    near = Entry.objects.filter(pk__gte=low, pk__lte=high) if high - low < 4 * len(numbers) else None
    rows = (near if near is not None else Entry.objects.filter(pk__in=numbers)).values(*_COLUMNS)
    return {row["id"]: row for row in rows.iterator(chunk_size=_AT_A_TIME)}


def _sealed_faults(entry: dict[str, Any], entry_digest: str, at: datetime, action: str) -> Iterator[Fault]:
    signed = content(entry)
    true = hmac.compare_digest(sign(signed), entry["mac"])
    same = digest(entry["id"], signed, entry["mac"]) == entry_digest
    if true and same:
        return
    if same:
        yield Fault("inserted", "không do chương trình ghi: chữ ký sai", entry["id"], entry["at"], entry["action"])
    elif true:
        yield Fault("moved", "nội dung của một mục khác nằm ở số này", entry["id"], at, action)
    else:
        yield Fault("changed", "nội dung đã bị sửa sau khi ghi", entry["id"], at, action)


def _unsealed(faults: list[Fault]) -> Iterator[None]:
    sealed = Seal.objects.filter(entry_number=OuterRef("pk"))
    for entry in Entry.objects.filter(~Exists(sealed)).order_by("pk").values(*_COLUMNS).iterator(chunk_size=_AT_A_TIME):
        if not hmac.compare_digest(sign(content(entry)), entry["mac"]):
            what = "không do chương trình ghi, hoặc bị sửa trước khi đóng dấu: chữ ký sai"
            faults.append(Fault("inserted", what, entry["id"], entry["at"], entry["action"]))
        yield None


def _rows(acknowledged: int) -> Iterator[Fault]:
    strays = RowChange.objects.filter(actor="", pk__gt=acknowledged).order_by("pk")
    for number, at, table, row, what in strays.values_list("pk", "at", "table", "row", "what").iterator():
        words = {"insert": "thêm", "update": "sửa", "delete": "xóa"}[what]
        yield Fault("row", f"{words} dòng {row} của bảng {table} không qua chương trình", number, at)


def _triggers() -> Iterator[Fault]:
    for name in sorted(triggers.expected(connection.vendor) - triggers.standing()):
        yield Fault("trigger", f"chốt {name} không còn hoặc đã bị tắt")
    for name in sorted(triggers.altered()):
        yield Fault("trigger", f"chốt {name} đã bị thay nội dung")
