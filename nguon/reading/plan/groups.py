"""Groups of people a plan speaks of, by code, and the groups it asks to give attention to."""

import re

from nguon.reading.plan.layout import Piece, sentences

PEOPLES = (
    r"khmer|khơ me|chăm|hoa|h'?mông|mông|tày|nùng|thái|mường|dao|ê đê|êđê|ba na|bana|gia rai|jrai|cơ tu|cơ ho|k'?ho|xơ đăng"
    r"|ra glai|raglai|m'?nông|hrê|xtiêng|s'?tiêng|sán dìu|sán chay|chơ ro|mạ|giáy|hà nhì|la hủ|bru"
)
# In this order: an earlier pattern takes its words away, so that "chủ doanh nghiệp tư nhân" is no private enterprise.
CODES: tuple[tuple[str, str], ...] = (
    (
        "business_owner",
        r"chủ (?:các )?(?:doanh nghiệp|cơ sở (?:sản xuất|kinh doanh))(?: tư nhân| vừa và nhỏ)?|doanh nhân|chủ hộ kinh doanh|người đứng đầu doanh nghiệp",
    ),
    ("manager", r"cán bộ,? (?:lãnh đạo,? )?quản lý(?: (?:trong|ở|của|tại) (?:các )?doanh nghiệp(?: tư nhân)?)?"),
    (
        "demobilised",
        r"(?:(?:quân nhân|bộ đội) (?:đã )?)?hoàn thành (?:xong )?nghĩa vụ(?: quân sự| công an| tham gia công an)*(?: (?:trong|trở về|ở) [^,;.]*?lực lượng vũ trang)?|bộ đội xuất ngũ|cựu quân nhân|quân nhân xuất ngũ|xuất ngũ",
    ),
    (
        "reservist",
        r"(?:(?:chiến sĩ|cán bộ|sĩ quan) )?dân quân(?:,? tự vệ|(?! sự))|(?:chiến sĩ )?tự vệ|dự bị động viên|(?:quân nhân|sĩ quan|quân) dự bị|nguồn tuyển quân|tuyển quân",
    ),
    ("armed_forces", r"lực lượng vũ trang|trong quân đội|quân nhân|chiến sĩ|hạ sĩ quan|sĩ quan"),
    (
        "community_figure",
        r"(?:người|nguời|những người|cá nhân)(?: cao tuổi| tiêu biểu,?)? có uy tín(?: trong [^,;.]*?(?:dân cư|cộng đồng|đồng bào dân tộc thiểu số|dân tộc thiểu số))?|già làng",
    ),
    (
        "village_head",
        r"(?:trưởng|phó) (?:các )?(?:thôn|bản|ấp|khu phố|khu dân cư|khu|xóm|buôn|tổ dân phố|ban công tác mặt trận)(?:, (?:bản|ấp|buôn|khu phố|tổ dân phố|khu dân cư))*|(?:thôn|ấp|bản|xóm|buôn|khóm) trưởng|tổ trưởng(?: tổ)? dân phố|tổ trưởng dân phố",
    ),
    (
        "private_enterprise",
        r"(?:các )?(?:loại hình )?doanh nghiệp(?: và)? (?:(?:khu vực )?(?:ngoài|không phải)(?: khu vực)? nhà nước|tư nhân|ngoài quốc doanh|có vốn đầu tư nước ngoài|fdi)|(?:khu vực|đơn vị|thành phần)(?: kinh tế)? (?:ngoài (?:khu vực )?nhà nước|tư nhân)|ngoài (?:khu vực )?nhà nước|kinh tế tư nhân|ngoài quốc doanh",
    ),
    (
        "worker",
        r"công nhân(?: lao động)?(?: (?:trực tiếp|trong|ở|tại) (?:các )?(?:sản xuất|doanh nghiệp))?|người lao động|lao động trực tiếp|lao động (?:ở|trong|tại) (?:các )?(?:khu|cụm) công nghiệp",
    ),
    ("enterprise", r"doanh nghiệp"),
    (
        "ethnic_minority",
        (
            r"dân tộc (?:thiểu|ít) (?:số|người)|đồng bào dân tộc|đồng bào thiểu số|người dtts|\bdtts\b|người dân tộc"
            rf"|(?:đồng bào|dân tộc|người)(?: dân tộc)? (?:{PEOPLES})\b"
        ),
    ),
    (
        "religious",
        r"(?:có|theo) (?:các )?(?:đạo|tôn giáo)(?! đức)|(?:vùng|đồng bào|tín đồ|người)(?: có| theo)?(?: các)? (?:tôn giáo|công giáo|đạo)(?! đức)|tín đồ|chức sắc|vùng giáo|giáo dân|tôn giáo",
    ),
    ("student", r"học sinh,? sinh viên|sinh viên|học sinh"),
    ("teacher", r"giáo viên|giảng viên(?! kiêm)|nhà giáo"),
    ("intellectual", r"trí thức|nhà khoa học|y,? bác sĩ|bác sĩ"),
    ("farmer", r"nông dân"),
    ("women", r"phụ nữ|\bnữ\b|hội viên phụ nữ"),
    (
        "youth",
        r"đoàn viên,? thanh niên|đoàn viên(?! công đoàn)(?: (?:đoàn )?(?:tncs|thanh niên))?|thanh niên|tuổi trẻ|người trẻ|cán bộ đoàn|độ tuổi đoàn",
    ),
    ("rural", r"nông thôn"),
    (
        "residential",
        r"địa bàn (?:khu )?dân cư|khu dân cư|(?:ở|tại|các|những|trong|thuộc|chưa có đảng viên ở) (?:thôn|tổ dân phố|khu phố|ấp|bản|buôn|xóm|khóm)\b|chi bộ (?:thôn|tổ dân phố|khu phố|ấp|xóm|bản)|(?<!quân )\bthôn,|tổ dân phố|khu phố",
    ),
    (
        "office",
        r"cơ quan,? (?:đơn vị )?hành chính|hành chính,? sự nghiệp|đơn vị sự nghiệp|công chức,? viên chức|công chức|viên chức|khối cơ quan",
    ),
)
PATTERNS = tuple((code, re.compile(pattern)) for code, pattern in CODES)
ANY = re.compile("|".join(pattern for _, pattern in CODES))
BODIES = re.compile(
    r"(?:đoàn|(?<!hội viên )hội) (?:thanh niên(?: cộng sản)?|tncs|liên hiệp (?:thanh niên|phụ nữ)|phụ nữ|nông dân|sinh viên|doanh nhân trẻ|doanh nghiệp trẻ|cựu chiến binh)(?: hồ chí minh| việt nam)*"
    r"|ban chấp hành đoàn(?: thanh niên)?|công đoàn viên|hội liên hiệp phụ nữ|hội nông dân|trung ương đoàn"
    r"|(?:đảng (?:ủy|bộ)|đoàn) (?:các )?khối[^,;.]{0,60}?(?:doanh nghiệp|cơ quan)[^,;.]{0,20}|khối (?:các )?cơ quan (?:và|-) doanh nghiệp"
)
CALL = re.compile(
    r"(?:(?:đặc biệt )?(?:quan tâm|chú trọng|ưu tiên|chú ý|coi trọng|đẩy mạnh|tập trung|tăng cường|nhất là|đặc biệt là|trọng tâm là|hướng vào|mở rộng))"
)
OBJECT = re.compile(
    r"kết nạp|phát triển (?:đảng|quần chúng)|tạo nguồn|nguồn (?:phát triển|kết nạp)|đảng viên mới|vào đảng|đảng viên là|giới thiệu cho đảng|nguồn (?:trong|từ|là)\b"
)
NOT_YET = re.compile(
    r"tuyên truyền|vận động|nâng cao nhận thức|giáo dục chính trị|phong trào|tập huấn|kỹ năng|học tập và làm theo"
)
DIRECT = re.compile(
    r"(?:quan tâm|chú trọng|ưu tiên|chú ý)(?: (?:đến|tới|các|những|đối tượng|quần chúng|là|kết nạp))*\s+(?!(?:công tác|việc|chỉ đạo)\b)"
)
"""A call whose very object is the group: "chú trọng già làng, trưởng thôn"."""
ALSO = re.compile(r"^(?:đồng thời|bên cạnh đó|cùng với đó)\W+(?:tiếp tục )?phát triển (?:đảng viên )?(?:mới )?trong\b")
SOUGHT = re.compile(
    r"(?:đối tượng|nguồn|lực lượng|nhóm)[^.;:]{0,60}?(?:ưu tiên|quan tâm|chú trọng|trọng tâm)[^.;:]{0,40}:"
    r"|(?:quan tâm|chú trọng|ưu tiên|tập trung)[^.;:]{0,60}(?:kết nạp|phát triển|tạo nguồn)[^.;:]{0,60}(?:sau|như|gồm|là)\s?:"
)
"""What opens a list of the groups to turn to."""
INTRODUCED = re.compile(
    r"(?:bồi dưỡng|giới thiệu|giúp đỡ|lựa chọn)[^.;]{0,60}?(?P<who>đoàn viên,? thanh niên ưu tú|thanh niên ưu tú|đoàn viên ưu tú(?= (?:là|trong)))[^.;]{0,80}?(?:cho đảng|kết nạp|vào đảng)"
)


