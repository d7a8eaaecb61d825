"""The page that teaches one of the business which access is missing, and who can give it."""

from uuid import uuid4

import pytest
from django.conf import settings

from dokumenter.models import Deling
from hendelser.models import Hendelse, Hendelsestype
from kontoer.models import Konto
from standins.server import Standins
from tests.altinn import ORDINAER, Klokke, orgnr
from tests.conftest import lag_bruker
from tests.dokumenter.views.virksomhet.lag import Nettleser, lag_til, med_navn, side, vist
from users.models import User


@pytest.mark.parametrize(
    ("taushetsbelagt", "pakke", "ingen_har"),
    [
        (False, "Ordinær post til virksomheten", False),
        (True, "Post til virksomheten med taushetsbelagt innhold", True),
    ],
)
def test_it_teaches_one_of_the_business_what_is_missing(
    taushetsbelagt: bool, pakke: str, ingen_har: bool, deling: Deling, altinn: Standins, nettleser_for: Nettleser
) -> None:
    Konto.objects.update(taushetsbelagt=taushetsbelagt)
    tekst = side(nettleser_for(lag_bruker("post_ingen")).get(f"/d/{deling.id}"))
    for ventet in ("Ingen tilgang", vist("bakeri"), f"«{pakke}»", "Hovedadministratoren", "Altinn", "Testvik kommune"):
        assert ventet in tekst
    assert f"jeg tilgangspakken «{pakke}» i Altinn" in tekst
    assert f"{settings.BASE_URL}/d/{deling.id}" in tekst
    assert ("Ingen har denne tilgangen i utgangspunktet" in tekst) is ingen_har
    for hemmelig in ("vedtak", "Barnevern", "PDF", str(deling.dokumenter.get().id), "KARI"):
        assert hemmelig not in tekst


def test_it_tells_that_the_business_is_deleted(
    konto: Konto, kari: User, altinn: Standins, nettleser_for: Nettleser
) -> None:
    deling = lag_til(konto, kari, "slettet")
    tekst = side(nettleser_for(lag_bruker("post_slettet")).get(f"/d/{deling.id}"))
    assert f"Virksomheten {med_navn('slettet')} er slettet" in tekst
    assert "Be om tilgangen" not in tekst


def test_it_shows_a_stranger_exactly_the_plain_page(
    deling: Deling, fremmed: User, altinn: Standins, klokke: Klokke, nettleser_for: Nettleser
) -> None:
    klient = nettleser_for(fremmed)
    svar, ukjent = klient.get(f"/d/{deling.id}"), klient.get(f"/d/{uuid4()}")
    assert (svar.status_code, side(svar)) == (ukjent.status_code, side(ukjent))


def test_it_tells_the_sender_that_somebody_lacked_access(
    deling: Deling, kari: User, altinn: Standins, nettleser_for: Nettleser
) -> None:
    ingen = lag_bruker("post_ingen")
    klient = nettleser_for(ingen)
    for _ in range(2):
        klient.get(f"/d/{deling.id}")
    avvist = Hendelse.objects.get(type=Hendelsestype.DELING_AVVIST)
    assert (avvist.aktor_id, avvist.deling_id) == (ingen.id, deling.id)
    assert avvist.data == {"grunn": "mangler_virksomhetstilgang", "virksomhet": orgnr("bakeri")}
    tekst = side(nettleser_for(kari).get(f"/delinger/{deling.id}/"))
    assert "Noen uten tilgang prøvde å åpne" in tekst
    assert f"en som er knyttet til virksomheten {vist('bakeri')}" in tekst
    assert ingen.maskert_fnr not in tekst


def test_it_opens_soon_after_the_access_is_given(
    deling: Deling, altinn: Standins, klokke: Klokke, nettleser_for: Nettleser
) -> None:
    klient = nettleser_for(lag_bruker("post_ingen"))
    assert klient.get(f"/d/{deling.id}").status_code == 403
    altinn.altinn.sett_tilgang("post_ingen", "bakeri", pakker=[ORDINAER])
    klokke.naa += 15
    assert klient.get(f"/d/{deling.id}").status_code == 200


def test_it_teaches_the_same_to_one_who_came_by_the_link_of_a_dokument(
    deling: Deling, altinn: Standins, nettleser_for: Nettleser
) -> None:
    svar = nettleser_for(lag_bruker("post_ingen")).get(f"/d/dokument/{deling.dokumenter.get().id}", follow=True)
    assert (svar.status_code, svar.redirect_chain) == (403, [(f"/d/{deling.id}", 302)])
