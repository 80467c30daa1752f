"""Two at the same door at once: a code opens once, and only PostgreSQL can show it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from django.db import connection, connections

from nguon.models import Entry
from nguon.queries.access import reach
from nguon.rules.errors import SignInRefused
from nguon.services.second_factor import begin_second_factor, confirm_second_factor, pairing_secret, prove_code
from tests.factories import DAY, make_user

AT = datetime(2026, 3, 10, 3, 0, 5, tzinfo=UTC)


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="one writer at a time on SQLite")
def test_of_two_who_type_the_same_code_at_once_one_comes_in(committed):
    user = make_user(username="minh")
    begin_second_factor(by=reach(user, on=DAY))
    user.refresh_from_db()
    phone = pyotp.TOTP(pairing_secret(user))
    confirm_second_factor(by=reach(user, on=DAY), code=phone.at(AT), at=AT)
    later = AT + timedelta(seconds=30)

    def knock(number):
        try:
            by = reach(user, on=DAY)
            prove_code(by=by, code=phone.at(later), address=f"10.0.0.{number}", on=DAY, at=later)
        except SignInRefused:
            return "refused"
        finally:
            connections.close_all()
        return "in"

    with ThreadPoolExecutor(4) as pool:
        said = sorted(pool.map(knock, range(4)))

    assert said == ["in", "refused", "refused", "refused"]
    assert Entry.objects.filter(action="second_factor.pass").count() == 1
