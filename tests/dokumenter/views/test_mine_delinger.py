"""Mine delinger, through the door of those who share."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from dokumenter.models import Deling, Dokument
from dokumenter.services.deling import trekk_tilbake
from dokumenter.services.kontroll import kontroller_dokument
from dokumenter.services.nedlasting import hent_dokument, lever_dokument
from kontoer.models import Konto
from kontoer.services.konto import slett_konto
from standins.personer import personer
from tests.dokumenter.fabrikk import lag_deling, lag_dokument, lag_utkast, merk_delt
from users.models import User

Nettleser = Callable[[User | None], Client]


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    """One dokument of 100 bytes, shared by kari with the recipient."""
    return lag_deling(konto, kari, mottaker, innhold=b"x" * 100)


def hent_biter(deling: Deling, av: User, *omrader: tuple[int, int]) -> None:
    """Fetch ranges of the deling's only dokument the way the download does."""
    dokument = hent_dokument(deling_id=deling.id, dokument_id=deling.dokumenter.get().id, av=av, okt="okt")
    for start, slutt in omrader:
        assert len(b"".join(lever_dokument(dokument=dokument, start=start, slutt=slutt, av=av))) == slutt - start


@pytest.mark.parametrize(
    ("hvem", "antall"), [("kari", 1), ("ola", 1), ("admin", 0), ("uten_rett", 0), ("per", 0), ("mottaker", 0)]
)
def test_it_lists_the_kontos_delinger_for_those_who_may_share(
    hvem: str, antall: int, deling: Deling, nettleser_for: Nettleser, request: pytest.FixtureRequest
) -> None:
    svar = nettleser_for(request.getfixturevalue(hvem)).get("/delinger/")
    assert (svar.status_code, len(svar.context["rader"])) == (200, antall)


@pytest.mark.parametrize(
    ("hvem", "status"),
    [
        ("kari", 200),
        ("ola", 200),
        ("admin", 403),
        ("uten_rett", 403),
        ("per", 404),
        ("mottaker", 404),
        ("fremmed", 404),
    ],
)
def test_it_shows_the_deling_to_those_who_may_share(
    hvem: str, status: int, deling: Deling, nettleser_for: Nettleser, request: pytest.FixtureRequest
) -> None:
    assert nettleser_for(request.getfixturevalue(hvem)).get(f"/delinger/{deling.id}/").status_code == status


def test_it_shows_exact_size_and_digest_on_the_receipt_as_soon_as_they_are_known(
    deling: Deling, kari: User, nettleser_for: Nettleser
) -> None:
    dokument, kari_ser = deling.dokumenter.get(), nettleser_for(kari)
    Dokument.objects.update(tilstand=Dokument.Tilstand.KONTROLLERES, sha256="")
    for sti in ("", "?ny=1"):
        tekst = kari_ser.get(f"/delinger/{deling.id}/{sti}").content.decode()
        assert "Innholdet kontrolleres. Når det er gjort, står nøyaktig størrelse og fingeravtrykk" in tekst
        assert 'data-venter="ja"' in tekst
    kontroller_dokument(dokument_id=dokument.pk)
    for sti in ("", "?ny=1"):
        tekst = kari_ser.get(f"/delinger/{deling.id}/{sti}").content.decode()
        assert "Nøyaktig størrelse: 100 byte. SHA-256:" in tekst
        assert hashlib.sha256(b"x" * 100).hexdigest() in tekst
        assert "Innholdet kontrolleres" not in tekst
        assert 'data-venter="nei"' in tekst


def test_it_sends_nobody_to_login_and_back(deling: Deling) -> None:
    for sti in ("/delinger/", f"/delinger/{deling.id}/"):
        svar = Client().get(sti)
        assert (svar.status_code, svar["Location"].split("?")[0]) == (302, "/logg-inn/")


