"""manage.py verify_audit: is the trail whole? Names every entry changed, removed or put in by another hand."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from nguon.queries.access import system_reach
from nguon.queries.audit_proof import Fault, Proof, prove
from nguon.rules.errors import Refusal
from nguon.services.audit import acknowledge_row_changes, last_row_change
from nguon.web.clock import today

LISTED = 200
GROUPS = {
    "changed": "Mục bị sửa",
    "inserted": "Mục lạ",
    "moved": "Mục bị tráo",
    "removed": "Mục bị gỡ",
    "chain": "Chuỗi con dấu bị đứt",
    "head": "Con dấu trên giấy",
    "row": "Thay đổi không qua chương trình",
    "trigger": "Chốt của cơ sở dữ liệu",
}


class Command(BaseCommand):
    """Exit 0 when whole, 1 when not."""

    help = "Kiểm tra nhật ký: chữ ký từng mục, chuỗi con dấu, thay đổi không qua chương trình, chốt của cơ sở dữ liệu."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--head", default="", help="con dấu cuối đã ghi trên giấy lần trước")
        parser.add_argument(
            "--acknowledge", default="", metavar="LÝ DO", help="ghi nhận đã xem xét các thay đổi không qua chương trình"
        )

    def handle(self, *_args: Any, head: str, acknowledge: str, **_options: Any) -> None:
        if acknowledge:
            self._acknowledge(acknowledge)
        proof = prove(head=head)
        self._say(proof)
        if proof.faults:
            raise CommandError(f"Nhật ký có {len(proof.faults)} chỗ không đúng.", returncode=1)
        self.stdout.write("Nhật ký nguyên vẹn.")

    def _acknowledge(self, reason: str) -> None:
        by = system_reach("verify_audit", on=today())
        try:
            settled = acknowledge_row_changes(by=by, until=last_row_change(), reason=reason)
        except Refusal as refused:
            raise CommandError(str(refused), returncode=1) from refused
        self.stdout.write(f"Đã ghi nhận {settled} thay đổi không qua chương trình.")

    def _say(self, proof: Proof) -> None:
        self.stdout.write(f"Đã xem {proof.entries} mục, {proof.seals} con dấu; {proof.unsealed} mục chờ đóng dấu.")
        if proof.acknowledged:
            self.stdout.write(f"{proof.acknowledged} thay đổi không qua chương trình đã được ghi nhận trước đây.")
        for fault in proof.faults[:LISTED]:
            self.stdout.write(line_of(fault))
        if len(proof.faults) > LISTED:
            self.stdout.write(f"… và {len(proof.faults) - LISTED} chỗ khác.")
        if proof.head:
            at = timezone.localtime(proof.head_at) if proof.head_at else None
            self.stdout.write(f"Con dấu cuối (mục {proof.head_entry}, {at:%H:%M:%S %d/%m/%Y}): {proof.head}")


def line_of(fault: Fault) -> str:
    """One fault in one line: what kind, which number, when, which act, what is wrong."""
    place = f" số {fault.number}" if fault.number is not None else ""
    at = f", {timezone.localtime(fault.at):%H:%M:%S %d/%m/%Y}" if fault.at else ""
    action = f", {fault.action}" if fault.action else ""
    return f"{GROUPS[fault.kind]}{place}{at}{action}: {fault.what}"
