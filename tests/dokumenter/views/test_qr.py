"""The link as a QR code, and the e-mail text beside it: for those who may share it, as long as it leads somewhere."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from dokumenter.models import Deling
from dokumenter.protokoll.qr import qr_kode
from dokumenter.queries.kvittering import lenke_til
from dokumenter.services.deling import trekk_tilbake
from kontoer.models import Konto
from tests.dokumenter.lag import lag_deling, lag_utkast
from users.models import User

Nettleser = Callable[[User | None], Client]


@pytest.fixture
def deling(konto: Konto, kari: User) -> Deling:
    return lag_deling(konto, kari)


@pytest.mark.parametrize(("navn", "type_"), [("qr_svg", "image/svg+xml"), ("qr_png", "image/png")])
@pytest.mark.parametrize("hvem", ["kari", "ola"])
def test_it_gives_the_code_to_those_who_may_share_it(
    navn: str, type_: str, hvem: str, deling: Deling, nettleser_for: Nettleser, request: pytest.FixtureRequest
) -> None:
    svar = nettleser_for(request.getfixturevalue(hvem)).get(reverse(f"dokumenter:{navn}", args=[deling.pk]))
    assert (svar.status_code, svar["Content-Type"]) == (200, type_)
    assert "attachment" in svar["Content-Disposition"]
    assert "no-store" in svar["Cache-Control"]
    assert svar.content == qr_kode(lenke_til(deling.pk), format_=navn[-3:])


@pytest.mark.parametrize("hvem", ["per", "mottaker"])
def test_it_gives_it_to_no_stranger(
    hvem: str, deling: Deling, nettleser_for: Nettleser, request: pytest.FixtureRequest
) -> None:
    adresse = reverse("dokumenter:qr_svg", args=[deling.pk])
    assert nettleser_for(request.getfixturevalue(hvem)).get(adresse).status_code == 404
    svar = nettleser_for(None).get(adresse)
    assert (svar.status_code, "/logg-inn" in svar["Location"] or "next=" in svar["Location"]) == (302, True)


@pytest.mark.parametrize(
    ("godkjenning", "status"), [(Deling.Godkjenning.VENTER, 404), (Deling.Godkjenning.GODKJENT, 200)]
)
def test_it_has_a_picture_on_its_page_when_the_link_leads_somewhere(
    godkjenning: Deling.Godkjenning, status: int, deling: Deling, kari: User, nettleser_for: Nettleser
) -> None:
    Deling.objects.filter(pk=deling.pk).update(godkjenning=godkjenning)
    hos, adresse = nettleser_for(kari), reverse("dokumenter:qr_svg", args=[deling.pk])
    side = hos.get(reverse("dokumenter:deling", args=[deling.pk])).content.decode()
    assert (f'<img src="{adresse}"' in side) == (status == 200)
    assert hos.get(adresse).status_code == status


def test_it_makes_none_that_leads_nowhere(deling: Deling, konto: Konto, kari: User, nettleser_for: Nettleser) -> None:
    trekk_tilbake(deling=deling, av=kari)
    for en in (deling, lag_utkast(konto, kari)):
        assert nettleser_for(kari).get(reverse("dokumenter:qr_svg", args=[en.pk])).status_code == 404


@pytest.mark.parametrize("ny", ["", "&ny=1"])
def test_it_gives_the_text_in_the_language_that_is_chosen(
    ny: str, deling: Deling, kari: User, nettleser_for: Nettleser
) -> None:
    adresse = reverse("dokumenter:deling", args=[deling.pk])
    for sprak, ord_ in (("nb", "Hent dem her:"), ("nn", "Hent dei her:"), ("en", "Get them here:"), ("xx", "Hent dem")):
        side = nettleser_for(kari).get(f"{adresse}?tekst={sprak}{ny}").content.decode()
        valgt = sprak if sprak != "xx" else "nb"
        assert f'readonly lang="{valgt}"' in side
        assert ord_ in side
        assert f'tekst={valgt}#epost" aria-current="true"' in side
        assert side.count('href="mailto:?subject=') == 1
        assert reverse("dokumenter:qr_svg", args=[deling.pk]) in side


def test_it_gives_no_text_for_what_is_over(deling: Deling, kari: User, nettleser_for: Nettleser) -> None:
    trekk_tilbake(deling=deling, av=kari)
    side = nettleser_for(kari).get(reverse("dokumenter:deling", args=[deling.pk]) + "?tekst=nn").content.decode()
    assert "mailto:" not in side
    assert "qr.svg" not in side
