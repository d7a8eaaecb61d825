from pathlib import Path

from django.core.management import call_command

from fiks_deldokument.management.commands.skriv_openapi import openapi_tekst

ROT = Path(__file__).resolve().parents[3]


def test_it_writes_what_the_code_says(tmp_path: Path) -> None:
    fil = tmp_path / "openapi.json"
    call_command("skriv_openapi", fil)
    assert fil.read_text(encoding="utf-8") == openapi_tekst()


def test_it_is_written_in_the_repository() -> None:
    """If not: `.venv/bin/python manage.py skriv_openapi docs/openapi.json`."""
    assert (ROT / "docs" / "openapi.json").read_text(encoding="utf-8") == openapi_tekst()
