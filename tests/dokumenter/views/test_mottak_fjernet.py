"""A file that was removed before sharing exists for nobody but the one who removed it; one removed after, for those
who saw it. Through the pages and the API that sender and recipients use.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from dokumenter.models import Deling, Dokument, Mottaker
from dokumenter.services.fjerning import fjern_objekter
from dokumenter.services.kontroll import kontroller_dokument
from dokumenter.storage.lager import dokumentlager
from kontoer.models import Konto
from standins.personer import personer
from tests.conftest import lag_bruker
from tests.dokumenter.api.conftest import System, integrasjon, maskinporten, system
from tests.dokumenter.views.tusklient import TusKlient
from users.models import User

__all__ = ["integrasjon", "maskinporten", "system"]

DEL, FEIL, RETT = "/del/", "FEIL FIL.pdf", "vedtak.pdf"


@dataclass
class Avsender:
    """Kari with the form that needs no JavaScript."""

    klient: Client
    konto: Konto
    utkast: str = ""

    def send(self, *filer: SimpleUploadedFile, **felter: str) -> Deling:
        """Press a button of the form (`handling`, `fjern`), or Del dokument."""
        skjema = {"konto": str(self.konto.pk), "tilgjengelig_i": "14", "utkast": self.utkast}
        numre = f"{personer['mottaker'].fnr} {personer['mottaker2'].fnr}"
        self.klient.post(DEL, skjema | {"mottakere": numre} | felter | {"dokumenter": list(filer)})
        deling = Deling.objects.get()
        self.utkast = str(deling.pk)
        return deling

    def slett(self, dokument: Dokument) -> None:
        """Delete one file of what is shared, on its page."""
        assert self.klient.post(f"/delinger/{dokument.deling_id}/dokument/{dokument.pk}/slett/").status_code == 302


@pytest.fixture
def avsender(konto: Konto, kari: User, nettleser_for: Callable[[User | None], Client]) -> Avsender:
    """Kari, with a store."""
    dokumentlager().prepare()
    return Avsender(nettleser_for(kari), konto)


@pytest.fixture
def mottakers(mottaker: User, nettleser_for: Callable[[User | None], Client]) -> Client:
    """The recipient, logged in."""
    return nettleser_for(mottaker)


def _fil(navn: str, innhold: bytes = b"innhold") -> SimpleUploadedFile:
    return SimpleUploadedFile(navn, innhold, "application/pdf")


def _dokument(navn: str) -> Dokument:
    return Dokument.objects.get(dokumentnavn=navn)


def _kontroller() -> None:
    for dokument in Dokument.objects.filter(tilstand="kontrolleres"):
        kontroller_dokument(dokument_id=dokument.pk)


def _fjern(avsender: Avsender) -> None:
    avsender.send(_fil(FEIL), _fil(RETT), handling="kontroller")
    _kontroller()
    avsender.send(fjern=str(_dokument(FEIL).pk))


def _fjern_og_tom_lageret(avsender: Avsender) -> None:
    _fjern(avsender)
    fjern_objekter(dokument_id=_dokument(FEIL).pk)


def _nektet(avsender: Avsender) -> None:
    avsender.send(_fil(FEIL, b""), _fil(RETT), handling="kontroller")


def _sperret(avsender: Avsender) -> None:
    avsender.send(_fil(FEIL), _fil(RETT), handling="kontroller")
    Dokument.objects.filter(dokumentnavn=FEIL).update(tilstand=Dokument.Tilstand.SPERRET)
    assert avsender.send().delt is None
    avsender.send(fjern=str(_dokument(FEIL).pk))


def _avbrutt(avsender: Avsender) -> None:
    """An upload that never came to its end, given up after the first try to share."""
    utkast = avsender.send(_fil(RETT), handling="kontroller")
    assert TusKlient(avsender.klient).opprett(utkast, 99, navn=FEIL).status_code == 201
    assert avsender.send().delt is None
    avsender.send(fjern=str(_dokument(FEIL).pk))


FORSVUNNET = [_fjern, _fjern_og_tom_lageret, _nektet, _sperret, _avbrutt]


@pytest.fixture(params=FORSVUNNET)
def delt(request: pytest.FixtureRequest, avsender: Avsender) -> Deling:
    """One file removed in one of the ways, the other shared."""
    request.param(avsender)
    assert _dokument(FEIL).er_borte
    deling = avsender.send()
    _kontroller()
    assert deling.delt is not None
    return deling


def test_it_never_shows_or_counts_for_recipients_what_was_removed_before(delt: Deling, mottakers: Client) -> None:
    for _gang in range(2):
        side = mottakers.get(f"/d/{delt.pk}").content.decode()
        assert RETT in side
        assert "1 dokument<" in side
        for ord_ in (FEIL, "FEIL", "Slettet", "slettet"):
            assert ord_ not in side
    liste = mottakers.get("/mottatt/").content.decode()
    assert "1 dokument fra Testvik" in liste
    mottakers.get(f"/d/{delt.pk}/{_dokument(RETT).pk}").getvalue()
    assert mottakers.get(f"/d/{delt.pk}/{_dokument(FEIL).pk}").status_code == 404


def test_it_never_titles_counts_or_waits_for_what_was_removed_before(
    delt: Deling, avsender: Avsender, mottakers: Client, ola: User, nettleser_for: Callable[[User | None], Client]
) -> None:
    svar = mottakers.get(f"/d/{delt.pk}/{_dokument(RETT).pk}")
    assert b"".join(svar) == b"innhold"
    for klient in (avsender.klient, nettleser_for(ola)):
        liste = klient.get("/delinger/").content.decode()
        assert "1 dokument, delt" in liste
        assert f'<p class="rad-navn">{RETT}</p>' in liste
        for sti in ("", "trekk-tilbake/", "slett/"):
            assert FEIL not in klient.get(f"/delinger/{delt.pk}/{sti}").content.decode()
        side = klient.get(f"/delinger/{delt.pk}/").content.decode()
        assert "1 av 2 har åpnet, 1 har hentet alt." in side
        borte = f"/delinger/{delt.pk}/dokument/{_dokument(FEIL).pk}/slett/"
        assert klient.get(borte).status_code == 404


def test_it_hides_what_was_removed_before_from_systems(delt: Deling, system: System) -> None:
    Mottaker.objects.create(deling=delt, type=Mottaker.Type.INTEGRASJON, oppslag=str(system.integrasjon.pk))
    feil = _dokument(FEIL)
    liste = system.kall("GET", f"{system.kontosti}/dokumenter").json()["dokumenter"]
    assert [dokument["dokumentnavn"] for dokument in liste] == [RETT]
    for sti in (system.dokument(feil.pk), f"/dokumentlager/nedlasting/{feil.pk}"):
        assert system.kall("GET", sti).status_code == 404
    assert system.kall("GET", f"/dokumentlager/nedlasting/{feil.pk}/metadata").status_code == 404
    assert system.kall("DELETE", system.dokument(feil.pk)).status_code == 404
    tall = system.kall("GET", system.kontosti).json()["statistikk"]
    assert (tall["antallDokumenter"], tall["antallSlettet"]) == (1, 0)


@pytest.fixture
def begge(avsender: Avsender) -> Deling:
    """Both files are shared with two."""
    deling = avsender.send(_fil(FEIL), _fil(RETT))
    _kontroller()
    assert deling.delt is not None
    return deling


def test_it_shows_as_deleted_to_those_only_who_saw_it(
    begge: Deling, avsender: Avsender, mottakers: Client, nettleser_for: Callable[[User | None], Client]
) -> None:
    andre = nettleser_for(lag_bruker("mottaker2"))
    assert FEIL in mottakers.get(f"/d/{begge.pk}").content.decode()
    avsender.slett(_dokument(FEIL))
    sett, usett = (klient.get(f"/d/{begge.pk}").content.decode() for klient in (mottakers, andre))
    assert FEIL in sett
    assert "Dokumentet er slettet" in sett
    assert FEIL not in usett
    assert "slettet" not in usett
    # Nor the next time, when the page has been opened once.
    assert FEIL not in andre.get(f"/d/{begge.pk}").content.decode()
    assert "2 dokumenter fra" in mottakers.get("/mottatt/").content.decode()
    assert "1 dokument fra" in andre.get("/mottatt/").content.decode()
    assert mottakers.get(f"/d/{begge.pk}/{_dokument(FEIL).pk}").status_code == 410


def test_it_shows_as_deleted_to_one_who_fetched_it_by_its_address(
    begge: Deling, avsender: Avsender, mottakers: Client
) -> None:
    mottakers.get(f"/d/{begge.pk}/{_dokument(FEIL).pk}").getvalue()
    avsender.slett(_dokument(FEIL))
    assert FEIL in mottakers.get(f"/d/{begge.pk}").content.decode()


def test_it_does_not_believe_the_clocks_of_the_hosts(begge: Deling, avsender: Avsender, mottakers: Client) -> None:
    avsender.slett(_dokument(FEIL))
    Dokument.objects.filter(dokumentnavn=FEIL).update(nokkel_odelagt=timezone.now() + timedelta(minutes=1))
    for _gang in range(2):
        assert FEIL not in mottakers.get(f"/d/{begge.pk}").content.decode()


def test_it_counts_all_as_fetched_without_what_was_taken_out(
    begge: Deling, avsender: Avsender, mottakers: Client
) -> None:
    mottakers.get(f"/d/{begge.pk}/{_dokument(RETT).pk}").getvalue()
    avsender.slett(_dokument(FEIL))
    side = avsender.klient.get(f"/delinger/{begge.pk}/").content.decode()
    assert "1 av 2 har åpnet, 1 har hentet alt." in side
    assert "1 av 1 dokumenter hentet" in side
    assert FEIL in side  # the sender sees what was shared
    assert f'<p class="rad-navn">{RETT} og 1 til</p>' in avsender.klient.get("/delinger/").content.decode()


def test_it_says_so_when_all_is_taken_out(begge: Deling, avsender: Avsender, mottakers: Client) -> None:
    for navn in (FEIL, RETT):
        avsender.slett(_dokument(navn))
    side = mottakers.get(f"/d/{begge.pk}").content.decode()
    assert "Avsenderen har slettet dokumentene." in side
    assert RETT not in side
