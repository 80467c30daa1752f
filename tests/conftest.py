"""What all tests share: the day, signed-in browsers of the test client, and a database that forgets."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from nguon.models import SignIn, User, triggers
from nguon.queries.access import Reach, reach
from nguon.queries.sessions import session_digest
from tests.factories import DAY

Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost = (
    1,
    1024,
)  # as in service, only lighter: tests sign in a lot


# A busy machine is no fault of the code: what must be quick is measured as a ratio (bench), never by a clock here.
hypothesis_settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("house")


@pytest.fixture
def day() -> date:
    """Today, in most tests."""
    return DAY


@pytest.fixture(autouse=True)
def _the_clock_stands(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Screens are told that today is DAY; nothing else asks. Browser tests run the real server with the real clock."""
    if request.node.get_closest_marker("browser"):
        return
    monkeypatch.setenv("NGUON_TODAY", DAY.isoformat())


@pytest.fixture
def by() -> Callable[..., Reach]:
    """`by(user)`: their reach today, or on the day given."""

    def make(user: User, on: date = DAY) -> Reach:
        return reach(user, on=on)

    return make


@pytest.fixture
def enter() -> Callable[..., Client]:
    """`enter(user)`: a client signed in as them, with CSRF checks on when asked."""

    def make(user: User, *, csrf: bool = False) -> Client:
        client = Client(enforce_csrf_checks=csrf)
        client.force_login(user)
        now = timezone.now()
        digest = session_digest(client.session.session_key)
        SignIn.objects.create(user=user, session_digest=digest, started_at=now, seen_at=now, address="127.0.0.1")
        return client

    return make


@pytest.fixture
def committed(transactional_db: None) -> Iterator[None]:
    """A database whose transactions really commit, for races and after-commit work; emptied afterwards."""
    triggers.lay()
    yield
    triggers.lift_append_only()
