"""Invented Vietnamese names, drawn from lists in their usual proportions by a fixed seed."""

import random

FAMILIES = (
    ("Nguyễn", 38),
    ("Trần", 11),
    ("Lê", 10),
    ("Phạm", 7),
    ("Hoàng", 5),
    ("Phan", 5),
    ("Vũ", 4),
    ("Đặng", 3),
    ("Bùi", 3),
    ("Đỗ", 3),
    ("Hồ", 2),
    ("Ngô", 2),
    ("Dương", 2),
    ("Lý", 1),
    ("K'Brít", 1),
    ("Kiều", 1),
    ("Đàng", 1),
    ("Ka Să", 1),
)
WOMEN = (
    ("Thị Thu", "Thị Thanh", "Thị Kim", "Thị Hồng", "Thị", "Ngọc", "Thị Mỹ"),
    ("Hà", "Hương", "Lan", "Hoa", "Oanh", "Thảo", "Nga", "Yến", "Phượng", "Ánh", "Bích", "Diệp", "Đào", "Trang", "Vân"),
)
MEN = (
    ("Văn", "Đức", "Minh", "Quốc", "Hữu", "Công", "Đình", "Xuân"),
    (
        "Bình",
        "Cường",
        "Dũng",
        "Đạt",
        "Hải",
        "Hùng",
        "Khánh",
        "Long",
        "Nam",
        "Phúc",
        "Quân",
        "Sơn",
        "Thắng",
        "Tuấn",
        "Vinh",
    ),
)


class Names:
    """A stream of full names that never repeats one."""

    def __init__(self, seed: int) -> None:
        self._draw = random.Random(seed)  # noqa: S311 - invented names, not secrets
        self._given: set[str] = set()

    def next(self) -> str:
        """A new full name: family, middle, given."""
        while True:
            families, weights = zip(*FAMILIES, strict=True)
            family = self._draw.choices(families, weights)[0]
            middles, givens = self._draw.choice((WOMEN, MEN))
            name = f"{family} {self._draw.choice(middles)} {self._draw.choice(givens)}"
            if name not in self._given:
                self._given.add(name)
                return name
