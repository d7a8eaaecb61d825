"""Who may do what with a deling: each kind of person, asked directly."""

import uuid
from collections.abc import Callable

import pytest
from django.utils import timezone

from dokumenter import tilgang
from dokumenter.errors import DelingIkkeUtkast
from dokumenter.models import Deling, Mottaker
from hendelser.models import SYSTEM
from kontoer.errors import IkkeFunnet, IkkeTattIBruk, KontoSlettet, ManglerRett
from kontoer.models import Integrasjon, Integrasjonstilgang, Konto, Kontotilgang, Organisasjon
from tests.dokumenter.lag import lag_deling, lag_utkast
from users.models import User


def lag_system(konto: Konto) -> Integrasjon:
    """A system that may share from the konto."""
    system = Integrasjon.objects.create(organisasjon=konto.organisasjon, navn=str(uuid.uuid4()), autorisert_orgnr="1")
    Integrasjonstilgang.objects.create(integrasjon=system, konto=konto)
    return system


@pytest.fixture
def system(konto: Konto) -> Integrasjon:
    return lag_system(konto)


def test_it_keeps_a_draft_to_its_maker(konto: Konto, kari: User, ola: User) -> None:
    utkast = lag_utkast(konto, kari, "a.pdf")
    assert [tilgang.er_eget_utkast(bruker, utkast) for bruker in (kari, ola)] == [True, False]
    assert [tilgang.kan_se_deling(bruker, utkast) for bruker in (kari, ola)] == [True, False]
    assert not tilgang.er_eget_utkast(kari, lag_deling(konto, kari))


def test_it_shows_a_deling_to_those_who_may_share_from_its_konto(
    konto: Konto, kari: User, ola: User, uten_rett: User, per: User, admin: User
) -> None:
    deling = lag_deling(konto, kari)
    ser = [tilgang.kan_se_deling(bruker, deling) for bruker in (kari, ola, uten_rett, per, admin)]
    assert ser == [True, True, False, False, False]


def test_it_lets_colleagues_and_the_system_end_a_deling(
    konto: Konto, kari: User, ola: User, uten_rett: User, per: User
) -> None:
    deling = lag_deling(konto, kari)
    for av in (kari, ola, SYSTEM):
        tilgang.krev_kan_forvalte(av, deling)
    with pytest.raises(ManglerRett):
        tilgang.krev_kan_forvalte(uten_rett, deling)
    with pytest.raises(IkkeFunnet):
        tilgang.krev_kan_forvalte(per, deling)
    with pytest.raises(IkkeFunnet):
        tilgang.krev_kan_forvalte(ola, lag_utkast(konto, kari))


def test_it_takes_files_only_to_ones_own_draft(konto: Konto, kari: User, ola: User) -> None:
    utkast = lag_utkast(konto, kari)
    tilgang.krev_kan_laste_opp(kari, utkast)
    with pytest.raises(IkkeFunnet):
        tilgang.krev_kan_laste_opp(ola, utkast)
    with pytest.raises(DelingIkkeUtkast):
        tilgang.krev_kan_laste_opp(kari, lag_deling(konto, kari))


def test_it_asks_for_the_right_to_share_before_it_tells_that_the_deling_is_no_draft(konto: Konto, kari: User) -> None:
    deling = lag_deling(konto, kari)
    Kontotilgang.objects.update(kan_dele=False)
    with pytest.raises(ManglerRett):
        tilgang.krev_kan_laste_opp(kari, deling)


def test_it_lets_one_throw_away_ones_own_draft_when_the_konto_is_gone(konto: Konto, kari: User, ola: User) -> None:
    utkast, deling = lag_utkast(konto, kari), lag_deling(konto, kari)
    Konto.objects.update(slettet=timezone.now())
    utkast.konto.refresh_from_db()
    tilgang.krev_kan_forvalte(kari, utkast)
    with pytest.raises(IkkeFunnet):
        tilgang.krev_kan_forvalte(ola, utkast)
    deling.konto.refresh_from_db()
    with pytest.raises(KontoSlettet):
        tilgang.krev_kan_forvalte(kari, deling)


