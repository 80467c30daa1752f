"""Who a sentence tells to act, and to whom they report."""

import re
from functools import lru_cache

from nguon.reading.plan.letters import norm, squeeze

HELPERS = r"(?:,? ?(?:và )?(?:theo dõi|hướng dẫn|bồi dưỡng|giúp đỡ|phụ trách|quần chúng(?: ưu tú)?|người vào đảng|cảm tình đảng))*"
HEADS = (
    r"(?:các |những |toàn thể |mỗi |từng |đồng chí |tập thể )?"
    rf"(?:đảng viên (?:chính thức )?được phân công{HELPERS}|đồng chí|đ/c|cấp ủy|ban (?:thường vụ|chấp hành|tổ chức|tuyên giáo|dân vận|xây dựng đảng|chỉ huy|giám hiệu|giám đốc|chỉ đạo|tham mưu|chính trị|cán sự)"
    r"|các ban|chi đoàn|chi hội|đảng ủy|đảng bộ|chi bộ|chi ủy|chi, đảng|chi đảng bộ|tổ chức (?:cơ sở )?đảng|tccsđ|bí thư|phó bí thư|huyện ủy|thành ủy|tỉnh ủy|quận ủy|thị ủy"
    r"|huyện, thị|huyện, thành|thị, thành|văn phòng|ủy ban kiểm tra|ubkt|cơ quan|đoàn (?:thanh niên|tncs|công tác|thể|trường|xã|phường|khối|cơ sở)|các đoàn|thành đoàn|tỉnh đoàn|huyện đoàn|quận đoàn|thị đoàn"
    r"|liên đoàn lao động|công đoàn|mặt trận|ủy ban mặt trận|ủy ban mttq|ủy ban nhân dân|ubmttq|mttq|hội|trung tâm (?:bồi dưỡng )?chính trị|trung tâm bồi dưỡng|đảng viên|thường trực|phòng|khối|tổ chức chính trị|đơn vị"
    r"|ban chấp hành|công an (?:các|tỉnh|huyện|thành phố|xã|phường)|ban chqs|bch (?:quân sự|đoàn|công đoàn)|(?:thiếu|trung|thượng|đại) (?:úy|tá)|ủy viên|cán bộ|các tổ|tổ (?:chuyên môn|công tác|giúp việc|đảng)|người đứng đầu|trưởng|bộ phận|lớp|(?:các )?trường (?:học|thpt|thcs|trung học|chính trị|đại học|cao đẳng|phổ thông)|ban (?=huyện|tỉnh|thành|quận|đảng))"
)
VERBS = (
    r"có trách nhiệm|có nhiệm vụ|chịu trách nhiệm|chủ trì|chủ động|căn cứ|xây dựng|tổ chức(?! (?:cơ sở|đảng|chính trị|thành ủy|huyện ủy|tỉnh ủy|quận ủy|thị ủy|đảng ủy|trung ương|đoàn|công đoàn|đoàn thể|cấp ủy))|triển khai|chỉ đạo|hướng dẫn|theo dõi|tham mưu(?!,? giúp việc| của)"
    r"|tổng hợp|báo cáo|rà soát|thực hiện|phối hợp|phải|cần|tiến hành|lập|gửi|đôn đốc|kiểm tra(?! (?:huyện|tỉnh|thành|quận|đảng|thị|các cấp))|phân công|tăng cường|định kỳ|hằng (?:tháng|quý|năm)|quý (?:iv|iii|ii|i)\b|thường xuyên|tập trung"
    r"|khảo sát|quán triệt|cụ thể hóa|xem xét|nghiêm túc|lãnh đạo|kịp thời|tiếp tục|(?<!cấp trên )trực tiếp|được giao|được phân công|phấn đấu|đăng ký|hoàn thành|hoàn thiện|hoàn tất|hoàn chỉnh|phụ trách|nhận xét|kiểm điểm|là đầu mối|là cơ quan|mỗi (?:tháng|quý|năm)\b|mở|cử|giao|nộp|trình|đánh giá|duy trì|làm|đưa|giới thiệu|lựa chọn|phát hiện|tuyên truyền|giúp(?! việc)|quan tâm|xét|thẩm định|thẩm tra|trước ngày|chậm nhất|vận động|sơ kết|tổng kết|ban hành|nắm|bố trí|thông báo|họp|đẩy mạnh|quản lý|lồng ghép|xác định|đề xuất|thống kê|chuẩn bị|chọn|nâng cao|giám sát|đăng|bảo đảm|đảm bảo|cung cấp|bồi dưỡng(?! chính trị)|đề nghị|gắn|(?<!đào )tạo|kết nạp|(?<!sở )(?<!bộ )(?<!phòng )giáo dục|phát huy|phát động|dành|cân đối|tham gia"
)
NOUN = re.compile(
    rf"^(?P<who>{HEADS}.{{0,140}}?)\s*(?=(?:,?\s*(?:{VERBS})\b)|[:.;]|,\s*(?:trực tiếp là|trên cơ sở|trong phạm vi|ngay sau|sau khi|theo)|\s\((?:qua|sau đây)|\s\([^()]{{1,120}}\)\s+(?:{VERBS})\b|$)"
)
LEAD = re.compile(
    r"^(?:(?:ngoài ra|đồng thời|bên cạnh đó|riêng|trong đó|theo đó)\s*,?\s*|(?:theo|để|nhằm|căn cứ|trên cơ sở)\s[^;:.]{0,120}?,\s*)?(?:giao(?: cho| trách nhiệm cho)?|yêu cầu|đề nghị|phân công|đối với|về phía|ủy quyền cho|giao nhiệm vụ cho|ban thường vụ [^,;:.]{3,40}? (?:giao|yêu cầu|đề nghị)|(?:ban tổ chức |ban chấp hành )?(?:tỉnh|huyện|thành|thị|quận|đảng) ủy(?: [^,;:.]{1,20})? (?:giao|yêu cầu|đề nghị))\s+"
)
ORDERED = re.compile(r"^(?:giao|yêu cầu|đề nghị|phân công|đối với|về phía)")
LATER = re.compile(
    rf"(?:^|[,;:]\s+|yêu cầu\s+|(?:tôi|thường vụ|ủy) đề nghị\s+|(?:hằng (?:tháng|quý|năm)|định kỳ(?: hằng)?(?: \d+ tháng| tháng| quý| năm)?|theo kế hoạch|ngày \d[\d/.\-]*|\d{{4}}),?\s+)(?P<who>{HEADS}(?:(?!, (?:{VERBS})\b)[^;:.]){{0,110}}?)\s+(?:(?:có trách nhiệm|phải|cần|tiếp tục|chủ động|định kỳ)\s+)?(?={VERBS})"
)
TO = re.compile(
    r"(?:báo cáo(?: (?:kết quả|tình hình|tiến độ|bằng văn bản|đề xuất)[^,;.]{0,80}?)?\s*(?:về|cho|lên|với|qua|gửi)?|gửi(?: báo cáo)?(?: kết quả)?[^,;.]{0,50}?(?:về|cho|đến|qua)|trình|nộp[^,;.]{0,40}?(?:về|cho)|về|lên|\()\s*"
    r"(?P<to>(?:thường trực|ban thường vụ|thường vụ|ban tổ chức|ban xây dựng đảng|đảng ủy|huyện ủy|thành ủy|tỉnh ủy|quận ủy|thị ủy|chi ủy|chi bộ|cấp ủy|văn phòng)[^;:.()]{0,60}?)"
    r"\s*(?=[;:.()]|$|,? (?:trước|chậm nhất|để|theo|kết quả|qua|về|xem xét|định kỳ|vào|tổng hợp|hằng|khi|trong|biết|cho ý kiến|thẩm|đúng)\b|, (?!thường trực|ban ))"
)
TRIM = re.compile(
    r"(?:\s+(?:và|cùng|để|cũng|đã|sẽ|cần|phải|thì|hằng|được|là|của|có|trong|trực tiếp|khẩn trương|nghiêm túc))+$|[\s,:;\-–.(]+$"
)


