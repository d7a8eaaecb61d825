"""What may be done with a deling afterwards, and by whom."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from dokumenter.models import Deling, Dokument, Gravstein
from dokumenter.services.deling import trekk_tilbake
from dokumenter.services.gravsteiner import skriv_ventende
from hendelser.models import Hendelse, Hendelsestype
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling, lag_utkast
from users.models import User

Nettleser = Callable[[User | None], Client]
HANDLINGER = ["forleng", "trekk-tilbake", "dokument/{dokument}/slett"]


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    """Shared by kari with the recipient."""
    return lag_deling(konto, kari, mottaker)


def sti(deling: Deling, handling: str) -> str:
    """The address of the page for the act."""
    return f"/delinger/{deling.id}/{handling.format(dokument=deling.dokumenter.get().id)}/"


@pytest.mark.parametrize("handling", HANDLINGER)
@pytest.mark.parametrize(
    ("hvem", "status"),
    [("kari", 200), ("ola", 200), ("admin", 403), ("uten_rett", 403), ("per", 404), ("mottaker", 404)],
)
def test_it_lets_only_those_who_may_share_see_and_do(
    handling: str,
    hvem: str,
    status: int,
    deling: Deling,
    nettleser_for: Nettleser,
    request: pytest.FixtureRequest,
) -> None:
    klient = nettleser_for(request.getfixturevalue(hvem))
    assert klient.get(sti(deling, handling)).status_code == status
    for_ = Hendelse.objects.count()
    svar = klient.post(sti(deling, handling), {"tilgjengelig_i": "14"})
    assert svar.status_code == (302 if status == 200 else status)
    assert (Hendelse.objects.count() > for_) == (status == 200)


@pytest.mark.parametrize("handling", HANDLINGER)
def test_it_sends_nobody_to_login(handling: str, deling: Deling) -> None:
    for metode in ("get", "post"):
        svar = getattr(Client(), metode)(sti(deling, handling))
        assert (svar.status_code, svar["Location"].split("?")[0]) == (302, "/logg-inn/")
    deling.refresh_from_db()
    assert deling.er_apen(timezone.now())


@pytest.mark.parametrize("handling", HANDLINGER)
def test_it_changes_nothing_when_only_read(handling: str, deling: Deling, kari: User, nettleser_for: Nettleser) -> None:
    for_ = Hendelse.objects.count()
    side = nettleser_for(kari).get(sti(deling, handling)).content.decode()
    assert Hendelse.objects.count() == for_
    assert "kan ikke gjøres om" in side or handling == "forleng"


def test_it_prolongs_to_a_date_in_words(deling: Deling, kari: User, nettleser_for: Nettleser) -> None:
    svar = nettleser_for(kari).post(sti(deling, "forleng"), {"tilgjengelig_i": "20"}, follow=True)
    deling.refresh_from_db()
    assert deling.tilgjengelig_til is not None
    assert timezone.localdate(deling.tilgjengelig_til) == timezone.localdate() + timedelta(days=20)
    assert "Dokumentene kan hentes til" in svar.content.decode()


@pytest.mark.parametrize(
    ("skrevet", "feil"),
    [("", "Skriv et antall dager"), ("snart", "Skriv et antall dager"), ("9999", "Du kan dele i høyst 365 dager")],
)
def test_it_tells_next_to_the_field_what_is_wrong_and_keeps_what_was_typed(
    skrevet: str, feil: str, deling: Deling, kari: User, nettleser_for: Nettleser
) -> None:
    svar = nettleser_for(kari).post(sti(deling, "forleng"), {"tilgjengelig_i": skrevet})
    assert svar.status_code == 200
    assert feil in svar.context["form"].errors["tilgjengelig_i"][0]
    assert f'value="{skrevet}"' in svar.content.decode() or not skrevet


def test_it_ends_the_deling_once_and_for_good(deling: Deling, kari: User, nettleser_for: Nettleser) -> None:
    """The one way to end it by hand; the page before says all that it does."""
    klient, adresse = nettleser_for(kari), sti(deling, "trekk-tilbake")
    side = klient.get(f"/delinger/{deling.id}/").content.decode()
    assert (side.count("Trekk tilbake"), "Slett alle" in side) == (1, False)
    for betyr in ("med en gang", "slettes for godt", "blir stående i loggen", "kan ikke gjøres om"):
        assert betyr in klient.get(adresse).content.decode()
    svar = klient.post(adresse, follow=True)
    deling.refresh_from_db()
    assert deling.slutt == Deling.Slutt.TRUKKET
    assert deling.dokumenter.get().nokkel is None
    assert "Innholdet ble slettet for godt." in svar.content.decode()
    assert "allerede avsluttet" in klient.post(adresse, follow=True).content.decode()
    avsluttet = [Hendelsestype.DELING_TRUKKET, Hendelsestype.DELING_SLETTET]
    assert Hendelse.objects.filter(deling_id=deling.id, type__in=avsluttet).count() == 1


def test_it_deletes_one_dokument_only(deling: Deling, kari: User, nettleser_for: Nettleser) -> None:
    klient, adresse = nettleser_for(kari), sti(deling, HANDLINGER[-1])
    side = klient.post(adresse, follow=True).content.decode()
    dokument, apen = Dokument.objects.get(), Deling.objects.get().er_apen(timezone.now())
    assert (dokument.er_borte, apen) == (True, True)
    assert "Dokumentet er slettet" in side
    assert klient.get(adresse).status_code == 302


def test_it_does_not_delete_through_another_deling(
    deling: Deling, konto: Konto, kari: User, mottaker: User, nettleser_for: Nettleser
) -> None:
    annen = lag_deling(konto, kari, mottaker)
    svar = nettleser_for(kari).post(f"/delinger/{annen.id}/dokument/{deling.dokumenter.get().id}/slett/")
    assert svar.status_code == 404
    assert nettleser_for(kari).post(f"/delinger/{annen.id}/dokument/{uuid4()}/slett/").status_code == 404
    assert not deling.dokumenter.get().er_borte


@pytest.mark.parametrize("handling", HANDLINGER[:3])
def test_it_shows_the_deling_when_there_is_nothing_left_to_do(
    handling: str, deling: Deling, kari: User, nettleser_for: Nettleser
) -> None:
    trekk_tilbake(deling=deling, av=kari)
    svar = nettleser_for(kari).get(sti(deling, handling))
    assert (svar.status_code, svar["Location"]) == (302, f"/delinger/{deling.id}/")


def test_it_refuses_to_prolong_what_is_over(deling: Deling, kari: User, nettleser_for: Nettleser) -> None:
    trekk_tilbake(deling=deling, av=kari)
    assert nettleser_for(kari).post(sti(deling, "forleng"), {"tilgjengelig_i": "20"}).status_code == 410


def test_it_leaves_drafts_to_the_page_they_were_begun_on(konto: Konto, kari: User, nettleser_for: Nettleser) -> None:
    utkast = lag_utkast(konto, kari)
    assert nettleser_for(kari).post(f"/delinger/{utkast.id}/trekk-tilbake/").status_code == 404


@pytest.mark.parametrize(
    ("handling", "ferdig"),
    [("trekk-tilbake", "trukket tilbake"), ("dokument/{dokument}/slett", "Dokumentet er slettet.")],
)
def test_it_says_done_when_the_store_knows_and_closed_until_then(
    handling: str, ferdig: str, konto: Konto, deling: Deling, kari: User, nettleser_for: Nettleser, tmp_path: Path
) -> None:
    klient, annen = nettleser_for(kari), lag_deling(konto, kari)
    svar = klient.post(sti(annen, handling), follow=True)
    assert ferdig in svar.content.decode()
    assert "bekreftes" not in svar.content.decode()
    assert not Gravstein.objects.exists()

    (tmp_path / "dokumenter").rename(tmp_path / "frakoblet")
    svar = klient.post(sti(deling, handling), follow=True)
    assert "Det er stengt, og ingen kan hente det lenger." in svar.content.decode()
    assert "bekreftes litt senere" in svar.content.decode()
    assert deling.dokumenter.get().nokkel is None
    (tmp_path / "frakoblet").rename(tmp_path / "dokumenter")
    assert skriv_ventende() == 1


def test_it_takes_no_file_out_of_what_is_over_by_itself(deling: Deling, kari: User, nettleser_for: Nettleser) -> None:
    """Its time is out, and the sweep has not been here: who opens it late must not read that the sender removed it."""
    adresse = sti(deling, "dokument/{dokument}/slett")
    Deling.objects.update(tilgjengelig_til=timezone.now())
    assert nettleser_for(kari).post(adresse).status_code == 302
    assert Dokument.objects.get().eksponering == Dokument.Eksponering.DELT
