"""The share of each unit: rows of a table (kept, or lost to one cell a line), a list, or a run of names in prose."""

import re
from dataclasses import dataclass, field

from nguon.reading.plan.amounts import tidy, value
from nguon.reading.plan.draft import Item, quoted
from nguon.reading.plan.groups import groups_in
from nguon.reading.plan.layout import LOOKALIKES, Block, Line
from nguon.reading.plan.letters import fold, norm, squeeze

COUNT = re.compile(
    r"^\(?(?P<v>\d{1,3}(?:\.\d{3})+|\d{1,5})\)?(?:\s*(?:đảng viên(?: mới)?|đồng chí|đ/c|người|ĐV))?\s*[.;]?$"
)
PARTY_BODY = re.compile(r"^(?:các )?(?:đảng bộ|đảng ủy|chi bộ|huyện ủy|thành ủy|thị ủy|quận ủy)\b")
TOTAL = re.compile(
    r"^(?:tong(?:cong|so|chitieu)?(?:toan.*|chitieu.*)?$|cong(?:cong)?$|toan(?:dangbo|tinh|huyen|xa|phuong|thanhpho)|tongcong|tongso)"
)
UNIT_HEAD = re.compile(r"\b(?:đơn vị|tên|tổ chức|đảng bộ|chi bộ|địa bàn|cơ sở)")
TARGET_HEAD = re.compile(r"chỉ tiêu|số lượng|kết nạp|phân bổ|\bgiao\b")
NEW_HEAD = re.compile(r"(?<!trước )điều chỉnh|(?<!đảng viên )\bmới$|chỉ tiêu mới|sau (?:khi )?điều chỉnh")
OLD_HEAD = re.compile(
    r"\bcũ\b|trước điều chỉnh|ban đầu|đã giao|kết quả|thực hiện|đã kết nạp|hiện có|tổng số đảng viên|năm trước|nguồn|ghi chú"
)
ORGANISED = re.compile(
    r"^(?:các )?(?:đảng bộ|đảng ủy|chi bộ|chi ủy|huyện ủy|thành ủy|thị ủy|quận ủy|tỉnh ủy|khối|huyện|quận|thành phố|tp|thị xã|xã|phường|thị trấn|đặc khu|công an|quân sự|bộ đội|biên phòng|trường|công ty|bệnh viện|phòng|sở|ban|văn phòng|trung tâm|khoa|thôn|ấp|khu phố|tổ dân phố)\b"
)


@dataclass
class Allocation:
    """Rows in order; `total` as printed; `spans` in the source, not to be read as targets."""

    items: list[Item] = field(default_factory=list)
    total: float | None = None
    spans: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Row:
    unit: str
    amount: float
    start: int
    end: int


def allocations(source: str, lines: list[Line], blocks: list[Block]) -> Allocation:
    """The rows of the first form found that has at least three: table, list, lost table, prose."""
    for read in (table_rows, list_rows, lost_rows):
        rows = read(source, lines)
        if len([row for row in rows if not TOTAL.match(fold(row.unit))]) >= 3:
            return settled(source, rows)
    for block in blocks:
        rows = prose_rows(block)
        if len(rows) >= 3:
            return settled(source, rows)
    return Allocation()


def settled(source: str, rows: list[Row]) -> Allocation:
    found = Allocation()
    for row in rows:
        found.spans.append((row.start, row.end))
        if TOTAL.match(fold(row.unit)):
            found.total = row.amount if found.total is None else found.total
        elif row.unit:
            found.items.append(Item({"unit": row.unit, "value": tidy(row.amount)}, quoted(source, row.start, row.end)))
    found.spans.sort()
    return found


def raw_cells(text: str) -> list[str]:
    """Cells with the empty ones kept, so that columns stay in step."""
    text = text.translate(LOOKALIKES)
    if "|" in text:
        return [squeeze(cell) for cell in text.strip().strip("|").split("|")]
    if "\t" in text:
        return [squeeze(cell) for cell in text.split("\t")]
    return [squeeze(cell) for cell in re.split(r"[ \xa0]{3,}", text.strip())]


