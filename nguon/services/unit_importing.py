"""Bring a list of units in, look it over, enter it in one go or put it aside."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils import timezone

from nguon.models import Reorganisation, UnitImport
from nguon.queries.access import Reach
from nguon.queries.reorganising import FIRST_DAY, summary
from nguon.queries.unit_importing import check, imports, intent_of
from nguon.regulations.load import kinds_on
from nguon.rules.errors import MovedOn, NotInForce, NotReached, RuleViolation, Unmet
from nguon.rules.roles import Action
from nguon.services.audit import operation, record
from nguon.services.reorganising import carry_out, lock_tree


@operation
def bring_units(
    *,
    by: Reach,
    unit_id: int,
    file_name: str,
    rows: Sequence[tuple[int, Mapping[str, str]]],
    on: date,
    document_number: str = "",
    document_date: date | None = None,
) -> UnitImport:
    """Keep a list of units to stand under `unit_id` from `on`; nothing is entered yet.

    `rows` are (line in the file, values by column key). Raises NotReached, and RuleViolation where the unit closes or the
    day is out of bounds.
    """
    unit = by.unit(unit_id, Action.IMPORT_UNITS)
    wrong = []
    if unit.closed_on is not None:
        wrong.append(Unmet("import.closed", f"{unit.name} đã kết thúc hoạt động, không nhận đơn vị trực thuộc được."))
    if not max(FIRST_DAY, unit.opened_on) <= on <= by.day:
        wrong.append(
            Unmet(
                "import.day", f"Ngày có hiệu lực phải từ {unit.opened_on:%d/%m/%Y} ({unit.name} thành lập) đến hôm nay."
            )
        )
    else:
        try:
            kinds_on(on)
        except NotInForce as unknown:
            wrong.append(Unmet("import.day", str(unknown)))
    if wrong:
        raise RuleViolation(wrong)
    brought = UnitImport.objects.create(
        unit=unit,
        path=unit.path,
        province=unit.province,
        file_name=file_name[:200],
        rows=[[line, dict(values)] for line, values in rows],
        on=on,
        document_number=document_number,
        document_date=document_date,
        made_by=by.who,
        made_at=timezone.now(),
    )
    after = {"file": brought.file_name, "rows": len(rows)}
    record(by, "organisation.bring", brought, unit=unit, permitted_by=Action.IMPORT_UNITS, on=on, after=after)
    return brought


@operation
def enter_units(*, by: Reach, import_id: int, seen: str) -> Reorganisation:
    """Open every unit of the list whose row has no fault, all or none of them.

    `seen` is the fingerprint of the check the person saw. Raises NotReached, MovedOn where the check would now come out
    differently, RuleViolation where no row can be entered.
    """
    lock_tree()
    brought = _waiting(by, import_id)
    checked = check(brought)
    if checked.fingerprint != seen:
        raise MovedOn("Cây tổ chức đã thay đổi từ lúc xem trước. Dưới đây là kết quả kiểm tra mới.")
    if not checked.good:
        raise RuleViolation([Unmet("import.nothing", "Không có dòng nào nhập được.")])
    intent = intent_of(brought, checked)
    done = carry_out(by, intent, summary(intent, {brought.unit_id: brought.unit.name}))
    brought.reorganisation = done
    brought.save(update_fields=["reorganisation"])
    after = {
        "file": brought.file_name,
        "entered": len(checked.good),
        "left_out": [each.line for each in checked.faulty],
    }
    record(
        by, "organisation.import", done, unit=brought.unit, permitted_by=Action.IMPORT_UNITS, on=brought.on, after=after
    )
    return done


@operation
def drop_import(*, by: Reach, import_id: int) -> UnitImport:
    """Put a list aside that was not entered. Raises NotReached."""
    brought = _waiting(by, import_id)
    brought.dropped_at = timezone.now()
    brought.save(update_fields=["dropped_at"])
    record(
        by,
        "organisation.drop_list",
        brought,
        unit=brought.unit,
        permitted_by=Action.IMPORT_UNITS,
        before={"file": brought.file_name, "rows": len(brought.rows)},
    )
    return brought


def _waiting(by: Reach, import_id: int) -> UnitImport:
    brought = imports(by).select_for_update(of=("self",)).filter(pk=import_id).first()
    if brought is None:
        raise NotReached(f"import {import_id}")
    return brought
