"""The demo municipality is made through the services, and only once."""

import json
from pathlib import Path

import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import call_command

from hendelser.models import Hendelse, Hendelsestype
from kontoer.models import Administrator, Integrasjon, Integrasjonstilgang, Konto, Kontotilgang, Organisasjon
from kontoer.tilgang import er_i_bruk, kan_se_delinger
from standins.personer import PERSONER_JSON, integrasjoner, kommuner, personer
from users.services.brukere import finn_eller_opprett_bruker

pytestmark = pytest.mark.django_db


def last() -> None:
    """Load the demo as `make run` does."""
    call_command("last_demo", personer=str(PERSONER_JSON), verbosity=0)


def test_it_makes_the_municipalities_ready_to_use() -> None:
    last()
    assert Organisasjon.objects.filter(tatt_i_bruk__isnull=False).count() == len(kommuner)
    assert Administrator.objects.count() == sum(len(kommune.administratorer) for kommune in kommuner.values())
    assert Hendelse.objects.filter(type=Hendelsestype.TATT_I_BRUK).count() == len(kommuner)


@pytest.mark.parametrize(("key", "rett"), [("kari", True), ("ola", True), ("uten_rett", False), ("per", False)])
def test_it_gives_each_person_the_rights_they_are_said_to_have(key: str, rett: bool) -> None:
    last()
    bruker = finn_eller_opprett_bruker(fnr=personer[key].fnr)
    konto = Konto.objects.get(navn="Barnevern", organisasjon__orgnr=kommuner["testvik"].orgnr)
    assert (er_i_bruk(konto) and kan_se_delinger(bruker, konto)) is rett


def test_it_changes_nothing_the_second_time() -> None:
    last()
    Kontotilgang.objects.filter(bruker=finn_eller_opprett_bruker(fnr=personer["ola"].fnr)).delete()
    Konto.objects.filter(navn="Byggesak").update(navn="Plan og bygg")
    for_ = Hendelse.objects.count(), Konto.objects.count(), Kontotilgang.objects.count()
    last()
    assert (Hendelse.objects.count(), Konto.objects.count(), Kontotilgang.objects.count()) == for_


def test_it_makes_a_system_whose_password_only_the_owner_can_read(tmp_path: Path) -> None:
    fil = tmp_path / "hemmeligheter" / "fagsystem.json"
    for _gang in range(2):
        call_command("last_demo", personer=str(PERSONER_JSON), integrasjon=fil, verbosity=0)
    assert fil.stat().st_mode & 0o777 == 0o600
    innhold = json.loads(fil.read_text(encoding="utf-8"))
    integrasjon = Integrasjon.objects.get()
    assert (integrasjon.navn, integrasjon.autorisert_orgnr) == (
        integrasjoner["leverandor"].navn,
        integrasjoner["leverandor"].orgnr,
    )
    assert innhold["integrasjonId"] == str(integrasjon.id)
    assert check_password(innhold["integrasjonPassord"], integrasjon.passord_hash)
    assert Integrasjonstilgang.objects.filter(konto_id=innhold["kontoId"]).exists()


def test_it_makes_a_new_password_when_the_old_is_lost(tmp_path: Path) -> None:
    for navn in ("en.json", "to.json"):
        call_command("last_demo", personer=str(PERSONER_JSON), integrasjon=tmp_path / navn, verbosity=0)
    passord = json.loads((tmp_path / "to.json").read_text(encoding="utf-8"))["integrasjonPassord"]
    assert check_password(passord, Integrasjon.objects.get().passord_hash)
