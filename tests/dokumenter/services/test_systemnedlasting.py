from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

import pytest
from django.utils import timezone

from dokumenter.errors import DelingAvsluttet, DokumentIkkeKlart
from dokumenter.models import Deling, Dokument
from dokumenter.services import systemnedlasting
from dokumenter.services.kontroll import kontroller_dokument
from dokumenter.services.systemnedlasting import finn_mottatt_dokument, hent_mottatt_dokument
from kontoer.errors import IkkeFunnet
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from users.models import User


@pytest.fixture
def fersk(konto: Konto, kari: User, mottaker: User) -> Dokument:
    """Shared a moment ago, and not checked yet."""
    dokument = lag_deling(konto, kari, mottaker).dokumenter.get()
    Dokument.objects.update(tilstand=Dokument.Tilstand.KONTROLLERES)
    return dokument


class Klokke:
    """Time passes only when somebody sleeps; at the third nap something happens."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, hendelse: Callable[[], object] = lambda: None) -> None:
        self.naa, self.blunder, self.hendelse = 0.0, 0, hendelse
        monkeypatch.setattr(systemnedlasting, "monotonic", lambda: self.naa)
        monkeypatch.setattr(systemnedlasting, "sleep", self.sov)

    def sov(self, sekunder: float) -> None:
        self.naa += sekunder
        self.blunder += 1
        if self.blunder == 3:
            self.hendelse()


def hent(dokument: Dokument, av: User) -> Dokument:
    return hent_mottatt_dokument(dokument_id=dokument.pk, av=av, okt="o")


def test_it_finds_what_is_shared_with_the_person_and_no_draft(konto: Konto, kari: User, mottaker: User) -> None:
    dokument = lag_deling(konto, kari, mottaker).dokumenter.get()
    assert finn_mottatt_dokument(dokument_id=dokument.pk, av=mottaker, okt="o") == dokument
    with pytest.raises(IkkeFunnet):
        finn_mottatt_dokument(dokument_id=dokument.pk, av=kari, okt="o")
    Deling.objects.update(tilstand="utkast", delt=None)
    with pytest.raises(IkkeFunnet):
        finn_mottatt_dokument(dokument_id=dokument.pk, av=mottaker, okt="o")


def test_it_waits_for_the_check_of_a_fresh_dokument(
    fersk: Dokument, mottaker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    klokke = Klokke(monkeypatch, lambda: kontroller_dokument(dokument_id=fersk.pk))
    assert hent(fersk, mottaker).tilstand == Dokument.Tilstand.TILGJENGELIG
    assert klokke.blunder == 3


def test_it_gives_up_after_a_few_seconds(fersk: Dokument, mottaker: User, monkeypatch: pytest.MonkeyPatch) -> None:
    klokke = Klokke(monkeypatch)
    with pytest.raises(DokumentIkkeKlart):
        hent(fersk, mottaker)
    assert klokke.naa == 5


def test_it_sees_that_the_deling_ended_while_it_waited(
    fersk: Dokument, mottaker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slutt() -> None:
        kontroller_dokument(dokument_id=fersk.pk)
        Deling.objects.update(tilgjengelig_til=timezone.now())

    Klokke(monkeypatch, slutt)
    with pytest.raises(DelingAvsluttet):
        hent(fersk, mottaker)


def test_it_lets_only_a_few_wait_at_once(fersk: Dokument, mottaker: User, monkeypatch: pytest.MonkeyPatch) -> None:
    klokke = Klokke(monkeypatch)
    with ExitStack() as opptatt:
        while systemnedlasting._VENTER_SAMTIDIG.acquire(blocking=False):
            opptatt.callback(systemnedlasting._VENTER_SAMTIDIG.release)
        with pytest.raises(DokumentIkkeKlart):
            hent(fersk, mottaker)
        assert klokke.blunder == 0
    with pytest.raises(DokumentIkkeKlart):
        hent(fersk, mottaker)
    assert klokke.blunder > 0, "free again"
