"""A command that brings a hentenøkkel in place of a session."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from dokumenter.models import Deling, Hentenokkel, Mottaker
from dokumenter.services.deling import trekk_tilbake
from dokumenter.services.hentenokkel import lag_hentenokkel
from dokumenter.services.virksomhetstilgang import Adgang
from hendelser.models import Hendelse, Hendelsestype
from kontoer.models import Konto
from standins.server import Standins
from tests.altinn import orgnr
from tests.conftest import lag_bruker
from tests.dokumenter.fabrikk import lag_deling
from users.models import User

Nettleser = Callable[[User | None], Client]


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    """One dokument of some bytes."""
    return lag_deling(konto, kari, mottaker, innhold=bytes(range(256)) * 4)


def lag(deling: Deling, av: User, niva: int = 4) -> dict[str, str]:
    """The header with a key just made."""
    adgang = Adgang(av=av, okt="o")
    ny = lag_hentenokkel(deling=deling, niva=niva, skjema=uuid4(), av=av, adgang=adgang)
    return {"Authorization": f"Bearer {ny.nokkel}"}


def sti(deling: Deling) -> str:
    """Its only dokument."""
    return f"/d/{deling.id}/{deling.dokumenter.get().id}"


def test_it_gives_the_bytes_without_a_session_and_sets_no_cookie(deling: Deling, mottaker: User) -> None:
    hode, klient = lag(deling, mottaker), Client()
    svar = klient.get(sti(deling), headers=hode)
    assert (svar.status_code, b"".join(svar)) == (200, bytes(range(256)) * 4)
    utsnitt = klient.get(sti(deling), headers=hode | {"Range": "bytes=1000-"})
    assert (utsnitt.status_code, len(b"".join(utsnitt))) == (206, 24)
    assert klient.head(sti(deling), headers=hode)["Content-Length"] == "1024"
    assert not klient.cookies
    assert "Set-Cookie" not in svar.headers
    assert "Cookie" not in svar.headers.get("Vary", "")


def test_it_writes_every_use_and_what_was_delivered_to_the_person(deling: Deling, mottaker: User) -> None:
    hode = lag(deling, mottaker)
    for metode in ("head", "get"):
        b"".join(getattr(Client(), metode)(sti(deling), headers=hode))
    typer = Hendelse.objects.filter(aktor_id=mottaker.pk).order_by("id").values_list("type", flat=True)
    brukt = Hendelsestype.HENTENOKKEL_BRUKT
    assert list(typer)[1:] == [brukt, brukt, Hendelsestype.DOKUMENT_HENTES, Hendelsestype.DOKUMENT_HENTET]


@pytest.mark.parametrize("hode", ["Bearer x", "bearer", "Bearer hent_" + "a" * 43, "BEARER hent_\xe6"])
def test_it_answers_a_wrong_key_the_same_for_every_address(hode: str, deling: Deling) -> None:
    for adresse in (sti(deling), f"/d/{deling.id}/{uuid4()}", f"/d/{uuid4()}/{uuid4()}"):
        svar = Client().get(adresse, headers={"Authorization": hode})
        assert (svar.status_code, svar["WWW-Authenticate"]) == (401, "Bearer")
        assert svar["Content-Type"].startswith("text/plain")
        assert "Set-Cookie" not in svar.headers
        assert "Nøkkelen virker ikke" in svar.content.decode()
    assert not Hendelse.objects.filter(type=Hendelsestype.DELING_AVVIST).exists()


def test_it_makes_one_who_guesses_wait(deling: Deling) -> None:
    for _forsok in range(30):
        Client().get(sti(deling), headers={"Authorization": "Bearer hent_x"})
    svar = Client().get(sti(deling), headers={"Authorization": "Bearer hent_x"})
    assert svar.status_code == 429
    assert 0 < int(svar["Retry-After"]) <= 61


def test_it_takes_the_key_and_not_the_session_that_comes_along(
    deling: Deling, mottaker: User, nettleser_for: Nettleser
) -> None:
    klient = nettleser_for(mottaker)
    assert klient.get(sti(deling), headers={"Authorization": "Bearer hent_x"}).status_code == 401
    assert klient.get(sti(deling), headers={"Authorization": "Basic eDp5"}).status_code == 200


def test_it_goes_on_after_logging_out(deling: Deling, mottaker: User, nettleser_for: Nettleser) -> None:
    klient, hode = nettleser_for(mottaker), lag(deling, mottaker)
    klient.post("/logg-ut/")
    assert klient.get(sti(deling), HTTP_ACCEPT="*/*").status_code == 401
    assert Client().get(sti(deling), headers=hode).status_code == 200


def test_it_gives_nothing_of_what_has_ended_or_to_one_who_is_no_recipient_any_more(
    deling: Deling, mottaker: User, kari: User
) -> None:
    hode = lag(deling, mottaker)
    deling.mottakere.all().delete()
    svar = Client().get(sti(deling), headers=hode)
    assert (svar.status_code, svar["Content-Type"].split(";")[0]) == (404, "text/plain")
    trekk_tilbake(deling=deling, av=kari)
    assert Client().get(sti(deling), headers=hode).status_code in {404, 410}
    assert not Hendelse.objects.filter(type=Hendelsestype.HENTENOKKEL_BRUKT).exists()


def test_it_stops_a_running_download_when_the_key_is_taken_back(
    deling: Deling, mottaker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    stor = lag_deling(deling.konto, deling.delt_av_bruker, mottaker, innhold=b"x" * 3_000_000)  # type: ignore[arg-type]
    monkeypatch.setattr("dokumenter.services.nedlasting._SPOR_IGJEN_SEKUNDER", 0)
    svar = Client().get(sti(stor), headers=lag(stor, mottaker))
    biter = iter(svar)
    next(biter)
    Hentenokkel.objects.update(trukket=timezone.now())
    with pytest.raises(ConnectionResetError):
        b"".join(biter)


def test_it_demands_the_level_that_was_reached_when_it_was_made(deling: Deling, mottaker: User) -> None:
    Deling.objects.update(sikkerhetsniva=4)
    assert Client().get(sti(deling), headers=lag(deling, mottaker, niva=3), HTTP_ACCEPT="*/*").status_code == 401
    assert Client().get(sti(deling), headers=lag(deling, mottaker, niva=4)).status_code == 200


def test_it_asks_altinn_for_one_who_fetches_for_a_business(konto: Konto, kari: User, altinn: Standins) -> None:
    post = lag_bruker("post")
    deling = lag_deling(konto, kari)
    Mottaker.objects.create(deling=deling, type=Mottaker.Type.ORGANISASJON, oppslag=orgnr("bakeri"))
    hode = lag(deling, post)
    b"".join(Client().get(sti(deling), headers=hode))
    hentet = Hendelse.objects.get(type=Hendelsestype.DOKUMENT_HENTET)
    assert hentet.data["pa_vegne_av"] == orgnr("bakeri")
    Konto.objects.update(taushetsbelagt=True)
    svar = Client().get(sti(deling), headers=hode)
    assert (svar.status_code, svar["Content-Type"].split(";")[0]) == (403, "text/plain")


@pytest.mark.parametrize("metode", ["post", "put", "delete"])
def test_it_changes_nothing_with_a_key(metode: str, deling: Deling, mottaker: User) -> None:
    assert getattr(Client(), metode)(sti(deling), headers=lag(deling, mottaker)).status_code == 405


@pytest.mark.parametrize("adresse", ["/mottatt/", "/d/{deling}", "/d/{deling}/kommando", "/delinger/"])
def test_it_opens_no_page_with_a_key(adresse: str, deling: Deling, mottaker: User) -> None:
    svar = Client().get(adresse.format(deling=deling.id), headers=lag(deling, mottaker))
    assert svar.status_code in {200, 302}
    assert "vedtak.pdf" not in svar.content.decode()