def table_rows(source: str, lines: list[Line]) -> list[Row]:
    """Rows of printed cells; the column is the one headed as the target, else the last number."""
    rows: list[Row] = []
    column: int | None = None
    width = 0
    headed = numbered = False
    for line in lines:
        cells = raw_cells(source[line.start : line.end].replace("*", ""))
        if len(cells) < 2:
            continue
        smalls = [norm(cell) for cell in cells]
        if not any(COUNT.match(cell) for cell in cells[1:]) and any(UNIT_HEAD.search(small) for small in smalls):
            column, width, headed = target_column(smalls), len(cells), True
            numbered = bool(re.match(r"(?:s?tt|số tt|số thứ tự)$", smalls[0]))
            continue
        unnumbered = numbered and len(cells) == width - 1 and not re.fullmatch(r"\d+|[IVX]+", cells[0])
        at = None if column is None else column - unnumbered
        row = row_of(cells, at if unnumbered or len(cells) == width else None, line)
        if row and (headed or ORGANISED.match(norm(row.unit)) or TOTAL.match(fold(row.unit))):
            rows.append(row)
    return rows


def target_column(smalls: list[str]) -> int | None:
    """The column of the target: of several the one now in force, then that of the latest year, then the first."""
    found = [at for at, small in enumerate(smalls) if at and TARGET_HEAD.search(small) and not UNIT_HEAD.search(small)]
    fresh = [at for at in found if not OLD_HEAD.search(smalls[at])] or found
    if not fresh:
        return None
    return max(fresh, key=lambda at: (bool(NEW_HEAD.search(smalls[at])), latest_year(smalls[at]), -at))


def latest_year(small: str) -> int:
    return max((int(year) for year in re.findall(r"20\d\d", small)), default=0)


def row_of(cells: list[str], column: int | None, line: Line) -> Row | None:
    words = [at for at, cell in enumerate(cells) if re.search(r"[A-Za-zÀ-ỹĐđ]{2}", cell) and not COUNT.match(cell)]
    if not words:
        return None
    name = next((at for at in words if at > 0 or not re.fullmatch(r"[IVX]+|\d+", cells[at])), words[0])
    numbers = [at for at, cell in enumerate(cells) if at > name and COUNT.match(cell)]
    if not numbers:
        return None
    at = (
        column
        if column in numbers
        else numbers[-1]
        if column is None and len(numbers) > 1 and len(cells) - 1 == numbers[-1] and len(numbers) < 3
        else numbers[0]
    )
    match = COUNT.match(cells[at])
    unit = re.sub(r"^\d{1,3}\s*[.)\-]?\s+", "", cells[name]).strip(" .:;-")
    return Row(unit, value(match["v"]), line.start, line.end) if match and len(unit) < 160 else None


LISTED = re.compile(
    r"^(?:[-–+•*·]|\d{1,3}\s*[.)\-]?)?\s*(?P<unit>[A-ZĐÀ-Ỹ][^:;]{2,110}?)\s*(?::|–|-|=|\.{2,}|…+|\s)\s*"
    r"(?:(?:được )?(?:giao|kết nạp|phát triển|chỉ tiêu)[^\d:;]{0,30})?(?:0)?(?P<v>\d{1,3}(?:\.\d{3})+|\d{1,4})(?:\s*(?:đảng viên(?: mới)?|đồng chí|đ/c|người|ĐV))?\s*[.;,]?$"
)


def list_rows(source: str, lines: list[Line]) -> list[Row]:
    """Runs of three and more lines "unit: number"."""
    best: list[Row] = []
    run: list[Row] = []
    for line in [*lines, None]:
        match = LISTED.match(line.text) if line else None
        unit = match["unit"].strip(" .:-") if match else ""
        if line and match and (ORGANISED.match(norm(unit)) or TOTAL.match(fold(unit))) and not groups_only(unit):
            run.append(Row(unit, value(match["v"]), line.start, line.end))
            continue
        if len(run) >= 3 and len(run) > len(best):
            best = run
        run = []
    return best


def groups_only(unit: str) -> bool:
    """A line about a group of people ("Học sinh: 6") is a target, not a share."""
    named = groups_in(norm(unit))
    if named and named[0][0] in ("residential", "enterprise") and re.search(r"\s[A-ZĐÀ-Ỹ][a-zà-ỹ]", unit):
        return False
    return bool(named) and named[0][1] < 3 and not PARTY_BODY.match(norm(unit))


