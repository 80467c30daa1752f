"""Days as a feed that calendars understand: read back by the same library that others use."""

from datetime import date, timedelta

from icalendar import Calendar

from nguon.documents.icalendar import DueDay, feed

ON = date(2026, 3, 10)
REPORT = DueDay(
    uid="viec-1@nguon",
    due_on=date(2026, 3, 13),
    title="Báo cáo triển khai; quý I, năm 2026",
    text="Đảng ủy xã Đề Gi\nKế hoạch 12-KH/TU",
    address="http://nguon.example/viec/1/",
    remind=True,
    groups=("Đảng ủy xã Đề Gi",),
)


def events(*days):
    return Calendar.from_ical(feed("Việc của tôi", days, made_on=ON)).walk("VEVENT")


def test_a_day_comes_back_whole_whatever_signs_it_holds():
    (event,) = events(REPORT)

    assert str(event["uid"]) == "viec-1@nguon"
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (date(2026, 3, 13), date(2026, 3, 14))
    assert str(event["summary"]) == "Báo cáo triển khai; quý I, năm 2026"
    assert str(event["description"]) == "Đảng ủy xã Đề Gi\nKế hoạch 12-KH/TU"
    assert str(event["url"]) == "http://nguon.example/viec/1/"


def test_an_open_day_reminds_the_morning_before_and_a_done_one_does_not():
    (alarm,) = events(REPORT)[0].walk("VALARM")
    done = events(DueDay(uid="x", due_on=ON, title="Xong", is_done=True, remind=True))[0]

    assert alarm.decoded("trigger") == -timedelta(hours=15)
    assert (str(done["summary"]), done.walk("VALARM")) == ("✓ Xong", [])


def test_the_same_content_gives_the_same_bytes_and_an_empty_feed_is_a_calendar():
    assert feed("A", [REPORT], made_on=ON) == feed("A", [REPORT], made_on=ON)
    assert Calendar.from_ical(feed("A", [], made_on=ON)).walk("VEVENT") == []


def test_no_line_is_longer_than_75_octets():
    long = DueDay(uid="x", due_on=ON, title="Tổng hợp, báo cáo Ban Thường vụ về kết quả thực hiện chỉ tiêu " * 5)

    assert max(len(line) for line in feed("A", [long], made_on=ON).split(b"\r\n")) <= 75
