"""The pages of a konto."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from hendelser.models import Hendelse
from kontoer.models import Konto, Kontotilgang, Organisasjon
from tests.conftest import lag_bruker
from tests.kontoer.sider import tekst
from users.models import User

Nettleser = Callable[[User | None], Client]


@pytest.fixture
def nettleser(admin: User, nettleser_for: Nettleser) -> Client:
    """The administrator's."""
    return nettleser_for(admin)


def test_it_makes_a_konto_from_a_name(organisasjon: Organisasjon, nettleser: Client) -> None:
    skjema = tekst(nettleser.get(reverse("kontoer:ny_konto", args=[organisasjon.id])))
    assert '<label class="ds-label" for="id_navn">Navn</label>' in skjema
    svar = nettleser.post(reverse("kontoer:ny_konto", args=[organisasjon.id]), {"navn": "Plan og bygg"}, follow=True)
    assert svar.redirect_chain == [(reverse("kontoer:konto", args=[Konto.objects.get().id]), 302)]
    assert "Kontoen er opprettet" in tekst(svar)


@pytest.mark.parametrize(
    ("navn", "feil"),
    [("A", "fra 2 til 200 tegn"), ("", "Skriv inn navnet."), ("Barnevern", "Det finnes en konto med dette navnet")],
)
def test_it_keeps_what_was_typed_and_says_what_is_wrong_at_the_field(
    navn: str, feil: str, konto: Konto, nettleser: Client
) -> None:
    svar = tekst(nettleser.post(reverse("kontoer:ny_konto", args=[konto.organisasjon_id]), {"navn": navn}))
    assert "<title>Feil: Ny konto" in svar
    assert 'aria-describedby="id_navn_helptext id_navn_error"' in svar
    assert svar.count(feil) == 2  # summary and field
    assert '<a class="ds-link" href="#id_navn">' in svar
    assert not navn or f'value="{navn}"' in svar


def test_it_asks_for_ta_i_bruk_first(organisasjon: Organisasjon, nettleser: Client) -> None:
    Organisasjon.objects.update(tatt_i_bruk=None)
    svar = nettleser.get(reverse("kontoer:ny_konto", args=[organisasjon.id]))
    assert svar.status_code == 403
    assert "ikke tatt tjenesten i bruk" in tekst(svar)


def test_it_renames(konto: Konto, nettleser: Client) -> None:
    nettleser.post(reverse("kontoer:nytt_navn", args=[konto.id]), {"navn": "Barneverntjenesten"})
    konto.refresh_from_db()
    assert konto.navn == "Barneverntjenesten"


def test_it_explains_taushetsbelagt_and_changes_settings(konto: Konto, nettleser: Client) -> None:
    adresse = reverse("kontoer:innstillinger", args=[konto.id])
    assert "Ingen i en virksomhet har den i utgangspunktet" in tekst(nettleser.get(adresse))
    felter = {"standard_varighet_dager": "20", "lengste_varighet_dager": "10", "sikkerhetsniva": "4"}
    svar = tekst(nettleser.post(adresse, felter))
    assert "ikke lengre enn lengste varighet" in svar
    assert 'value="20"' in svar
    nettleser.post(adresse, felter | {"lengste_varighet_dager": "30", "taushetsbelagt": "on"})
    konto.refresh_from_db()
    assert (konto.standard_varighet_dager, konto.lengste_varighet_dager) == (20, 30)
    assert (konto.sikkerhetsniva, konto.taushetsbelagt) == (4, True)


def test_it_does_not_turn_off_what_another_turned_on_meanwhile(konto: Konto, nettleser: Client) -> None:
    adresse = reverse("kontoer:innstillinger", args=[konto.id])
    svar = nettleser.get(adresse)
    vist = svar.context["form"]["vist"].value()
    assert 'type="hidden" name="vist"' in tekst(svar)
    Konto.objects.update(fire_oyne=True)
    felter = {"standard_varighet_dager": "20", "lengste_varighet_dager": "365", "sikkerhetsniva": "3", "vist": vist}
    nettleser.post(adresse, felter)
    konto.refresh_from_db()
    assert (konto.standard_varighet_dager, konto.fire_oyne) == (20, True)


def test_it_deletes_only_after_the_name_is_typed(konto: Konto, nettleser: Client) -> None:
    adresse = reverse("kontoer:slett_konto", args=[konto.id])
    side = tekst(nettleser.get(adresse))
    assert "Det kan ikke angres" in side
    assert "0 delinger" in side
    assert "Navnet er ikke likt" in tekst(nettleser.post(adresse, {"navn": "barnevern"}))
    assert not Hendelse.objects.exists()
    svar = nettleser.post(adresse, {"navn": " Barnevern "}, follow=True)
    assert "Kontoen er slettet" in tekst(svar)
    konto.refresh_from_db()
    assert konto.er_slettet


def test_it_says_that_a_deleted_konto_is_gone(konto: Konto, nettleser: Client) -> None:
    adresse = reverse("kontoer:slett_konto", args=[konto.id])
    nettleser.post(adresse, {"navn": "Barnevern"})
    svar = nettleser.post(adresse, {"navn": "Barnevern"})
    assert svar.status_code == 410
    assert "Kontoen er slettet" in tekst(svar)


def test_it_shows_users_masked_in_a_constant_number_of_queries(
    konto: Konto, kari: User, ola: User, nettleser: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for key in ("mottaker", "fremmed", "leder", "post"):
        Kontotilgang.objects.create(konto=konto, bruker=lag_bruker(key))
    with django_assert_max_num_queries(14):
        svar = tekst(nettleser.get(reverse("kontoer:konto", args=[konto.id])))
    assert "KARI TESTPERSON" in svar
    assert "218381*****" in svar
    assert "21838143242" not in svar


def test_it_hides_from_a_kontoadmin_what_he_may_not_do(
    konto: Konto, kontoadmin: User, nettleser_for: Nettleser, nettleser: Client
) -> None:
    adresse = reverse("kontoer:konto", args=[konto.id])
    assert "Slett konto" in tekst(nettleser.get(adresse))
    hans = tekst(nettleser_for(kontoadmin).get(adresse))
    assert "Slett konto" not in hans
    assert "Legg til bruker" in hans


def test_it_warns_when_nobody_could_approve(konto: Konto, kari: User, admin: User, nettleser_for: Nettleser) -> None:
    Konto.objects.update(fire_oyne=True)
    sti = f"/konfigurasjon/konto/{konto.id}/"
    assert "Da kan ingen godkjenne." in nettleser_for(admin).get(sti).content.decode()
    Kontotilgang.objects.create(konto=konto, bruker=admin)
    assert "Da kan ingen godkjenne." not in nettleser_for(admin).get(sti).content.decode()
