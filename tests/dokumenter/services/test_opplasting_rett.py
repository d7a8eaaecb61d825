"""What is under way in is asked about at every block: who loses the right to share loses it for that too."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from dokumenter.models import Deling, Dokument, Reservasjon
from dokumenter.services import blokkskriver
from dokumenter.services.innsending import Innsending, begynn_innsending, fullfor_innsending, send_inn
from dokumenter.services.opplasting import motta_fil, skriv_bytes, start_opplasting
from dokumenter.services.reservasjon import glem_reservasjoner
from dokumenter.storage.lager import dokumentlager
from dokumenter.tilgang import Delerett, krev_delerett
from kontoer.errors import IkkeFunnet, IkkeTattIBruk, KontoSlettet, ManglerRett
from kontoer.models import Integrasjon, Integrasjonstilgang, Konto, Kontotilgang, Organisasjon
from tests.dokumenter.fabrikk import lag_utkast
from users.models import User

BLOKK = 1000


class Underveis:
    """Two blocks and some more; before the second is given, something happens."""

    def __init__(self, hendelse: Callable[[], object]) -> None:
        self._hendelse: Callable[[], object] | None = hendelse
        self._igjen = 2 * BLOKK + 300

    def read(self, storrelse: int, /) -> bytes:
        """Read on."""
        if self._igjen <= BLOKK + 300 and self._hendelse is not None:
            self._hendelse()
            self._hendelse = None
        bit = b"x" * min(storrelse, self._igjen, 100)
        self._igjen -= len(bit)
        return bit


@pytest.fixture(autouse=True)
def _sma_blokker(monkeypatch: pytest.MonkeyPatch) -> None:
    dokumentlager().prepare()
    monkeypatch.setattr(blokkskriver, "MAKS_BLOKK_BYTES", BLOKK)
    # A call that lasts: what was asked when it began is no longer fresh.
    monkeypatch.setattr(blokkskriver, "_FERSKT_SEKUNDER", -1.0)


def _uten_rett() -> object:
    return Kontotilgang.objects.update(kan_dele=False, kan_laste_opp=False)


def _uten_tilgang() -> object:
    return Kontotilgang.objects.all().delete()


def _sperret() -> object:
    return User.objects.update(is_active=False)


def _konto_slettet() -> object:
    return Konto.objects.update(slettet=timezone.now())


def _ikke_i_bruk() -> object:
    return Organisasjon.objects.update(tatt_i_bruk=None)


def _system_uten_tilgang() -> object:
    return Integrasjonstilgang.objects.all().delete()


def _system_slettet() -> object:
    return Integrasjon.objects.update(slettet=timezone.now())


MISTER = [
    (_uten_rett, ManglerRett),
    (_uten_tilgang, IkkeFunnet),
    (_sperret, ManglerRett),
    (_konto_slettet, KontoSlettet),
    (_ikke_i_bruk, IkkeTattIBruk),
]
SYSTEM_MISTER = [
    (_system_uten_tilgang, ManglerRett),
    (_system_slettet, ManglerRett),
    (_konto_slettet, KontoSlettet),
    (_ikke_i_bruk, IkkeTattIBruk),
]


def _innsending() -> Innsending:
    return Innsending("vedtak.pdf", "", timezone.now() + timedelta(days=1), None, uuid.uuid4(), (), True, False)


def _send(rett: Delerett, strom: Underveis) -> None:
    send_inn(rett=rett, innsending=_innsending(), strom=strom)


def _send_i_to_trinn(rett: Delerett, strom: Underveis) -> None:
    dokument = begynn_innsending(rett=rett, innsending=_innsending())
    fullfor_innsending(dokument=dokument, strom=strom, kryptert=False, av=rett.av)


@pytest.fixture
def system(konto: Konto) -> Integrasjon:
    """A system with access to the konto."""
    system = Integrasjon.objects.create(organisasjon=konto.organisasjon, navn="Fagsystem", autorisert_orgnr="1")
    Integrasjonstilgang.objects.create(integrasjon=system, konto=konto)
    return system


def _objekter() -> list[str]:
    return [navn for navn in dokumentlager().list("") if "vaktpost" not in navn]


@pytest.mark.parametrize(("mist", "feil"), MISTER)
def test_it_stops_an_upload_at_the_next_block(
    konto: Konto, kari: User, mist: Callable[[], object], feil: type[Exception]
) -> None:
    startet = start_opplasting(
        deling=lag_utkast(konto, kari), dokumentnavn="vedtak.pdf", mimetype="", storrelse=2 * BLOKK + 300, av=kari
    )
    with pytest.raises(feil):
        skriv_bytes(dokument=startet.dokument, posisjon=0, kilde=Underveis(mist))
    dokument = Dokument.objects.get()
    assert (dokument.tilstand, dokument.mottatt) == (Dokument.Tilstand.VENTER, BLOKK)
    assert len(_objekter()) == dokument.blokker.count() == 1


@pytest.mark.parametrize(("mist", "feil"), MISTER)
def test_it_keeps_nothing_of_a_file_in_the_form(
    konto: Konto, kari: User, mist: Callable[[], object], feil: type[Exception]
) -> None:
    with pytest.raises(feil):
        motta_fil(
            deling=lag_utkast(konto, kari), dokumentnavn="vedtak.pdf", mimetype="", strom=Underveis(mist), av=kari
        )
    assert Dokument.objects.get().er_borte


@pytest.mark.parametrize("send", [_send, _send_i_to_trinn])
@pytest.mark.parametrize(("mist", "feil"), SYSTEM_MISTER)
def test_it_shares_nothing_from_a_system(
    konto: Konto,
    system: Integrasjon,
    send: Callable[[Delerett, Underveis], None],
    mist: Callable[[], object],
    feil: type[Exception],
) -> None:
    with pytest.raises(feil):
        send(krev_delerett(system, konto), Underveis(mist))
    assert not Deling.objects.filter(delt__isnull=False).exists()
    assert all(dokument.er_borte for dokument in Dokument.objects.all())
    assert _objekter() == []


@pytest.mark.parametrize(("mist", "feil"), [*MISTER, (_system_slettet, ManglerRett)])
def test_it_shares_nothing_for_a_person_through_a_system(
    konto: Konto, kari: User, system: Integrasjon, mist: Callable[[], object], feil: type[Exception]
) -> None:
    with pytest.raises(feil):
        _send(Delerett(konto, kari, gjennom=system), Underveis(mist))
    assert not Deling.objects.filter(delt__isnull=False).exists()


def test_it_asks_nothing_of_the_system_that_only_carries_for_a_person(
    konto: Konto, kari: User, system: Integrasjon
) -> None:
    _send(Delerett(konto, kari, gjennom=system), Underveis(_system_uten_tilgang))
    assert Deling.objects.get().delt is not None


def test_it_does_not_ask_again_in_the_moment_after(
    konto: Konto, system: Integrasjon, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A small dokument of a system is one transaction; what took the right away came at the same time."""
    monkeypatch.setattr(blokkskriver, "_FERSKT_SEKUNDER", 3600.0)
    glem_reservasjoner()
    _send(krev_delerett(system, konto), Underveis(_system_uten_tilgang))
    assert Deling.objects.get().delt is not None
    assert not Reservasjon.objects.filter(oppgitt__isnull=False).exists()