def groups_in(small: str) -> list[tuple[str, int]]:
    """(code, place) of every group named in `small`, in the order of the text; names of bodies do not count."""
    if not ANY.search(small):
        return []
    text = BODIES.sub(lambda found: "\0" * len(found[0]), small)
    found: list[tuple[str, int]] = []
    for code, pattern in PATTERNS:
        places = [match.start() for match in pattern.finditer(text)]
        if places:
            found += [(code, place) for place in places]
            text = pattern.sub(lambda match: "\0" * len(match[0]), text)
    return sorted(found, key=lambda each: each[1])


def priority_groups(blocks: list[Piece]) -> list[str]:
    """Groups the text asks to give attention to when members are sought, each once, in order."""
    kept: list[str] = []
    listing = False
    for block in blocks:
        named = [code for start, end in sentences(block) for code in called_for(block.small[start:end])]
        listing = listing and block.small.lstrip().startswith(("-", "+", "–", "•")) and len(block.text) < 200
        if listing:
            named += [code for code, _ in groups_in(block.small)]
        kept += [code for code in dict.fromkeys(named) if code not in kept]
        listing = listing or (block.text.endswith(":") and SOUGHT.search(block.small) is not None)
    return kept


def called_for(sentence: str) -> list[str]:
    """Groups after a call for attention whose object is membership."""
    found: list[str] = []
    called = False
    sought = SOUGHT.search(sentence)
    if sought:
        found += [code for code, _ in groups_in(sentence[sought.end() :])]
    for clause in sentence.split(";"):
        if called and (named := groups_in(clause)) and named[0][1] <= 14:
            found += [code for code, _ in named]
            continue
        called = False
        direct = DIRECT.search(clause)
        if direct and (named := groups_in(clause[direct.end() :])) and named[0][1] <= 12:
            found += [code for code, _ in named]
            called = True
            continue
        if ALSO.match(clause.strip()):
            found += [code for code, _ in groups_in(clause)]
            continue
        call = CALL.search(clause)
        if call and (OBJECT.search(clause) or OBJECT.search(sentence[: sentence.find(clause)])):
            at = call.start()
            reach = clause[at:]
            goal = OBJECT.search(reach)
            noise = NOT_YET.search(reach)
            if not goal and not noise and not NOT_YET.search(clause[:at]):
                goal = OBJECT.search(sentence)
            if goal and (not noise or goal.start() < noise.start()):
                found += [code for code, _ in groups_in(reach)]
                called = True
    introduced = INTRODUCED.search(sentence)
    if introduced:
        found.append("youth")
    return found
