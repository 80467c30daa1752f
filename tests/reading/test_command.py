"""`manage.py read_plan`: files in, JSON out, no database."""

import json

import pytest
from django.core.management import call_command

from tests.reading.test_gold import SEEDS, UNSEEN


def test_each_file_is_written_under_its_name(tmp_path):
    files = [str(UNSEEN / "a6_dengue.txt"), str(UNSEEN / "c2_ward_cell.txt")]

    call_command("read_plan", *files, "--out", str(tmp_path / "out"))

    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["a6_dengue.json", "c2_ward_cell.json"]
    assert json.loads((tmp_path / "out" / "c2_ward_cell.json").read_text("utf-8"))["document"]["number"] == "02-KH/CB"


def test_without_a_folder_the_answer_is_printed(capsys):
    call_command("read_plan", str(min(SEEDS.glob("*.txt"))))

    assert json.loads(capsys.readouterr().out)["document"]["type"] == "KH"


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_read(tmp_path, capsys):
    bad = tmp_path / "a.doc"
    bad.write_bytes(b"\xd0\xcf\x11\xe0")

    with pytest.raises(SystemExit) as left:
        call_command(
            "read_plan",
            str(bad),
            str(tmp_path / "absent.txt"),
            str(UNSEEN / "a6_dengue.txt"),
            "--out",
            str(tmp_path / "out"),
        )

    assert left.value.code == 1
    said = capsys.readouterr().err
    assert "a.doc" in said
    assert ".docx" in said
    assert "absent.txt" in said
    assert (tmp_path / "out" / "a6_dengue.json").exists()