def test_it_answers_a_stranger_as_if_it_did_not_exist(deling: Deling, per: User, nettleser_for: Nettleser) -> None:
    klient = nettleser_for(per)
    andres, ukjent = klient.get(f"/delinger/{deling.id}/"), klient.get(f"/delinger/{uuid4()}/")
    assert andres.status_code == ukjent.status_code == 404
    assert andres.context["melding"] == ukjent.context["melding"]


def test_it_masks_the_recipient_and_shows_the_link(deling: Deling, kari: User, nettleser_for: Nettleser) -> None:
    side = nettleser_for(kari).get(f"/delinger/{deling.id}/").content.decode()
    mottaker = User.objects.get(fnr_hash=deling.mottakere.get().oppslag)
    assert mottaker.maskert_fnr in side
    assert f'value="http://127.0.0.1:8000/d/{deling.id}"' in side
    assert "ikke hentet" in side
    assert "Ikke åpnet" in side


def test_it_shows_the_receipt_right_after_sharing(deling: Deling, kari: User, nettleser_for: Nettleser) -> None:
    klient = nettleser_for(kari)
    assert "Dokumentene er delt" in klient.get(f"/delinger/{deling.id}/?ny=1").content.decode()
    assert "Dokumentene er delt" not in klient.get(f"/delinger/{deling.id}/").content.decode()


@pytest.mark.parametrize(
    ("omrader", "tekst"),
    [
        ([(0, 100)], "<strong>hentet</strong>"),
        ([(50, 100), (0, 50)], "<strong>hentet</strong>"),
        ([(0, 30), (20, 43)], "delvis hentet (43 %)"),
    ],
)
def test_it_tells_who_has_got_how_much(
    omrader: list[tuple[int, int]],
    tekst: str,
    deling: Deling,
    kari: User,
    mottaker: User,
    nettleser_for: Nettleser,
) -> None:
    nettleser_for(mottaker).get(f"/d/{deling.id}")
    hent_biter(deling, mottaker, *omrader)
    klient = nettleser_for(kari)
    side = klient.get(f"/delinger/{deling.id}/").content.decode()
    assert tekst in side
    assert "Ikke åpnet" not in side
    assert "1 har hentet" in klient.get("/delinger/").content.decode()


def test_it_sums_up_what_the_recipients_have_done(
    konto: Konto, kari: User, mottaker: User, fremmed: User, nettleser_for: Nettleser
) -> None:
    deling = lag_deling(konto, kari, mottaker, fremmed)
    assert "0 av 2 har åpnet, 0 har hentet alt." in nettleser_for(kari).get(f"/delinger/{deling.id}/").content.decode()
    nettleser_for(mottaker).get(f"/d/{deling.id}")
    hent_biter(deling, fremmed, (0, 7))
    side = nettleser_for(kari).get(f"/delinger/{deling.id}/").content.decode()
    assert "2 av 2 har åpnet, 1 har hentet alt." in side
    assert "Ikke åpnet" not in side


def test_it_names_the_files_in_the_list(konto: Konto, kari: User, nettleser_for: Nettleser) -> None:
    deling = lag_utkast(konto, kari)
    for navn in ("soknad.pdf", "bilde.jpg", "kart.png"):
        lag_dokument(deling, navn=navn)
    Deling.objects.update(tilstand=Deling.Tilstand.DELT, delt=timezone.now())
    merk_delt(deling)
    assert "soknad.pdf og 2 til" in nettleser_for(kari).get("/delinger/").content.decode()


def test_it_names_colleagues_masks_recipients_and_hides_strangers_in_the_log(
    deling: Deling, kari: User, mottaker: User, fremmed: User, nettleser_for: Nettleser
) -> None:
    for person in (mottaker, fremmed):
        nettleser_for(person).get(f"/d/{deling.id}")
    trekk_tilbake(deling=deling, av=kari)
    linjer = nettleser_for(kari).get(f"/delinger/{deling.id}/").context["logg"]
    hvem = {linje.hvem for linje in linjer}
    assert {personer["kari"].navn, mottaker.maskert_fnr, "en som ikke er mottaker"} <= hvem
    assert not hvem & {personer["fremmed"].navn, fremmed.maskert_fnr, personer["mottaker"].navn}


