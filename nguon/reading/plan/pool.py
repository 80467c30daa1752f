"""How large the pool is to be, as multiples of the admission target."""

import re

from nguon.reading.plan.draft import Place
from nguon.reading.plan.layout import Block, sentences

POOL = re.compile(
    r"(?:gấp|bằng|đạt|tối thiểu|ít nhất|từ|có|không dưới|cao hơn|trên)\s+(?:(?:ít nhất|tối thiểu|từ|khoảng|trên)\s+)?(?P<a>\d+(?:[,.]\d+)?)(?:\s?(?:lần)?\s?(?:-|đến)\s?(?P<b>\d+(?:[,.]\d+)?))?\s?lần(?P<up>\s?(?:trở lên|so với[^.;,]{0,60}trở lên))?"
)


def pool_ratio(blocks: list[Block]) -> tuple[dict[str, float | None] | None, Place | None]:
    """{min, max} as multiples of the admission target, from a sentence on the pool."""
    for block in blocks:
        for start, end in sentences(block):
            small = block.small[start:end]
            found = POOL.search(small)
            if (
                found
                and re.search(r"nguồn|quần chúng|cảm tình|danh sách", small)
                and re.search(r"chỉ tiêu|kết nạp|số lượng", small)
            ):
                least = float(found["a"].replace(",", "."))
                lower = found["up"] or re.search(
                    r"ít nhất|tối thiểu|không dưới|trên|từ (?!.*(?:-|đến))",
                    small[max(0, found.start() - 15) : found.end()],
                )
                most = float(found["b"].replace(",", ".")) if found["b"] else None if lower else least
                return {"min": least, "max": most}, Place(block, start, end)
    return None, None