def lost_rows(source: str, lines: list[Line]) -> list[Row]:
    """A table whose cells stand one a line: [number in the list], unit, figures."""
    start = next((at for at, line in enumerate(lines) if is_table_head(lines, at)), None)
    if start is None:
        return []
    heads: list[str] = []
    at = start
    while at < len(lines) and not COUNT.match(lines[at].text) and len(heads) < 12:
        heads.append(norm(lines[at].text))
        at += 1
    grouped: list[tuple[Line, list[tuple[Line, float]]]] = []
    for line in lines[at:]:
        match = COUNT.match(line.text)
        if match and grouped:
            grouped[-1][1].append((line, value(match["v"])))
        elif not match and re.search(r"[^\W\d]{2}", line.text):
            if len(line.text) > 120 or (
                grouped and not grouped[-1][1] and not TOTAL.match(fold(grouped[-1][0].text)) and len(grouped) > 1
            ):
                break
            grouped.append((line, []))
    grouped = without_list_numbers(grouped)
    labels = heads[next((i for i, head in enumerate(heads) if UNIT_HEAD.search(head)), 0) + 1 :]
    wanted = target_column(["", *labels])
    rows = []
    for line, figures in grouped:
        if figures:
            pick = figures[min(wanted - 1, len(figures) - 1)] if wanted else figures[-1 if len(figures) <= 2 else 0]
            rows.append(Row(line.text.strip(" .:;"), pick[1], line.start, pick[0].end))
    return rows


def is_table_head(lines: list[Line], at: int) -> bool:
    """Short lines in a row that head a table: "TT", "Đơn vị", "Chỉ tiêu"."""
    if (
        not re.match(r"^(?:stt|tt|số tt|đơn vị|tên (?:đơn vị|tổ chức|đảng)|tổ chức đảng)", norm(lines[at].text))
        or len(lines[at].text) > 40
    ):
        return False
    near = " ".join(norm(line.text) for line in lines[at : at + 7] if len(line.text) < 60)
    return bool(UNIT_HEAD.search(near) and TARGET_HEAD.search(near))


def without_list_numbers(
    grouped: list[tuple[Line, list[tuple[Line, float]]]],
) -> list[tuple[Line, list[tuple[Line, float]]]]:
    """The running number of the next row stands last among a row's figures: take it away where it counts up."""
    hits = sum(1 for at, (_, figures) in enumerate(grouped[:-1]) if figures and figures[-1][1] == at + 2)
    if hits * 2 < len(grouped) - 1:
        return grouped
    return [
        (line, figures[:-1] if len(figures) > 1 and figures[-1][1] == at + 2 else figures)
        for at, (line, figures) in enumerate(grouped)
    ]


SHARE = re.compile(
    r"^(?:.*(?:[:]|\bgồm\b|\bcụ thể\b|\btrong đó\b|\bcho\b)\s*)?(?:(?:và|là)\s+)?(?P<unit>(?:[A-ZĐÀ-Ỹ]|(?:xã|phường|thị trấn|thị xã|huyện|thành phố|đặc khu|thôn|ấp|bản|buôn|xóm|làng|khu phố|tổ dân phố|khối|trường|công ty|công an|chi bộ|đảng bộ|đảng ủy)\s+[A-ZĐÀ-Ỹ])[^:;]{1,90}?)\s*[:(=]?\s*"
    r"(?:(?:được |có )?(?:giao |phân bổ )?(?:chỉ tiêu |kết nạp |phát triển )*)(?P<v>\d{1,3}(?:\.\d{3})+|\d{1,4})\s*(?:đảng viên(?: mới)?|đồng chí|đ/c|người|chỉ tiêu)?\)?\s*\.?$"
)


def prose_rows(block: Block) -> list[Row]:
    """The longest run of "name number" between commas or semicolons."""
    best: list[Row] = []
    run: list[Row] = []
    at = 0
    for gap in [*re.finditer(r"[;,]|\svà\s(?=[A-ZĐÀ-Ỹ])|\.(?=\s|$)", block.text), None]:
        stop = gap.start() if gap else len(block.text)
        match = SHARE.match(block.text[at:stop].strip(" -–+•"))
        if (
            match
            and not groups_only(match["unit"])
            and not re.search(
                r"\d/\d|\b(?:19|20)\d\d\b|\bngày \d|\b(?:với|gồm)$|chỉ tiêu|kết nạp|phấn đấu", norm(match["unit"])
            )
            and not re.match(r"^(?:ngày|năm|tháng|quý|số|khóa|trong)\b", norm(match["unit"]))
        ):
            text = block.text[at:stop]
            first = at + text.find(match["unit"])
            start, end = block.span(first, stop)
            run.append(Row(squeeze(match["unit"]), value(match["v"]), start, end))
        elif block.text[at:stop].strip():
            best = run if len(run) > len(best) else best
            run = []
        at = gap.end() if gap else stop
    return run if len(run) > len(best) else best