def test_it_keeps_the_page_of_what_has_ended(deling: Deling, kari: User, admin: User, nettleser_for: Nettleser) -> None:
    slett_konto(konto=deling.konto, av=admin)
    svar = nettleser_for(kari).get(f"/delinger/{deling.id}/")
    side = svar.content.decode()
    assert svar.status_code == 200
    assert "Kontoen det var delt fra, ble slettet" in side
    assert "vedtak.pdf" in side
    assert "Trekk tilbake</a>" not in side
    assert "Lenke</label>" not in side


def test_it_says_when_a_dokument_was_deleted(deling: Deling, kari: User, nettleser_for: Nettleser) -> None:
    trekk_tilbake(deling=deling, av=kari)
    Dokument.objects.update(tilstand=Dokument.Tilstand.SLETTET, slettet=timezone.now())
    side = nettleser_for(kari).get(f"/delinger/{deling.id}/").content.decode()
    assert "Dokumentet er slettet " in side
    assert "Trukket tilbake" in side


def test_it_lists_my_drafts_apart_and_goes_on_with_one(
    konto: Konto, kari: User, ola: User, nettleser_for: Nettleser
) -> None:
    utkast = lag_utkast(konto, kari)
    lag_dokument(utkast)
    lag_utkast(konto, kari)
    assert [ett.id for ett in nettleser_for(kari).get("/delinger/").context["utkast"]] == [utkast.id]
    assert nettleser_for(ola).get("/delinger/").context["utkast"] == []
    svar = nettleser_for(kari).get(f"/delinger/{utkast.id}/")
    assert (svar.status_code, svar["Location"]) == (302, f"/del/?utkast={utkast.id}")
    assert nettleser_for(ola).get(f"/delinger/{utkast.id}/").status_code == 404


def test_it_does_not_find_a_draft_that_was_thrown_away(konto: Konto, kari: User, nettleser_for: Nettleser) -> None:
    utkast = lag_utkast(konto, kari)
    Deling.objects.update(tilstand=Deling.Tilstand.SLETTET, slutt=Deling.Slutt.FORKASTET, avsluttet=timezone.now())
    assert nettleser_for(kari).get(f"/delinger/{utkast.id}/").status_code == 404


def test_it_says_what_an_empty_list_means(kari: User, fremmed: User, nettleser_for: Nettleser) -> None:
    assert "Start en deling" in nettleser_for(kari).get("/delinger/").content.decode()
    assert "Be en administrator" in nettleser_for(fremmed).get("/delinger/").content.decode()


@pytest.mark.parametrize(
    ("sporring", "treff"),
    [
        ({}, {"apen", "ute", "trukket"}),
        ({"tilstand": "apen"}, {"apen"}),
        ({"tilstand": "utlopt"}, {"ute"}),
        ({"tilstand": "trukket"}, {"trukket"}),
        ({"tilstand": "slettet"}, set()),
        ({"tilstand": "noe annet"}, {"apen", "ute", "trukket"}),
        ({"fra": "i dag"}, {"apen", "trukket"}),
        ({"til": "i går"}, {"ute"}),
        ({"fra": "tull"}, {"apen", "ute", "trukket"}),
        ({"konto": "denne"}, {"apen", "ute", "trukket"}),
        ({"konto": "en annen"}, {"apen", "ute", "trukket"}),
    ],
)
def test_it_searches(
    sporring: dict[str, str], treff: set[str], konto: Konto, kari: User, mottaker: User, nettleser_for: Nettleser
) -> None:
    delinger = {navn: lag_deling(konto, kari, mottaker) for navn in ("apen", "ute", "trukket")}
    trekk_tilbake(deling=delinger["trukket"], av=kari)
    igar = timezone.now() - timedelta(days=1)
    Deling.objects.filter(id=delinger["ute"].id).update(delt=igar, tilgjengelig_til=igar)
    dager = {"i dag": timezone.localdate().isoformat(), "i går": timezone.localdate(igar).strftime("%d.%m.%Y")}
    byttet = {felt: {**dager, "denne": str(konto.id)}.get(verdi, verdi) for felt, verdi in sporring.items()}
    rader = nettleser_for(kari).get("/delinger/", byttet).context["rader"]
    assert {rad.deling.id for rad in rader} == {delinger[navn].id for navn in treff}


