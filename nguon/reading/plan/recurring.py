"""Words of time that say a duty comes again, and how often."""

import re

LAST_OF_QUARTER = re.compile(
    r"(?:của )?(?:tháng )?(?:cuối|đầu|thứ ba)(?: của)?(?: mỗi| từng| hằng| tháng)?\s*quý|(?:hằng|mỗi) quý|(?:của )?tháng cuối quý"
)
EVERY = (
    ("Q4", re.compile(r"quý (?:iv|4)\s*(?:hằng|mỗi|các) năm|(?:hằng|mỗi) năm,? (?:vào|trong) quý (?:iv|4)\b")),
    (
        "month",
        re.compile(
            r"hằng tháng|(?:định kỳ |mỗi |theo )(?:1 lần/)?tháng\b(?! \d)|mỗi tháng|1 tháng/lần|tháng/lần|(?:1|một) lần/tháng"
        ),
    ),
    (
        "quarter",
        re.compile(
            r"hằng quý|định kỳ(?: (?:hằng|mỗi|theo|từng))? quý|mỗi quý|từng quý|theo quý|quý/lần|(?:1|một) lần/quý|(?:3|03|ba) tháng (?:1|một|/) ?lần|(?:ngày \d{1,2} )?(?:của )?tháng cuối(?: mỗi| hằng| của)?(?: mỗi)? quý|(?:báo cáo|định kỳ)[^.;]{0,25}? quý(?! (?:i|\d))\b"
        ),
    ),
    (
        "half_year",
        re.compile(
            r"(?:định kỳ|mỗi|hằng|báo cáo)[^.;]{0,40}?(?:6|06|sáu) tháng|(?:6|06|sáu) tháng(?:/lần| một lần| 1 lần|,? (?:và )?(?:1 |một |cả |hằng )?năm)|nửa năm|(?:2|02|hai) lần(?:/| trong| mỗi| một) ?năm|mỗi năm (?:2|02|hai) lần"
        ),
    ),
    (
        "year",
        re.compile(
            r"hằng năm|mỗi năm|định kỳ (?:hằng )?năm|(?:6|06|sáu) tháng(?:,| và) (?:1 |một |cả |hằng )?năm\b|(?:quý|tháng)(?:,| và)[^.;]{0,12} năm\b(?! \d)|định kỳ[^.;]{0,20}(?:6|06|sáu) tháng[^.;]{0,30}\b(?:0?1|một|cả) năm\b(?! \d)|(?:1|một) lần/năm"
        ),
    ),
)
PERIODIC = re.compile(r"định kỳ|thường xuyên|theo định kỳ|thường kỳ")


def standing_day(small: str, at: int) -> str | None:
    """Find "15 tháng cuối quý" and "25 hằng tháng": the period that comes again."""
    if re.match(r"\d{1,2}\s*(?:hằng|của|tháng|mỗi)?\s*" + LAST_OF_QUARTER.pattern, small[at:]):
        return "quarter"
    return "month" if re.match(r"\d{1,2}\s*(?:của )?(?:hằng|mỗi|từng) tháng", small[at:]) else None
