"""The log of the door."""

import pytest

from hendelser.models import Aktortype, Hendelse, Hendelsestype
from users import klokke
from users.models import User
from users.services.innlogging import AVVIST_PER_MINUTT, registrer_avvist, registrer_innlogget


def test_it_writes_who_came_in_and_how_surely(kari: User) -> None:
    registrer_innlogget(acr="idporten-loa-high", av=kari)
    hendelse = Hendelse.objects.get()
    assert (hendelse.type, hendelse.aktor_id) == (Hendelsestype.INNLOGGET, kari.pk)
    assert hendelse.data == {"acr": "idporten-loa-high"}


def test_it_writes_that_somebody_unknown_was_turned_away(db: None) -> None:
    registrer_avvist(grunn="aud")
    hendelse = Hendelse.objects.get()
    assert (hendelse.aktor_type, hendelse.aktor_id, hendelse.data) == (Aktortype.UKJENT, None, {"grunn": "aud"})


def test_it_lets_nobody_fill_the_log_with_refusals(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(klokke, "naa", lambda: 1_000_000)
    for _ in range(AVVIST_PER_MINUTT + 5):
        registrer_avvist(grunn="state")
    assert Hendelse.objects.count() == AVVIST_PER_MINUTT
    monkeypatch.setattr(klokke, "naa", lambda: 1_000_060)
    registrer_avvist(grunn="state")
    assert Hendelse.objects.count() == AVVIST_PER_MINUTT + 1
