"""docs/innstillinger.md tells the truth: every setting, its default, and no setting that does not exist."""

import re
from pathlib import Path

import pytest

from fiks_deldokument.env import miljo

ROT = Path(__file__).resolve().parent.parent
DOK = (ROT / "docs" / "innstillinger.md").read_text(encoding="utf-8")
# | `NAVN` | standard | hva den gjør | hva som skjer når den er gal |
RAD = re.compile(r"^\| `([A-Z0-9_]+)` \| (.*?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
RADER = {treff[1]: treff[2].strip() for treff in RAD.finditer(DOK)}
# Read by gunicorn.conf.py and scripts/kjor.py, before there are any settings.
UTENFOR = {"NEDSTENGING_SEKUNDER", "PORT", "WEB_ADRESSE", "WEB_PROSESSER"}
# Defaults that depend on where the service lies.
AVLEDET = {"DATA_DIR", "DATABASE_URL", "LAGER_KATALOG", "STATIC_ROOT"}


def test_it_documents_every_setting_and_none_that_is_gone() -> None:
    assert set(RADER) - UTENFOR == set(miljo.innstillinger)
    assert set(RADER) >= UTENFOR


@pytest.mark.parametrize("navn", sorted(set(miljo.innstillinger) - AVLEDET))
def test_it_documents_the_default_as_it_is(navn: str) -> None:
    innstilling = miljo.innstillinger[navn]
    ventet = {None: "**må settes**", "": "tom"}.get(innstilling.standard, f"`{innstilling.standard}`")
    assert RADER[navn] == ventet


@pytest.mark.parametrize("navn", sorted(miljo.innstillinger))
def test_it_says_which_settings_are_secret(navn: str) -> None:
    rad = next(linje for linje in DOK.splitlines() if linje.startswith(f"| `{navn}` |"))
    assert ("Hemmelig" in rad) is miljo.innstillinger[navn].hemmelig


def test_it_names_every_setting_once() -> None:
    navn = [treff[1] for treff in RAD.finditer(DOK)]
    assert len(navn) == len(set(navn))
