"""What a secretary types on the page of a resolution on lists: its facts, a choice for each person, rows for new ones."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from nguon.queries.list_judging import Move, Newcomer
from nguon.queries.pool_lists import LEAVING_REASONS
from nguon.rules.partial_dates import from_written
from nguon.rules.person_facts import PersonFacts
from nguon.rules.persons import clean_name
from nguon.rules.pool_lists import LISTS
from nguon.rules.text import fold, nfc
from nguon.services.resolving import ResolutionFacts
from nguon.web.resolution_form import ResolutionForm

FIRST_ROWS, MORE_ROWS, MOST_ROWS = 3, 10, 200
_PERSON = re.compile(r"p-(\d{1,18})")
_FEMALE = frozenset({"nu", "n", "f", "female"})
_MALE = frozenset({"nam", "m", "male"})


class ListResolutionForm(ResolutionForm):
    """The facts of the resolution; `carried_over`: decided before the product came."""

    number = forms.CharField(label=gettext_lazy("Số nghị quyết"), max_length=60, required=False)
    carried_over = forms.BooleanField(
        label=gettext_lazy("Danh sách đã có từ trước, nay ghi vào phần mềm"),
        required=False,
        help_text=gettext_lazy("Không bắt buộc số nghị quyết, phiếu biểu quyết, giấy chứng nhận, đảng viên giúp đỡ."),
    )

    @property
    def facts(self) -> ResolutionFacts:
        """What a valid form says of the resolution."""
        return replace(super().facts, carried_over=self.cleaned_data["carried_over"])


@dataclass(frozen=True)
class Row:
    """A row for a new person as typed; `problem` says what of it cannot be read."""

    name: str = ""
    born: str = ""
    sex: str = ""
    occupation: str = ""
    on_list: str = "1"
    problem: str = ""

    @property
    def blank(self) -> bool:
        return not (self.name or self.born or self.occupation)


@dataclass(frozen=True)
class Entered:
    """All that was typed beside the resolution itself. `choices` are "1", "2", "3" or "0:reason" by person."""

    choices: Mapping[int, str] = field(default_factory=dict)
    moves: tuple[Move, ...] = ()
    rows: tuple[Row, ...] = ()
    newcomers: tuple[Newcomer, ...] = ()
    problems: tuple[str, ...] = ()
    search: str = ""

    def fingerprint(self, form: ListResolutionForm, last: int) -> str:
        """What the preview is of: who goes where by which resolution, and the lists as they stood."""
        facts = tuple(sorted((name, str(value)) for name, value in form.cleaned_data.items()))
        moves = tuple((each.person_id, each.to_list, each.reason) for each in self.moves)
        return sha256(repr((facts, moves, self.rows, last)).encode()).hexdigest()[:32]


def _readable(data: QueryDict) -> QueryDict:
    """What was typed without the sign that PostgreSQL refuses."""
    found = QueryDict(mutable=True)
    for name, values in data.lists():
        found.setlist(name, [each.replace("\x00", "") for each in values])
    return found


def entered(data: QueryDict) -> Entered:
    """What `data` says; choices that are none of those offered are passed by."""
    data = _readable(data)
    choices = {}
    for key, value in data.items():
        match = _PERSON.fullmatch(key)
        if match and value and (value in {"1", "2", "3"} or value.removeprefix("0:") in LEAVING_REASONS):
            choices[int(match[1])] = value
    rows = list(_rows(data))
    pasted = [row_of(line) for line in data.get("dan", "").splitlines() if line.strip()]
    if pasted:
        rows = [each for each in rows if not each.blank] + pasted
    over = max(0, len(rows) - MOST_ROWS)
    rows = [_checked(each) for each in rows[:MOST_ROWS]]
    many = MORE_ROWS if data.get("buoc") == "hang" else 0
    rows += [Row()] * max(many, FIRST_ROWS - len(rows))
    written = [each for each in rows if not each.blank]
    problems = [f"{each.name or each.born}: {each.problem}" for each in written if each.problem]
    if over:
        most = _("Mỗi lần ghi nhiều nhất %(most)s người mới; %(over)s người sau chưa được đưa vào.")
        problems.append(most % {"most": MOST_ROWS, "over": over})
    return Entered(
        choices=choices,
        moves=tuple(_move(person, choice, data) for person, choice in choices.items()),
        rows=tuple(rows),
        newcomers=tuple(_newcomer(each) for each in written if not each.problem),
        problems=tuple(problems),
        search=data.get("tim", "").strip()[:120],
    )


def _move(person: int, choice: str, data: QueryDict) -> Move:
    to_list, _sep, reason = choice.partition(":")
    sponsors = tuple(int(each) for each in data.getlist(f"s-{person}") if each.isdecimal() and len(each) < 19)
    return Move(
        person_id=person,
        to_list=int(to_list),
        reason=reason,
        reason_text=data.get(f"r-{person}", "").strip()[:300],
        expected_quarter=data.get(f"q-{person}", "").strip()[:7],
        sponsor_ids=tuple(dict.fromkeys(sponsors)),
    )


def _rows(data: QueryDict) -> Iterable[Row]:
    columns = [data.getlist(f"n-{each}") for each in ("name", "born", "sex", "occupation", "list")]
    for name, born, sex, occupation, on_list in zip(*columns, strict=False):
        yield Row(name.strip(), born.strip(), sex, occupation.strip(), on_list if on_list in {"1", "2", "3"} else "1")


def row_of(line: str) -> Row:
    """A pasted line: name, birth date, sex, occupation, parted by tabs or semicolons, in this order; sex may be missing."""
    parts = [each.strip() for each in re.split(r"\t|;", line)]
    if parts and parts[0].rstrip(".").isdecimal():
        parts = parts[1:]  # a running number
    name, born, sex, occupation = (*parts, "", "", "", "")[:4]
    if sex and fold(sex) not in _FEMALE | _MALE:
        sex, occupation = "", sex
    return Row(name, born, sex, occupation)


def _checked(row: Row) -> Row:
    sex = "female" if fold(row.sex) in _FEMALE else "male" if fold(row.sex) in _MALE else ""
    problem = ""
    if not row.blank and not row.name:
        problem = _("Chưa ghi họ và tên.")
    elif row.born:
        try:
            from_written(row.born)
        except ValueError:
            problem = _("Ghi ngày sinh như 12/5/1990; chỉ biết tháng thì 5/1990, chỉ biết năm thì 1990.")
    return replace(row, name=nfc(row.name)[:120], sex=sex, occupation=row.occupation[:160], problem=problem)


def _newcomer(row: Row) -> Newcomer:
    born = from_written(row.born) if row.born else None
    facts = PersonFacts(full_name=clean_name(row.name), born=born, sex=row.sex, occupation=row.occupation)
    assert int(row.on_list) in LISTS
    return Newcomer(facts, int(row.on_list))
