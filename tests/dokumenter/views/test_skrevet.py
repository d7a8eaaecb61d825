"""What is typed, through the doors: kept by the script and by each form sent, and never used behind anybody's back."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dokumenter.models import Deling, Dokument
from kontoer.models import Konto, Kontotilgang
from tests.dokumenter.lag import EN_PERSON, EN_VIRKSOMHET, lag_fil, lag_utkast
from users.models import User

DEL = "/del/"
NettleserFor = Callable[[User | None], Client]
SKRIPT = {"Accept": "application/json"}


@pytest.fixture
def karis(kari: User, nettleser_for: NettleserFor) -> Client:
    return nettleser_for(kari)


def _fil(navn: str = "vedtak.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(navn, b"innhold", "application/pdf")


def _nokler(tekst: str) -> dict[str, str]:
    """The hidden fields that say which page it is."""
    return {navn: re.findall(rf'name="{navn}" value="([^"]*)"', tekst)[0] for navn in ("skjema", "forrige")}


def _filer(tekst: str) -> str:
    """The hidden field that says which files the page has shown."""
    [filer] = re.findall(r'name="filer" value="([^"]*)"', tekst)
    return str(filer)


def _felter(konto: Konto, side: str = "", **andre: object) -> dict[str, object]:
    nokler = _nokler(side) if side else {}
    return {"konto": str(konto.pk), "mottakere": EN_PERSON.verdi, "tilgjengelig_i": "21"} | nokler | andre


def _side(klient: Client, utkast: Deling | None = None) -> str:
    return klient.get(DEL, {"utkast": str(utkast.pk)} if utkast else {}).content.decode()


def test_it_keeps_what_the_script_sends_and_shows_it_when_the_page_is_loaded(
    karis: Client, konto: Konto, kari: User, caplog: pytest.LogCaptureFixture
) -> None:
    utkast = lag_utkast(konto, kari)
    url = reverse("dokumenter:skrevet", args=[utkast.pk])
    assert karis.post(url, _felter(konto, _side(karis, utkast)), headers=SKRIPT).status_code == 204
    tekst = _side(karis, utkast)
    assert EN_PERSON.verdi in tekst
    assert 'value="21"' in tekst
    assert EN_PERSON.verdi not in caplog.text
    assert "påbegynt utkast" in _side(karis)


def test_it_keeps_what_a_plain_form_holds_when_it_does_not_share(karis: Client, konto: Konto) -> None:
    karis.post(DEL, _felter(konto, mottakere="tull", dokumenter=[_fil()]))
    utkast = Deling.objects.get()
    assert "tull" in _side(karis, utkast)
    svar = karis.post(DEL, _felter(konto, utkast=str(utkast.pk)))
    assert svar.status_code == 302
    utkast.refresh_from_db()
    assert (utkast.tilstand, utkast.skrevet) == (Deling.Tilstand.DELT, None)


@pytest.mark.parametrize(("hvem", "status"), [("ola", 404), ("per", 404), (None, 401)])
def test_it_lets_only_its_maker_write_in_a_draft(
    request: pytest.FixtureRequest, nettleser_for: NettleserFor, konto: Konto, kari: User, hvem: str | None, status: int
) -> None:
    utkast = lag_utkast(konto, kari)
    klient = nettleser_for(request.getfixturevalue(hvem) if hvem else None)
    url = reverse("dokumenter:skrevet", args=[utkast.pk])
    assert klient.post(url, _felter(konto), headers=SKRIPT).status_code == status
    utkast.refresh_from_db()
    assert utkast.skrevet is None


def test_it_tells_the_second_of_two_pages_that_its_changes_were_not_used(
    karis: Client, konto: Konto, kari: User
) -> None:
    utkast = lag_utkast(konto, kari, "a.pdf")
    url, id_ = reverse("dokumenter:skrevet", args=[utkast.pk]), str(utkast.pk)
    en, to = _side(karis, utkast), _side(karis, utkast)
    assert karis.post(url, _felter(konto, en), headers=SKRIPT).status_code == 204
    sendt = _felter(konto, to, mottakere=EN_VIRKSOMHET.verdi, utkast=id_)
    assert karis.post(url, sendt, headers=SKRIPT).status_code == 409
    side = karis.post(DEL, sendt).content.decode()
    assert "Utkastet er endret i et annet vindu" in side
    utkast.refresh_from_db()
    assert utkast.tilstand == Deling.Tilstand.UTKAST
    svar = karis.post(DEL, sendt | _nokler(side), follow=True)
    assert "allerede delt" not in svar.content.decode()
    assert utkast.mottakere.get().oppslag == EN_VIRKSOMHET.verdi
    svar = karis.post(DEL, _felter(konto, en, utkast=id_), follow=True)
    assert "Det du endret her, er ikke brukt" in svar.content.decode()
    assert utkast.mottakere.get().oppslag == EN_VIRKSOMHET.verdi


def test_it_shares_no_file_that_the_page_has_not_shown(karis: Client, konto: Konto, kari: User) -> None:
    utkast = lag_utkast(konto, kari, "a.pdf")
    side = _side(karis, utkast)
    lag_fil(utkast, "fra-et-annet-vindu.pdf")
    sendt = _felter(konto, utkast=str(utkast.pk), filer=_filer(side), dokumenter=[_fil("b.pdf")])
    tekst = karis.post(DEL, sendt).content.decode()
    assert "Det er lagt til filer fra et annet vindu" in tekst
    for navn in ("a.pdf", "fra-et-annet-vindu.pdf", "b.pdf"):
        assert navn in tekst
    utkast.refresh_from_db()
    assert utkast.tilstand == Deling.Tilstand.UTKAST
    assert karis.post(DEL, _felter(konto, utkast=str(utkast.pk), filer=_filer(tekst))).status_code == 302


def test_it_makes_one_deling_of_a_form_that_is_sent_twice(karis: Client, konto: Konto) -> None:
    side = _side(karis)
    svar = [karis.post(DEL, _felter(konto, side, dokumenter=[_fil()]), follow=True) for _ in range(2)]
    deling = Deling.objects.exclude(delt=None).get()
    for ett in svar:
        assert ett.redirect_chain == [(reverse("dokumenter:deling", args=[deling.pk]) + "?ny=1", 302)]
        assert "er ikke brukt" not in ett.content.decode()
    assert Dokument.objects.filter(nokkel__isnull=False).count() == 1


def test_it_takes_no_harm_from_a_page_that_says_nothing_sensible(karis: Client, konto: Konto, kari: User) -> None:
    utkast = lag_utkast(konto, kari, "a.pdf")
    svar = karis.post(DEL, _felter(konto, utkast=str(utkast.pk), skjema="tull", forrige=str(uuid4())))
    assert svar.status_code == 302


@pytest.mark.parametrize("med_javascript", [True, False])
def test_it_keeps_files_and_fields_when_the_konto_is_deleted_meanwhile(
    karis: Client, konto: Konto, kari: User, med_javascript: bool
) -> None:
    annen = Konto.objects.create(organisasjon=konto.organisasjon, navn="Skole")
    Kontotilgang.objects.create(konto=annen, bruker=kari)
    utkast = lag_utkast(konto, kari, "a.pdf")
    side = _side(karis, utkast)
    Konto.objects.filter(pk=konto.pk).update(slettet=timezone.now())
    filer = [] if med_javascript else ["b.pdf"]
    svar = karis.post(
        DEL, _felter(konto, side, utkast=str(utkast.pk), dokumenter=[_fil(en) for en in filer])
    ).content.decode()
    assert "Kontoen er slettet av en administrator" in svar
    for navn in ("a.pdf", *filer):
        assert navn in svar
    assert EN_PERSON.verdi in svar
    assert karis.post(DEL, _felter(annen, svar, utkast=str(utkast.pk))).status_code == 302
    utkast.refresh_from_db()
    assert (utkast.tilstand, utkast.konto) == (Deling.Tilstand.DELT, annen)


def test_it_says_what_happened_to_the_konto_when_the_page_is_loaded(karis: Client, konto: Konto, kari: User) -> None:
    annen = Konto.objects.create(organisasjon=konto.organisasjon, navn="Skole")
    Kontotilgang.objects.create(konto=annen, bruker=kari)
    utkast = lag_utkast(konto, kari, "a.pdf")
    Konto.objects.filter(pk=konto.pk).update(slettet=timezone.now())
    side = _side(karis, utkast)
    assert "Kontoen er slettet av en administrator" in side
    url = reverse("dokumenter:skrevet", args=[utkast.pk])
    assert karis.post(url, _felter(annen, side), headers=SKRIPT).status_code == 204
    assert "Kontoen er slettet" not in _side(karis, utkast)
    assert "a.pdf" in _side(karis, utkast)


def test_it_keeps_the_draft_for_one_who_has_no_other_konto(karis: Client, konto: Konto, kari: User) -> None:
    utkast = lag_utkast(konto, kari, "a.pdf")
    Konto.objects.filter(pk=konto.pk).update(slettet=timezone.now())
    for svar in (karis.post(DEL, _felter(konto, utkast=str(utkast.pk))), karis.get(DEL, {"utkast": str(utkast.pk)})):
        assert svar.status_code == 403
        assert "ligger i utkastet så lenge" in svar.content.decode()
    utkast.refresh_from_db()
    assert utkast.skrevet is not None
    assert karis.post(reverse("dokumenter:forkast_utkast", args=[utkast.pk])).status_code == 302
    assert not Dokument.objects.filter(nokkel__isnull=False).exists()


def test_it_tells_nobody_else_that_a_konto_is_deleted(nettleser_for: NettleserFor, konto: Konto, per: User) -> None:
    Konto.objects.filter(pk=konto.pk).update(slettet=timezone.now())
    side = nettleser_for(per).post(DEL, _felter(konto, dokumenter=[_fil()])).content.decode()
    assert "Kontoen er slettet" not in side
    assert "Velg en av kontoene i listen" in side
