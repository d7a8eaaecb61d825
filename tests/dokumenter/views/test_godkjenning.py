"""Four eyes on the pages: the list, the yes and the no; and what those it is shared with see meanwhile: nothing."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from dokumenter.models import Deling, Dokument, Mottaker
from dokumenter.services.deling import trekk_tilbake
from dokumenter.services.godkjenning import avvis_deling, godkjenn_deling
from hendelser.models import Hendelse, Hendelsestype
from kontoer.models import Konto
from standins.enhetsregisteret import Enhetsregisteret
from standins.personer import personer, virksomheter
from tests.dokumenter.fabrikk import lag_deling
from tests.register import kjorende_register, register
from tests.svar import Svar
from users.models import User

__all__ = ["kjorende_register", "register"]

Nettleser = Callable[[User | None], Client]
HANDLINGER = ["godkjenn", "avvis"]
SIDE = {"Accept": "text/html"}  # as a browser asks, which is then sent to log in


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    """What kari has shared from a konto with four eyes, and nobody has approved."""
    Konto.objects.update(fire_oyne=True)
    deling = lag_deling(konto, kari, mottaker)
    Deling.objects.update(godkjenning=Deling.Godkjenning.VENTER)
    return Deling.objects.select_related("konto__organisasjon").get(pk=deling.pk)


def uten_merke(svar: Svar) -> str:
    """The page but for what is new in each: the token of its form, the request's own name, and the clock."""
    return re.sub(r'value="[A-Za-z0-9]{64}"|[0-9a-f-]{36}|[0-9]', "", svar.content.decode())


def sti(deling: Deling, handling: str = "") -> str:
    """The address of its page, or of the page for the act."""
    return f"/delinger/{deling.id}/{handling}{'/' if handling else ''}"


@pytest.mark.parametrize("handling", HANDLINGER)
@pytest.mark.parametrize(
    ("hvem", "status"),
    [("ola", 200), ("kari", 403), ("admin", 403), ("uten_rett", 403), ("per", 404), ("mottaker", 404)],
)
def test_it_is_for_a_colleague_who_may_share(
    handling: str, hvem: str, status: int, deling: Deling, nettleser_for: Nettleser, request: pytest.FixtureRequest
) -> None:
    klient = nettleser_for(request.getfixturevalue(hvem))
    assert klient.get(sti(deling, handling)).status_code == status
    assert Deling.objects.get().godkjenning == Deling.Godkjenning.VENTER
    assert klient.post(sti(deling, handling)).status_code == (302 if status == 200 else status)
    assert (Deling.objects.get().godkjenning != Deling.Godkjenning.VENTER) == (status == 200)


@pytest.mark.parametrize("handling", [*HANDLINGER, "dokument/{dokument}/se"])
def test_it_is_not_for_a_colleague_whose_own_matter_it_is(
    handling: str, deling: Deling, ola: User, nettleser_for: Nettleser
) -> None:
    """Neither to decide nor to read what is not let out to her yet."""
    hos = nettleser_for(ola)
    assert f"/{deling.id}/godkjenn/" in hos.get(sti(deling)).content.decode()
    Mottaker.objects.create(deling=deling, type=Mottaker.Type.PERSON, oppslag=ola.fnr_hash)
    adresse = sti(deling, handling.format(dokument=deling.dokumenter.get().id))
    for svar in [hos.get(adresse), *([hos.post(adresse)] if handling in HANDLINGER else [])]:
        assert svar.status_code == 403
        assert "Du er selv mottaker av denne" in svar.content.decode()
    side = hos.get(sti(deling)).content.decode()
    assert "Du er selv mottaker av den, og kan derfor ikke godkjenne den." in side
    assert "/godkjenn/" not in side
    assert Deling.objects.get().godkjenning == Deling.Godkjenning.VENTER


