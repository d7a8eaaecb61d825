"""An organisation comes to be and takes the service into use."""

import pytest

from hendelser.models import SYSTEM, Hendelse, Hendelsestype
from kontoer import vilkar
from kontoer.errors import IkkeFunnet, ManglerRett, UgyldigVerdi
from kontoer.models import Organisasjon
from kontoer.queries_navn import navn_i
from kontoer.services.organisasjon import endre_lenker, opprett_organisasjon, ta_i_bruk
from kontoer.tilgang import er_administrator
from standins.personer import kommuner, personer
from users.models import User

FNR, ORGNR = personer["kari"].fnr, kommuner["testvik"].orgnr


def _opprett(
    orgnr: str = ORGNR, navn: str = "Testvik kommune", fnr: str = FNR, person: str = "Kari Test"
) -> Organisasjon:
    return opprett_organisasjon(orgnr=orgnr, navn=navn, administrator_fnr=fnr, administrator_navn=person, av=SYSTEM)


@pytest.mark.django_db
def test_it_makes_an_organisation_with_its_first_administrator() -> None:
    organisasjon = _opprett(orgnr="212 340 014", navn="  Testvik   kommune ")
    assert (organisasjon.orgnr, organisasjon.navn, organisasjon.tatt_i_bruk) == (ORGNR, "Testvik kommune", None)
    bruker = User.objects.get()
    assert navn_i(organisasjon.id, [bruker.id]) == {bruker.id: "Kari Test"}
    assert er_administrator(bruker, organisasjon)
    assert set(Hendelse.objects.values_list("type", "aktor_type", "organisasjon_id")) == {
        (Hendelsestype.ORGANISASJON_OPPRETTET, "system", organisasjon.id),
        (Hendelsestype.ADMINISTRATOR_LAGT_TIL, "system", organisasjon.id),
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("felt", "verdier"),
    [
        ("orgnr", {"orgnr": "212340015"}),
        ("fnr", {"fnr": "12345678901"}),
        ("navn", {"navn": "T"}),
        ("administrator_navn", {"person": ""}),
    ],
)
def test_it_names_the_field_that_is_wrong_and_makes_nothing(felt: str, verdier: dict[str, str]) -> None:
    with pytest.raises(UgyldigVerdi) as feil:
        _opprett(**verdier)
    assert feil.value.felt == felt
    assert not User.objects.exists()
    assert not Organisasjon.objects.exists()


@pytest.mark.django_db
def test_it_refuses_an_organisation_that_is_here_already() -> None:
    _opprett()
    with pytest.raises(UgyldigVerdi, match="ugyldig_verdi") as feil:
        _opprett(fnr=personer["ola"].fnr)
    assert feil.value.felt == "orgnr"
    assert User.objects.count() == 1


def test_it_remembers_who_took_the_service_into_use_and_on_which_terms(organisasjon: Organisasjon, admin: User) -> None:
    Organisasjon.objects.update(tatt_i_bruk=None, tatt_i_bruk_av=None)
    organisasjon.refresh_from_db()
    ta_i_bruk(organisasjon=organisasjon, vilkar_versjon=vilkar.VERSJON, av=admin)
    forste = organisasjon.tatt_i_bruk
    assert forste is not None
    assert (organisasjon.tatt_i_bruk_av, organisasjon.vilkar_versjon) == (admin, vilkar.VERSJON)
    ta_i_bruk(organisasjon=organisasjon, vilkar_versjon=vilkar.VERSJON, av=admin)
    assert organisasjon.tatt_i_bruk == forste
    hendelse = Hendelse.objects.get()
    assert (hendelse.type, hendelse.aktor_id, hendelse.data) == ("tatt_i_bruk", admin.id, {"vilkar": vilkar.VERSJON})


def test_it_refuses_terms_that_have_changed_since_they_were_shown(organisasjon: Organisasjon, admin: User) -> None:
    Organisasjon.objects.update(tatt_i_bruk=None)
    with pytest.raises(UgyldigVerdi):
        ta_i_bruk(organisasjon=organisasjon, vilkar_versjon="2020-01", av=admin)
    organisasjon.refresh_from_db()
    assert organisasjon.tatt_i_bruk is None


def test_it_keeps_the_links(organisasjon: Organisasjon, admin: User) -> None:
    endre_lenker(
        organisasjon=organisasjon,
        tilgjengelighetserklaering="https://uustatus.no/testvik",
        personvernerklaering="",
        av=admin,
    )
    organisasjon.refresh_from_db()
    assert organisasjon.tilgjengelighetserklaering == "https://uustatus.no/testvik"
    assert Hendelse.objects.get().type == Hendelsestype.ORGANISASJON_ENDRET


def test_it_listens_only_to_an_administrator(organisasjon: Organisasjon, kari: User, per: User) -> None:
    for av, feil in ((kari, ManglerRett), (per, IkkeFunnet)):
        with pytest.raises(feil):
            ta_i_bruk(organisasjon=organisasjon, vilkar_versjon=vilkar.VERSJON, av=av)
        with pytest.raises(feil):
            endre_lenker(organisasjon=organisasjon, tilgjengelighetserklaering="", personvernerklaering="", av=av)
    assert not Hendelse.objects.exists()
