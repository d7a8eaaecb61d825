"""A download that is running when the login ends, however it ends, stops at the next block."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.utils import timezone

from dokumenter.models import Mottaker
from dokumenter.services import nedlasting
from kontoer.models import Integrasjon, Konto
from tests.conftest import lag_bruker
from tests.dokumenter.api.conftest import System, integrasjon, maskinporten, system
from tests.dokumenter.fabrikk import lag_deling
from tests.dokumenter.views.nedlasting.lag import bitene_i, leveranser, url_til
from tests.idporten import Person
from tests.users.test_middleware import flytt_tiden
from users import klokke
from users.models import User

__all__ = ["integrasjon", "maskinporten", "system"]

MIB = 1024**2
STORT = bytes(4 * MIB)


@pytest.fixture(autouse=True)
def _spor_hver_gang(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if every piece took two seconds."""
    monkeypatch.setattr(nedlasting, "_SPOR_IGJEN_SEKUNDER", -1.0)


@pytest.fixture
def mona(person: Callable[[str], Person], mottaker: User) -> Person:
    """The recipient, logged in at ID-porten."""
    mona = person("mottaker")
    mona.logg_inn()
    return mona


@pytest.fixture
def stor_url(konto: Konto, kari: User, mottaker: User) -> str:
    """Some MiB, shared with the recipient."""
    return url_til(lag_deling(konto, kari, mottaker, innhold=STORT).dokumenter.get())


def _selv(mona: Person) -> None:
    mona.produkt.post("/logg-ut/")


def _frontkanal(mona: Person) -> None:
    felter = {"iss": mona.idporten.issuer, "sid": mona.sid}
    assert Client().get("/oidc/frontchannel-logout/", felter).status_code == 200


def _bakkanal(mona: Person) -> None:
    token = mona.idporten.lag_logout_token(settings.IDPORTEN_CLIENT_ID, mona.sid)
    assert Client().post("/oidc/backchannel-logout/", {"logout_token": token}).status_code == 200


def _lengst(mona: Person) -> None:
    okt = mona.produkt.session
    okt["innlogget"] -= 121 * 60
    okt.save()


def _sperret(mona: Person) -> None:
    User.objects.update(is_active=False)


@pytest.mark.parametrize("slutt", [_selv, _frontkanal, _bakkanal, _lengst, _sperret])
def test_it_stops_when_the_login_ends(mona: Person, stor_url: str, slutt: Callable[[Person], None]) -> None:
    biter = bitene_i(mona.produkt.get(stor_url))
    fatt = [len(next(biter))]
    slutt(mona)
    with pytest.raises(ConnectionResetError):
        fatt.extend(map(len, biter))
    assert sum(fatt) < len(STORT)
    [levert] = leveranser()
    assert (levert["fullfort"], levert["til"]) == (False, MIB)


def test_it_goes_on_while_the_login_lasts(mona: Person, stor_url: str) -> None:
    biter = bitene_i(mona.produkt.get(stor_url))
    fatt = len(next(biter))
    mona.produkt.get("/mottatt/")
    assert fatt + sum(map(len, biter)) == len(STORT)


def test_it_keeps_one_who_waits_for_a_large_file_from_being_idle(mona: Person, stor_url: str) -> None:
    biter = bitene_i(mona.produkt.get(stor_url))
    fatt = len(next(biter))
    flytt_tiden(mona.produkt, aktiv=29)
    assert fatt + sum(map(len, biter)) == len(STORT)
    assert mona.produkt.session["siste_aktivitet"] > klokke.naa() - 60


def test_it_stops_when_the_same_person_has_logged_in_anew(mona: Person, stor_url: str) -> None:
    biter = bitene_i(mona.produkt.get(stor_url))
    next(biter)
    _selv(mona)
    mona.logg_inn()
    with pytest.raises(ConnectionResetError):
        list(biter)


def test_it_goes_on_when_somebody_else_logs_out(
    mona: Person, stor_url: str, nettleser_for: Callable[[User | None], Client]
) -> None:
    biter = bitene_i(mona.produkt.get(stor_url))
    fatt = len(next(biter))
    nettleser_for(lag_bruker("mottaker2")).post("/logg-ut/")
    assert fatt + sum(map(len, biter)) == len(STORT)


def _nytt_passord() -> object:
    return Integrasjon.objects.update(passord_hash=make_password("et-annet"))


def _slettet() -> object:
    return Integrasjon.objects.update(slettet=timezone.now())


def _annet_orgnr() -> object:
    return Integrasjon.objects.update(autorisert_orgnr="311501038")


def _ikke_mottaker() -> object:
    return Mottaker.objects.all().delete()


def _last_ned(system: System, konto: Konto, kari: User) -> object:
    deling = lag_deling(konto, kari, innhold=STORT)
    Mottaker.objects.create(deling=deling, type=Mottaker.Type.INTEGRASJON, oppslag=str(system.integrasjon.pk))
    return system.kall("GET", f"/dokumentlager/nedlasting/{deling.dokumenter.get().pk}")


@pytest.mark.parametrize("mist", [_nytt_passord, _slettet, _annet_orgnr, _ikke_mottaker])
def test_it_stops_a_system_that_is_let_in_no_more(
    system: System, konto: Konto, kari: User, mist: Callable[[], object]
) -> None:
    biter = bitene_i(_last_ned(system, konto, kari))
    next(biter)
    mist()
    with pytest.raises(ConnectionResetError):
        list(biter)


def test_it_lets_a_system_have_all_of_it(system: System, konto: Konto, kari: User) -> None:
    assert sum(map(len, bitene_i(_last_ned(system, konto, kari)))) == len(STORT)