@pytest.mark.parametrize("handling", HANDLINGER)
def test_it_names_the_businesses_and_says_what_is_wrong_with_them(
    handling: str, deling: Deling, ola: User, nettleser_for: Nettleser, register: Enhetsregisteret
) -> None:
    """What the one who shared was shown and confirmed, the second person sees before she decides."""
    konkurs = virksomheter["konkurs"]
    Mottaker.objects.create(deling=deling, type=Mottaker.Type.ORGANISASJON, oppslag=konkurs.orgnr)
    Dokument.objects.update(mappe="Sak 7")
    side = nettleser_for(ola).get(sti(deling, handling)).content.decode()
    assert konkurs.navn.upper() in side
    assert "Konkurs</span>" in side
    assert "Sak 7/vedtak.pdf" in side
    assert register.spurt == [konkurs.orgnr]


@pytest.mark.parametrize("handling", [*HANDLINGER, "dokument/{dokument}/se", "til-godkjenning"])
def test_it_sends_nobody_to_login(handling: str, deling: Deling) -> None:
    adresse = sti(deling, handling.format(dokument=deling.dokumenter.get().id))
    adresse = "/delinger/til-godkjenning/" if handling == "til-godkjenning" else adresse
    svar = Client().get(adresse, headers=SIDE)
    assert (svar.status_code, svar["Location"].split("?")[0]) == (302, "/logg-inn/")


@pytest.mark.parametrize(("hvem", "antall"), [("ola", 1), ("kari", 0), ("uten_rett", 0), ("per", 0), ("mottaker", 0)])
def test_it_lists_what_waits_for_the_person(
    hvem: str, antall: int, deling: Deling, nettleser_for: Nettleser, request: pytest.FixtureRequest
) -> None:
    klient = nettleser_for(request.getfixturevalue(hvem))
    svar = klient.get("/delinger/til-godkjenning/")
    assert len(svar.context["rader"]) == antall
    assert ("Ingenting venter på deg" in svar.content.decode()) == (antall == 0)
    assert ("venter på at du eller en annen godkjenner" in klient.get("/delinger/").content.decode()) == (antall == 1)