def test_it_finds_what_was_shared_from_a_deleted_konto(
    deling: Deling, kari: User, admin: User, nettleser_for: Nettleser
) -> None:
    slett_konto(konto=deling.konto, av=admin)
    klient = nettleser_for(kari)
    assert len(klient.get("/delinger/", {"tilstand": "slettet"}).context["rader"]) == 1
    assert not klient.get("/delinger/", {"tilstand": "apen"}).context["rader"]


def test_it_tells_when_nothing_fits_the_search(deling: Deling, kari: User, nettleser_for: Nettleser) -> None:
    assert "Ingen treff" in nettleser_for(kari).get("/delinger/", {"tilstand": "trukket"}).content.decode()


def test_it_pages_and_keeps_the_search(konto: Konto, kari: User, mottaker: User, nettleser_for: Nettleser) -> None:
    alle = [lag_deling(konto, kari, mottaker) for _nr in range(30)]
    klient = nettleser_for(kari)
    forste = klient.get("/delinger/", {"tilstand": "apen"})
    assert "?tilstand=apen&amp;etter=" in forste.content.decode()
    andre = klient.get("/delinger/", {"tilstand": "apen", "etter": forste.context["neste"]})
    sett = [rad.deling.id for side in (forste, andre) for rad in side.context["rader"]]
    assert sett == [deling.id for deling in reversed(alle)]
    assert "Til de nyeste" in andre.content.decode()


def test_it_asks_the_database_as_often_for_one_row_as_for_many(
    deling: Deling,
    konto: Konto,
    kari: User,
    mottaker: User,
    nettleser_for: Nettleser,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    klient = nettleser_for(kari)
    for _nr in range(2):
        with django_assert_max_num_queries(13):
            klient.get("/delinger/")
        for _deling in range(12):
            lag_deling(konto, kari, mottaker)


def test_it_asks_as_often_for_one_recipient_as_for_many(
    konto: Konto, kari: User, mottaker: User, fremmed: User, per: User, nettleser_for: Nettleser
) -> None:
    klient, antall = nettleser_for(kari), []
    for mottakere in ([mottaker], [mottaker, fremmed, per]):
        deling = lag_deling(konto, kari, *mottakere)
        for person in mottakere:
            hent_biter(deling, person, (0, 3), (3, 7))
        with CaptureQueriesContext(connection) as sporsmal:
            svar = klient.get(f"/delinger/{deling.id}/")
        antall.append(len(sporsmal))
        assert svar.content.decode().count("<strong>hentet</strong>") == len(mottakere)
    assert antall[1] == antall[0] <= 17, antall


def test_it_pages_the_log(deling: Deling, kari: User, mottaker: User, nettleser_for: Nettleser) -> None:
    hent_biter(deling, mottaker, *[(nr, nr + 1) for nr in range(60)])
    klient = nettleser_for(kari)
    forste = klient.get(f"/delinger/{deling.id}/")
    assert len(forste.context["logg"]) == 50
    andre = klient.get(f"/delinger/{deling.id}/", {"eldre": forste.context["neste_logg"]})
    assert andre.context["logg"]
    assert andre.context["neste_logg"] is None
    assert klient.get(f"/delinger/{deling.id}/", {"eldre": "tull"}).status_code == 200
