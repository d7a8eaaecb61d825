"""A konto is made, renamed, set up and deleted."""

from dataclasses import replace

import pytest
from celery import current_app
from celery.signals import before_task_publish
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings
from structlog.testing import capture_logs

from hendelser.models import Hendelse, Hendelsestype
from kontoer.errors import IkkeFunnet, IkkeTattIBruk, KontoSlettet, ManglerRett, UgyldigVerdi
from kontoer.models import Konto, Organisasjon
from kontoer.services.konto import (
    Kontoinnstillinger,
    endre_innstillinger,
    gi_nytt_navn,
    opprett_konto,
    slett_konto,
)
from standins.personer import personer
from tests.dytt import vent_pa_dytt
from tests.kontoer.samtidig import samtidig
from users.models import User

INNSTILLINGER = Kontoinnstillinger(
    standard_varighet_dager=7, lengste_varighet_dager=14, sikkerhetsniva=4, taushetsbelagt=True
)


def test_it_makes_a_konto_from_a_name(organisasjon: Organisasjon, admin: User) -> None:
    konto = opprett_konto(organisasjon=organisasjon, navn=" Plan  og bygg ", av=admin)
    assert (konto.navn, konto.organisasjon) == ("Plan og bygg", organisasjon)
    hendelse = Hendelse.objects.get()
    assert (hendelse.type, hendelse.konto_id, hendelse.aktor_id) == ("konto_opprettet", konto.id, admin.id)


def test_it_refuses_a_name_in_use_but_not_one_of_a_deleted_konto(konto: Konto, admin: User) -> None:
    with pytest.raises(UgyldigVerdi) as feil:
        opprett_konto(organisasjon=konto.organisasjon, navn=konto.navn, av=admin)
    assert feil.value.felt == "navn"
    slett_konto(konto=konto, av=admin)
    assert opprett_konto(organisasjon=konto.organisasjon, navn=konto.navn, av=admin).id != konto.id


def test_it_wants_the_service_taken_into_use_first(organisasjon: Organisasjon, admin: User) -> None:
    organisasjon.tatt_i_bruk = None
    organisasjon.save()
    with pytest.raises(IkkeTattIBruk):
        opprett_konto(organisasjon=organisasjon, navn="Bygg", av=admin)
    assert not Konto.objects.exists()


def test_it_renames_and_remembers_the_old_name(konto: Konto, admin: User) -> None:
    gi_nytt_navn(konto=konto, navn="Barneverntjenesten", av=admin)
    gi_nytt_navn(konto=konto, navn="Barneverntjenesten", av=admin)
    konto.refresh_from_db()
    assert konto.navn == "Barneverntjenesten"
    assert Hendelse.objects.get().data == {"gammelt_navn": "Barnevern", "navn": "Barneverntjenesten"}


def test_it_does_not_rename_to_a_name_in_use(konto: Konto, andre_konto: Konto, admin: User) -> None:
    with pytest.raises(UgyldigVerdi):
        gi_nytt_navn(konto=konto, navn=andre_konto.navn, av=admin)
    assert konto.navn == "Barnevern"
    assert not Hendelse.objects.exists()


def test_it_changes_settings_and_logs_only_what_changed(konto: Konto, admin: User) -> None:
    endre_innstillinger(konto=konto, innstillinger=INNSTILLINGER, av=admin)
    endre_innstillinger(konto=konto, innstillinger=replace(INNSTILLINGER, taushetsbelagt=False), av=admin)
    endre_innstillinger(konto=konto, innstillinger=replace(INNSTILLINGER, taushetsbelagt=False), av=admin)
    konto.refresh_from_db()
    assert (konto.standard_varighet_dager, konto.lengste_varighet_dager, konto.sikkerhetsniva) == (7, 14, 4)
    assert Hendelse.objects.all()[0].data == {"taushetsbelagt": False}
    assert Hendelse.objects.count() == 2


@pytest.mark.parametrize(
    ("felt", "verdi"),
    [
        ("lengste_varighet_dager", 0),
        ("lengste_varighet_dager", 3651),
        ("standard_varighet_dager", 0),
        ("standard_varighet_dager", 15),
        ("sikkerhetsniva", 2),
        ("maks_mottakere", 0),
        ("maks_mottakere", 201),
    ],
)
def test_it_refuses_settings_out_of_bounds(felt: str, verdi: int, konto: Konto, admin: User) -> None:
    with pytest.raises(UgyldigVerdi) as feil:
        endre_innstillinger(konto=konto, innstillinger=replace(INNSTILLINGER, **{felt: verdi}), av=admin)  # type: ignore[arg-type]
    assert feil.value.felt == felt
    konto.refresh_from_db()
    assert konto.lengste_varighet_dager == 365


def test_it_limits_the_recipients_and_takes_the_limit_away(konto: Konto, admin: User, settings: Settings) -> None:
    endre_innstillinger(konto=konto, innstillinger=replace(INNSTILLINGER, maks_mottakere=5, fire_oyne=True), av=admin)
    konto.refresh_from_db()
    assert (konto.flest_mottakere, konto.fire_oyne) == (5, True)
    settings.DELING_MAKS_MOTTAKERE = 3
    assert konto.flest_mottakere == 3
    endre_innstillinger(konto=konto, innstillinger=INNSTILLINGER, av=admin)
    konto.refresh_from_db()
    assert (konto.maks_mottakere, konto.fire_oyne) == (None, False)
    assert Hendelse.objects.all()[0].data == {"maks_mottakere": None, "fire_oyne": False}