def test_it_lets_one_throw_away_a_draft_only_with_the_right_to_share_while_the_konto_is_there(
    konto: Konto, kari: User
) -> None:
    utkast = lag_utkast(konto, kari)
    Kontotilgang.objects.update(kan_dele=False)
    with pytest.raises(ManglerRett):
        tilgang.krev_kan_forvalte(kari, utkast)


def test_it_gives_what_a_system_began_for_a_person_to_neither_alone(
    konto: Konto, kari: User, ola: User, system: Integrasjon
) -> None:
    personens, systemets, begges = (
        Deling(konto=konto, delt_av_bruker=kari),
        Deling(konto=konto, delt_av_integrasjon=system),
        Deling(konto=konto, delt_av_bruker=kari, delt_av_integrasjon=system),
    )
    for deling, eiere in ((personens, [kari]), (systemets, [system]), (begges, [])):
        alle = (kari, ola, system, lag_system(konto), SYSTEM)
        assert [av for av in alle if tilgang.har_laget(av, deling)] == eiere


def test_it_knows_which_systems_and_persons_may_share(
    konto: Konto, kari: User, per: User, uten_rett: User, system: Integrasjon
) -> None:
    assert tilgang.krev_delerett(kari, konto).laget_av == {"delt_av_bruker": kari, "delt_av_integrasjon": None}
    assert tilgang.krev_delerett(system, konto).laget_av == {"delt_av_bruker": None, "delt_av_integrasjon": system}
    gjennom = tilgang.Delerett(konto, kari, gjennom=system)
    assert gjennom.laget_av == {"delt_av_bruker": kari, "delt_av_integrasjon": system}
    Integrasjonstilgang.objects.all().delete()
    for uten in (uten_rett, system):
        with pytest.raises(ManglerRett):
            tilgang.krev_delerett(uten, konto)
    for av in (per, SYSTEM):
        with pytest.raises(IkkeFunnet):
            tilgang.krev_kan_dele_fra(av, konto)


def _mister_retten() -> object:
    return Kontotilgang.objects.filter(kan_dele=True).update(kan_dele=False)


def _mister_tilgangen() -> object:
    return Kontotilgang.objects.all().delete() and Integrasjonstilgang.objects.all().delete()


def _stenges_ute() -> object:
    return User.objects.update(is_active=False) and Integrasjon.objects.update(slettet=timezone.now())


def _kontoen_slettes() -> object:
    return Konto.objects.update(slettet=timezone.now())


def _tjenesten_tas_ut_av_bruk() -> object:
    return Organisasjon.objects.update(tatt_i_bruk=None)


@pytest.mark.parametrize(
    ("hendelse", "person", "maskin", "begge"),
    [
        (_mister_retten, ManglerRett, None, ManglerRett),
        (_mister_tilgangen, IkkeFunnet, ManglerRett, IkkeFunnet),
        (_stenges_ute, ManglerRett, ManglerRett, ManglerRett),
        (_kontoen_slettes, KontoSlettet, KontoSlettet, KontoSlettet),
        (_tjenesten_tas_ut_av_bruk, IkkeTattIBruk, IkkeTattIBruk, IkkeTattIBruk),
    ],
)
def test_it_asks_again_of_whoever_began_what_is_on_its_way_in(
    hendelse: Callable[[], object],
    person: type[Exception],
    maskin: type[Exception] | None,
    begge: type[Exception],
    konto: Konto,
    kari: User,
    system: Integrasjon,
) -> None:
    delinger = [
        Deling.objects.create(konto=konto, delt_av_bruker=kari),
        Deling.objects.create(konto=konto, delt_av_integrasjon=system),
        Deling.objects.create(konto=konto, delt_av_bruker=kari, delt_av_integrasjon=system),
    ]
    for deling in delinger:
        tilgang.krev_kan_fortsatt_dele(deling)
    hendelse()
    for deling, feil in zip(delinger, (person, maskin, begge), strict=True):
        if feil is None:
            tilgang.krev_kan_fortsatt_dele(deling)
        else:
            with pytest.raises(feil):
                tilgang.krev_kan_fortsatt_dele(Deling.objects.get(pk=deling.pk))


