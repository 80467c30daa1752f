"""Print a first draft of nguon/regulations/calendar.yaml from the `holidays` package, to be compared by a person.

The package lacks exchanges announced late and the reasons in Vietnamese; what is in the file wins over what this prints.
"""

import datetime as dt

import holidays

WORDS = {
    "New Year's Day": "Tết Dương lịch",
    "Lunar New Year": "Tết Nguyên đán",
    "Hung Kings": "Giỗ Tổ Hùng Vương",
    "Liberation Day": "Ngày Chiến thắng 30/4",
    "International Labor": "Quốc tế Lao động 1/5",
    "National Day": "Quốc khánh 2/9",
    "Cultural Day": "Ngày Văn hóa Việt Nam",
}
CONFIRMED = range(2019, 2027)
BY_HAND_OFF = {
    dt.date(2018, 12, 31): "Nghỉ hoán đổi, làm bù 05/01/2019",
    dt.date(2026, 1, 2): "Nghỉ hoán đổi, làm bù 10/01/2026",
}
BY_HAND_WORKED = {dt.date(2026, 1, 10): "Làm bù ngày 02/01/2026"}


def reason(name: str) -> str:
    if name.startswith("Day off"):
        return "Nghỉ hoán đổi"
    # "Lunar New Year" must be asked before "New Year's Day".
    for english in ("Lunar New Year", *WORDS):
        if english in name:
            return WORDS[english] + (", nghỉ bù" if "observed" in name else "")
    return "Tết Nguyên đán" if "Lunar" in name else name


def main() -> None:
    for year in range(2015, 2032):
        listed = holidays.Vietnam(years=year)
        off = {day: reason(name) for day, name in sorted(listed.items())}
        off |= {day: words for day, words in BY_HAND_OFF.items() if day.year == year}
        worked = {day: "Làm bù ngày nghỉ hoán đổi" for day in listed.weekend_workdays if day.year == year}
        worked |= {day: words for day, words in BY_HAND_WORKED.items() if day.year == year}
        print(f"{year}:")
        print(f"  confirmed: {str(year in CONFIRMED).lower()}")
        print(f"  source: {'BLLD-2012' if year < 2021 else 'BLLD-2019'}")
        for key, days in (("rested", off), ("worked", worked)):
            print(f"  {key}:" + ("" if days else " {}"))
            for day in sorted(days):
                print(f"    {day}: {days[day]}")


main()