def test_it_deletes_once_and_asks_for_the_sweep(
    konto: Konto, admin: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    sendt: list[str] = []

    def husk(sender: str, **_resten: object) -> None:
        sendt.append(sender)

    before_task_publish.connect(husk, weak=False)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            slett_konto(konto=konto, av=admin)
            assert not sendt
        vent_pa_dytt()
    finally:
        before_task_publish.disconnect(husk)
    assert sendt == ["dokumenter.avslutt_utlopte", "dokumenter.skriv_gravsteiner"]
    konto.refresh_from_db()
    assert konto.er_slettet
    with pytest.raises(KontoSlettet):
        slett_konto(konto=Konto.objects.get(), av=admin)
    assert Hendelse.objects.get().type == Hendelsestype.KONTO_SLETTET


def test_it_deletes_although_the_broker_is_away(
    konto: Konto, admin: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    vanlig = {navn: current_app.conf[navn] for navn in ("broker_url", "broker_transport")}
    current_app.conf.update(broker_url="redis://127.0.0.1:9/0", broker_transport="redis")
    current_app.amqp._producer_pool = None
    try:
        with capture_logs() as logg:
            with django_capture_on_commit_callbacks(execute=True):
                slett_konto(konto=konto, av=admin)
            vent_pa_dytt()
    finally:
        current_app.conf.update(vanlig)
        current_app.amqp._producer_pool = None
    assert logg[0]["event"] == "dytt_tapt"
    konto.refresh_from_db()
    assert konto.er_slettet


def test_it_listens_only_to_an_administrator_of_the_organisation(
    konto: Konto, kari: User, kontoadmin: User, per: User
) -> None:
    for av, feil in ((kari, ManglerRett), (kontoadmin, ManglerRett), (per, IkkeFunnet)):
        with pytest.raises(feil):
            opprett_konto(organisasjon=konto.organisasjon, navn="Bygg", av=av)
        with pytest.raises(feil):
            gi_nytt_navn(konto=konto, navn="Bygg", av=av)
        with pytest.raises(feil):
            endre_innstillinger(konto=konto, innstillinger=INNSTILLINGER, av=av)
        with pytest.raises(feil):
            slett_konto(konto=konto, av=av)
    assert not Hendelse.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_it_lets_one_of_two_have_the_name(konto: Konto, andre_konto: Konto, admin: User) -> None:
    utfall = samtidig(
        lambda: gi_nytt_navn(konto=konto, navn="Oppvekst", av=admin),
        lambda: gi_nytt_navn(konto=andre_konto, navn="Oppvekst", av=admin),
        lambda: opprett_konto(organisasjon=konto.organisasjon, navn="Oppvekst", av=admin),
    )
    assert sorted(type(feil).__name__ for feil in utfall) == ["NoneType", "UgyldigVerdi", "UgyldigVerdi"]
    assert Konto.objects.filter(navn="Oppvekst").count() == 1
    assert Hendelse.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_it_deletes_once_when_two_ask(konto: Konto, admin: User) -> None:
    andre = Konto.objects.get()
    utfall = samtidig(lambda: slett_konto(konto=konto, av=admin), lambda: slett_konto(konto=andre, av=admin))
    assert sorted(type(feil).__name__ for feil in utfall) == ["KontoSlettet", "NoneType"]
    assert Hendelse.objects.count() == 1


def test_it_lets_a_konto_leave_a_name_that_holds_a_number_and_does_not_log_it(konto: Konto, admin: User) -> None:
    fnr = personer["mottaker"].fnr
    konto.navn = f"Sak {fnr[:6]}/{fnr[6:]}"  # from before the rule
    konto.save()
    gi_nytt_navn(konto=konto, navn="Barneverntjenesten", av=admin)
    assert Hendelse.objects.get().data == {"gammelt_navn": "Sak …", "navn": "Barneverntjenesten"}


def test_it_lets_a_konto_decide_what_scanning_means(konto: Konto, admin: User, settings: Settings) -> None:
    settings.CLAMAV_ADRESSE = "127.0.0.1:3310"
    endre_innstillinger(konto=konto, innstillinger=replace(INNSTILLINGER, skann_policy="blokker"), av=admin)
    konto.refresh_from_db()
    assert konto.skanning == "blokker"
    assert Hendelse.objects.latest("pk").data["skann_policy"] == "blokker"
    endre_innstillinger(konto=konto, innstillinger=INNSTILLINGER, av=admin)
    assert konto.skanning == "blokker"
    endre_innstillinger(konto=konto, innstillinger=replace(INNSTILLINGER, skann_policy=""), av=admin)
    assert konto.skanning == "av"


@pytest.mark.parametrize(("adresse", "policy"), [("", "varsle"), ("", "blokker"), ("127.0.0.1:3310", "tull")])
def test_it_refuses_a_scan_that_cannot_be_done(
    konto: Konto, admin: User, settings: Settings, adresse: str, policy: str
) -> None:
    settings.CLAMAV_ADRESSE = adresse
    with pytest.raises(UgyldigVerdi) as feil:
        endre_innstillinger(konto=konto, innstillinger=replace(INNSTILLINGER, skann_policy=policy), av=admin)
    assert feil.value.felt == "skann_policy"