TIMED = re.compile(r"^(?:định kỳ|hằng|mỗi|trước|đến|trong|vào|đầu|cuối|sau)\b[^.;:]*,?\s*$")


@lru_cache(maxsize=256)
def actor_at_start(text: str) -> str | None:
    """The actor a sentence or heading begins with ("Giao X chủ trì …", "X có trách nhiệm …", "Đối với X: …")."""
    small = norm(text)
    lead = LEAD.match(small)
    begin = lead.end() if lead else 0
    found = NOUN.match(small[begin:])
    return cased(text[begin : begin + found.end("who")]) if found else None


def actor_within(text: str, before: int) -> str | None:
    """The last subject named in `text` before letter `before`, after a comma or a word of time."""
    found = None
    for at, who in subjects(text):
        if at <= before:
            found = who
    return found


@lru_cache(maxsize=64)
def subjects(text: str) -> tuple[tuple[int, str | None], ...]:
    """(place, actor) of every subject named inside a sentence."""
    return tuple(
        (match.start("who"), cased(text[match.start("who") : match.end("who")])) for match in LATER.finditer(norm(text))
    )


def subject_after_time(text: str) -> str | None:
    """The subject of a sentence that opens with a word of time: "Hằng quý, các chi bộ báo cáo …; hoàn thành …"."""
    named = subjects(text)
    if named and named[0][0] <= 40 and TIMED.match(norm(text[: named[0][0]])):
        return named[0][1]
    return None


def cased(text: str) -> str | None:
    """An actor as printed, first letter a capital, hanging words cut."""
    text = squeeze(text)
    for _ in range(3):
        text = TRIM.sub("", text)
    return text[:1].upper() + text[1:] if len(text) > 2 else None


@lru_cache(maxsize=64)
def recipient(text: str) -> str | None:
    """To whom it goes, as printed; None where the sentence does not say."""
    found = TO.search(norm(text))
    return cased(text[found.start("to") : found.end("to")]) if found else None
