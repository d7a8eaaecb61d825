"""The logo: uploaded by an administrator, shown to recipients, served to anybody and able to do nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from dokumenter.services.deling import trekk_tilbake
from kontoer.models import Kontaktinfo, Konto, Logo, Organisasjon
from kontoer.services.profil import sett_logo
from tests.dokumenter.fabrikk import lag_deling
from tests.kontoer.test_logobilde import GOD, SVG
from users.models import User

Nettleser = Callable[[User | None], Client]


def _send(klient: Client, organisasjon: Organisasjon, innhold: bytes, **felter: str) -> str:
    fil = SimpleUploadedFile("logo.svg", innhold, "text/html")
    svar = klient.post(
        f"/konfigurasjon/{organisasjon.id}/logo/", {"alt": "Testvik", **felter, "bilde": fil}, follow=True
    )
    return svar.content.decode()


def test_it_is_uploaded_shown_and_removed(organisasjon: Organisasjon, admin: User, nettleser_for: Nettleser) -> None:
    klient = nettleser_for(admin)
    side = _send(klient, organisasjon, (SVG % "<path/>").encode())
    logo = Logo.objects.get()
    assert "Logoen er lagret." in side
    assert f'src="/logo/{logo.sha256}" alt="Testvik"' in side
    assert Client().get(f"/logo/{logo.sha256}").status_code == 200
    fjern = f"/konfigurasjon/{organisasjon.id}/logo/fjern/"
    assert "bare navnet" in klient.get(fjern).content.decode()
    assert Logo.objects.exists()
    assert "Logoen er fjernet." in klient.post(fjern, follow=True).content.decode()
    assert Client().get(f"/logo/{logo.sha256}").status_code == 404


def test_it_is_served_so_that_it_can_do_nothing(organisasjon: Organisasjon, admin: User) -> None:
    logo = sett_logo(organisasjon=organisasjon, innhold=(SVG % "<path/>").encode(), alt="x", av=admin)
    svar = Client().get(f"/logo/{logo.sha256}")
    assert svar["Content-Type"] == "image/svg+xml"
    assert svar["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in svar["Content-Security-Policy"]
    assert "default-src 'none'" in svar["Content-Security-Policy"]
    assert "immutable" in svar["Cache-Control"]
    assert "Vary" not in svar or "Cookie" not in svar["Vary"]
    assert Client().get("/logo/..%2fx").status_code == 404


@pytest.mark.parametrize("navn", ["%00", "x", "A" * 64, "a" * 65, "a" * 64 + "%0a", "a" * 63 + "%00"])
@pytest.mark.django_db
def test_it_asks_the_database_about_nothing_but_a_hash(
    navn: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """PostgreSQL takes no NUL, in a question either."""
    with django_assert_num_queries(0):
        assert Client().get(f"/logo/{navn}").status_code == 404


@pytest.mark.parametrize(
    ("innhold", "felter", "feil"),
    [
        (b"<svg onload=x", {}, "SVG-filen kan ikke leses"),
        (b"x" * 300_000, {}, "Bildet er for stort"),
        (b"GIF89a", {}, "verken PNG eller SVG"),
        (GOD, {"alt": ""}, "Skriv teksten som skal stå i stedet for bildet"),
    ],
)
def test_it_says_what_is_wrong(
    innhold: bytes,
    felter: dict[str, str],
    feil: str,
    organisasjon: Organisasjon,
    admin: User,
    nettleser_for: Nettleser,
) -> None:
    assert feil in _send(nettleser_for(admin), organisasjon, innhold, **felter)
    assert not Logo.objects.exists()


def test_it_asks_for_a_picture_without_one(organisasjon: Organisasjon, admin: User, nettleser_for: Nettleser) -> None:
    for _form in ({"alt": "Testvik"}, {"alt": "Testvik", "bilde": ""}):
        svar = nettleser_for(admin).post(f"/konfigurasjon/{organisasjon.id}/logo/", _form)
        assert "Velg et bilde." in svar.content.decode()


@pytest.mark.parametrize(("hvem", "status"), [("kari", 403), ("fremmed", 404), (None, 302)])
@pytest.mark.parametrize("sti", ["logo/", "logo/fjern/"])
def test_it_is_the_administrators_alone(
    sti: str,
    hvem: str | None,
    status: int,
    konto: Konto,
    admin: User,
    nettleser_for: Nettleser,
    request: pytest.FixtureRequest,
) -> None:
    sett_logo(organisasjon=konto.organisasjon, innhold=GOD, alt="x", av=admin)
    klient = nettleser_for(request.getfixturevalue(hvem) if hvem else None)
    adresse = f"/konfigurasjon/{konto.organisasjon_id}/{sti}"
    assert klient.get(adresse).status_code == status
    assert klient.post(adresse, {"alt": "y"}).status_code == status
    assert Logo.objects.get().alt == "x"


def test_it_tells_a_recipient_who_it_is_from_and_whom_to_ask(
    konto: Konto, kari: User, admin: User, mottaker: User, fremmed: User, nettleser_for: Nettleser
) -> None:
    deling, slutt = (lag_deling(konto, kari, mottaker) for _nr in range(2))
    klient = nettleser_for(mottaker)
    assert "Avsenderen har ikke oppgitt kontaktinformasjon" in klient.get(f"/d/{deling.id}").content.decode()
    logo = sett_logo(organisasjon=konto.organisasjon, innhold=GOD, alt="Kommunevåpenet", av=admin)
    Organisasjon.objects.update(personvernerklaering="https://testvik.example/personvern")
    Kontaktinfo.objects.create(
        konto=konto,
        telefon="55 55 (55) 55",
        epost="post?bcc=x@testvik.example",
        apningstid="9–15\n<b>",
        svarlenke="https://x.example/",
    )
    trekk_tilbake(deling=slutt, av=kari)
    for en in (deling, slutt):
        side = klient.get(f"/d/{en.id}").content.decode()
        for tekst in (
            f'<img src="/logo/{logo.sha256}" alt="Kommunevåpenet">',
            'href="tel:55555555"',
            'href="mailto:post%3Fbcc%3Dx@testvik.example"',
            "9–15<br>&lt;b&gt;",
            'href="https://x.example/"',
            "Svar kommunen",
            'href="https://testvik.example/personvern"',
        ):
            assert tekst in side
        assert "55 55" not in nettleser_for(fremmed).get(f"/d/{en.id}").content.decode()
