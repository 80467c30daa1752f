"""What is sealed opens only where it belongs, and is found without being read."""

import pytest

from nguon.models.sealing import NotOurSeal, found_by, opened, seal


def test_what_is_sealed_opens_about_the_same_thing():
    sealed = seal("001098012345", "citizen:a1")

    assert b"001098012345" not in sealed
    assert opened(sealed, "citizen:a1") == "001098012345"


def test_a_seal_moved_to_another_record_does_not_open():
    with pytest.raises(NotOurSeal):
        opened(seal("001098012345", "citizen:a1"), "citizen:b2")


def test_nothing_stays_nothing():
    assert (seal("", "x"), opened(b"", "x"), opened(None, "x"), found_by("", "citizen")) == (b"", "", "", "")


def test_the_same_number_is_found_under_the_same_hash_and_is_not_in_it():
    assert found_by("001098012345", "citizen") == found_by("001098012345", "citizen")
    assert found_by("001098012345", "citizen") != found_by("001098012345", "phone")
    assert "001098" not in found_by("001098012345", "citizen")