def test_it_stops_what_a_system_began_for_a_person_when_the_system_is_gone(
    konto: Konto, kari: User, system: Integrasjon
) -> None:
    deling = Deling.objects.create(konto=konto, delt_av_bruker=kari, delt_av_integrasjon=system)
    Integrasjonstilgang.objects.all().delete()
    tilgang.krev_kan_fortsatt_dele(deling)  # the person's accesses decide, and the system need only be there
    Integrasjon.objects.filter(pk=system.pk).update(slettet=timezone.now())
    lag_system(konto)
    with pytest.raises(ManglerRett):
        tilgang.krev_kan_fortsatt_dele(deling)


@pytest.mark.usefixtures("kari")  # who may, on the same konto
def test_it_asks_for_the_right_on_this_konto_and_of_this_one(
    konto: Konto, uten_rett: User, system: Integrasjon
) -> None:
    annen = Konto.objects.create(organisasjon=konto.organisasjon, navn="En annen")
    Kontotilgang.objects.create(konto=annen, bruker=uten_rett, kan_dele=True)
    Integrasjonstilgang.objects.all().delete()
    Integrasjonstilgang.objects.create(integrasjon=system, konto=annen)
    lag_system(konto)
    with pytest.raises(ManglerRett):
        tilgang.krev_kan_fortsatt_dele(Deling.objects.create(konto=konto, delt_av_bruker=uten_rett))
    with pytest.raises(ManglerRett):
        tilgang.krev_kan_fortsatt_dele(Deling.objects.create(konto=konto, delt_av_integrasjon=system))


def _til(deling: Deling, type_: Mottaker.Type, oppslag: str) -> None:
    Mottaker.objects.create(deling=deling, type=type_, oppslag=oppslag, ident_kryptert=b"x")


def test_it_opens_for_those_it_is_for_and_nobody_else(
    konto: Konto, kari: User, mottaker: User, fremmed: User, system: Integrasjon
) -> None:
    deling, annen = lag_utkast(konto, kari), lag_utkast(konto, kari)
    deling.delt = deling.opprettet
    _til(deling, Mottaker.Type.PERSON, mottaker.fnr_hash)
    _til(deling, Mottaker.Type.INTEGRASJON, str(system.pk))
    _til(annen, Mottaker.Type.PERSON, fremmed.fnr_hash)
    _til(deling, Mottaker.Type.AUTORISASJON, fremmed.fnr_hash)
    andre = lag_system(konto)
    _til(annen, Mottaker.Type.INTEGRASJON, str(andre.pk))
    _til(deling, Mottaker.Type.AUTORISASJON, str(andre.pk))
    assert [tilgang.kan_apne(bruker=bruker, deling=deling) for bruker in (mottaker, fremmed)] == [True, False]
    assert [tilgang.kan_hente(integrasjon=en, deling=deling) for en in (system, andre)] == [True, False]


def test_it_lists_the_businesses_of_a_deling_in_order(konto: Konto, kari: User) -> None:
    deling, annen = lag_utkast(konto, kari), lag_utkast(konto, kari)
    deling.delt = deling.opprettet
    for orgnr in ("312401010", "212340014"):
        _til(deling, Mottaker.Type.ORGANISASJON, orgnr)
    _til(annen, Mottaker.Type.ORGANISASJON, "212341029")
    _til(deling, Mottaker.Type.AUTORISASJON, "999999999")
    assert tilgang.virksomheter_i(deling) == ["212340014", "312401010"]


@pytest.mark.parametrize("godkjenning", ["", "venter", "godkjent", "avvist"])
def test_it_lets_nobody_in_who_receives_until_it_is_approved(
    godkjenning: str, konto: Konto, kari: User, mottaker: User, system: Integrasjon
) -> None:
    deling = lag_utkast(konto, kari)
    deling.delt, deling.godkjenning = deling.opprettet, godkjenning
    _til(deling, Mottaker.Type.PERSON, mottaker.fnr_hash)
    _til(deling, Mottaker.Type.INTEGRASJON, str(system.pk))
    _til(deling, Mottaker.Type.ORGANISASJON, "312401010")
    slipper = godkjenning in {"", "godkjent"}
    assert tilgang.kan_apne(bruker=mottaker, deling=deling) == slipper
    assert tilgang.kan_hente(integrasjon=system, deling=deling) == slipper
    assert tilgang.virksomheter_i(deling) == (["312401010"] if slipper else [])
    assert tilgang.kan_se_deling(kari, deling)