def test_it_asks_as_often_for_one_as_for_many(
    deling: Deling,
    konto: Konto,
    kari: User,
    ola: User,
    mottaker: User,
    nettleser_for: Nettleser,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    klient = nettleser_for(ola)
    for _nr in range(2):
        with django_assert_max_num_queries(9):
            klient.get("/delinger/til-godkjenning/")
        with django_assert_max_num_queries(12):
            klient.get(sti(deling, "godkjenn"))
        for _deling in range(30):
            lag_deling(konto, kari, mottaker)
        Deling.objects.update(godkjenning=Deling.Godkjenning.VENTER)
    assert "Vis eldre" in klient.get("/delinger/til-godkjenning/").content.decode()


def test_it_says_to_the_sender_that_the_link_waits(deling: Deling, kari: User, nettleser_for: Nettleser) -> None:
    side = nettleser_for(kari).get(sti(deling) + "?ny=1").content.decode()
    assert "Lenken virker når en kollega har godkjent" in side
    assert "Venter på godkjenning" in side
    assert "Dokumentene er delt" not in side
    assert "qr.svg" not in side  # of a link that leads nowhere yet
    assert "ingen andre som kan dele fra kontoen" in side
    assert f"{sti(deling)}godkjenn/" not in side


def test_it_lets_the_recipients_in_with_one_press(
    deling: Deling, ola: User, mottaker: User, nettleser_for: Nettleser
) -> None:
    klient = nettleser_for(ola)
    side = klient.get(sti(deling, "godkjenn")).content.decode()
    assert "vedtak.pdf" in side
    assert mottaker.maskert_fnr in side
    svar = klient.post(sti(deling, "godkjenn"), follow=True).content.decode()
    assert "Delingen er godkjent. Lenken virker nå." in svar
    assert "Godkjent av OLA TESTPERSON" in svar
    assert nettleser_for(mottaker).get(f"/d/{deling.id}").status_code == 200
    assert "allerede godkjent" in klient.post(sti(deling, "godkjenn"), follow=True).content.decode()
    assert "allerede godkjent" in klient.post(sti(deling, "avvis"), follow=True).content.decode()
    assert klient.get(sti(deling, "godkjenn")).status_code == 302
    assert Hendelse.objects.filter(type=Hendelsestype.DELING_GODKJENT).count() == 1


def test_it_ends_it_with_a_reason_that_the_sender_sees(
    deling: Deling, kari: User, ola: User, nettleser_for: Nettleser
) -> None:
    klient = nettleser_for(ola)
    feil = klient.post(sti(deling, "avvis"), {"grunn": "Gjelder 21838143242"})
    assert "Skriv ikke fødselsnummer her" in feil.content.decode()
    assert "for langt" in klient.post(sti(deling, "avvis"), {"grunn": "x" * 501}).content.decode()
    svar = klient.post(sti(deling, "avvis"), {"grunn": "Feil <fil>"}, follow=True).content.decode()
    assert "Mottakerne har ikke sett noe av den" in svar
    side = nettleser_for(kari).get(sti(deling)).content.decode()
    assert "Ikke godkjent av OLA TESTPERSON" in side
    assert "Feil &lt;fil&gt;" in side
    assert "alt sagt nei" in klient.post(sti(deling, "godkjenn"), follow=True).content.decode()


def test_it_tells_who_comes_too_late_that_it_is_over(
    deling: Deling, konto: Konto, kari: User, ola: User, nettleser_for: Nettleser
) -> None:
    trekk_tilbake(deling=deling, av=kari)
    assert "allerede avsluttet" in nettleser_for(ola).post(sti(deling, "godkjenn"), follow=True).content.decode()
    Deling.objects.update(godkjenning="")
    assert "trenger ingen" in nettleser_for(ola).post(sti(deling, "avvis"), follow=True).content.decode()


@pytest.mark.parametrize("hva", ["venter", "avvist", "trukket", "utlopt"])
def test_it_shows_a_recipient_what_a_stranger_sees(
    hva: str, deling: Deling, kari: User, ola: User, mottaker: User, fremmed: User, nettleser_for: Nettleser
) -> None:
    if hva == "avvist":
        avvis_deling(deling=deling, grunn="Nei", av=ola)
    elif hva == "trukket":
        trekk_tilbake(deling=deling, av=kari)
    elif hva == "utlopt":
        Deling.objects.update(tilgjengelig_til=timezone.now())
    dokument = deling.dokumenter.get()
    stier = [
        f"/d/{deling.id}",
        f"/d/{deling.id}/alle.zip",
        f"/d/{deling.id}/{dokument.id}",
        f"/d/dokument/{dokument.id}",
    ]
    for adresse in stier:
        mitt, fremmedes = (nettleser_for(bruker).get(adresse) for bruker in (mottaker, fremmed))
        assert (mitt.status_code, fremmedes.status_code) == (404, 404)
        assert uten_merke(mitt) == uten_merke(fremmedes)
    mottatt = nettleser_for(mottaker).get("/mottatt/")
    assert mottatt.context["rader"] == []
    avvist = Hendelse.objects.filter(type=Hendelsestype.DELING_AVVIST, aktor_id=mottaker.pk)
    assert [en.data for en in avvist] == [{"grunn": "ikke_godkjent_enna"}]


@pytest.mark.parametrize(
    ("hvem", "status"),
    [("ola", 200), ("kari", 403), ("admin", 403), ("uten_rett", 403), ("per", 404), ("mottaker", 404)],
)
def test_it_shows_the_files_to_one_who_may_approve(
    hvem: str, status: int, deling: Deling, nettleser_for: Nettleser, request: pytest.FixtureRequest
) -> None:
    klient = nettleser_for(request.getfixturevalue(hvem))
    adresse = sti(deling, f"dokument/{deling.dokumenter.get().id}/se")
    svar = klient.get(adresse)
    assert svar.status_code == status
    if status == 200:
        assert b"".join(svar) == b"innhold"
        assert svar["Content-Disposition"].startswith("attachment")
        assert b"".join(klient.get(adresse, headers={"Range": "bytes=0-1"})) == b"in"
    assert Hendelse.objects.filter(type=Hendelsestype.DOKUMENT_HENTET).count() == 0


def test_it_demands_the_level_of_the_deling_to_see_a_file(deling: Deling, ola: User, nettleser_for: Nettleser) -> None:
    Deling.objects.update(sikkerhetsniva=4)
    klient = nettleser_for(ola)
    okt = klient.session
    okt["acr"] = "idporten-loa-substantial"
    okt.save()
    svar = klient.get(sti(deling, f"dokument/{deling.dokumenter.get().id}/se"), headers=SIDE)
    assert svar.status_code == 302
    assert not Hendelse.objects.filter(type=Hendelsestype.DOKUMENT_SETT_AV_KOLLEGA).exists()


def test_it_leaves_drafts_alone(konto: Konto, deling: Deling, ola: User, nettleser_for: Nettleser) -> None:
    godkjenn_deling(deling=deling, av=ola)
    utkast = Deling.objects.create(konto=konto, delt_av_bruker=ola)
    assert nettleser_for(ola).get(sti(utkast, "godkjenn")).status_code == 404


@pytest.mark.parametrize("godkjent", [False, True])
def test_it_takes_no_more_recipients_or_files(
    godkjent: bool, deling: Deling, kari: User, ola: User, nettleser_for: Nettleser
) -> None:
    if godkjent:
        godkjenn_deling(deling=deling, av=ola)
    klient = nettleser_for(kari)
    side = klient.get(sti(deling)).content.decode()
    assert "Legg til mottaker" not in side
    assert "Legg til fil" not in side
    for handling in ("mottakere", "filer"):
        assert klient.get(sti(deling, handling)).status_code == 302
        svar = klient.post(sti(deling, handling), {"mottakere": personer["fremmed"].fnr}, follow=True)
        assert "Del på nytt, så blir alt godkjent sammen." in svar.content.decode()
    assert klient.post(sti(deling, "filer/utkast")).status_code == 409
    assert (deling.mottakere.count(), deling.dokumenter.count()) == (1, 1)


def test_it_lets_a_recipient_be_taken_out_while_it_waits(
    deling: Deling, kari: User, fremmed: User, nettleser_for: Nettleser
) -> None:
    mottaker = Mottaker.objects.create(
        deling=deling, type="PERSON", oppslag=fremmed.fnr_hash, ident_kryptert=bytes(fremmed.fnr_kryptert)
    )
    fjern = sti(deling, f"mottakere/{mottaker.pk}/fjern")
    assert nettleser_for(kari).get(fjern).status_code == 200
    nettleser_for(kari).post(fjern)
    assert deling.mottakere.count() == 1


@pytest.mark.parametrize("sorter", ["nyest", "utloper", "tittel"])
def test_it_is_in_the_list_of_the_sender_in_every_order(
    sorter: str, deling: Deling, kari: User, nettleser_for: Nettleser
) -> None:
    svar = nettleser_for(kari).get("/delinger/", {"sorter": sorter})
    assert [rad.deling.pk for rad in svar.context["rader"]] == [deling.pk]
    assert not nettleser_for(kari).get("/delinger/", {"tilstand": "apen"}).context["rader"]


def test_it_says_what_recalling_means_while_nobody_knows_of_it(
    deling: Deling, kari: User, nettleser_for: Nettleser
) -> None:
    side = nettleser_for(kari).get(sti(deling, "trekk-tilbake")).content.decode()
    assert "mottakerne får aldri vite om den" in side
    assert "Mottakerne får se at delingen er trukket tilbake" not in side
