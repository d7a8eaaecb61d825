from __future__ import annotations

import base64
import time
from collections.abc import Callable

import jwt
import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import caches
from django.utils import timezone
from pytest_django.fixtures import Settings

from kontoer import takt
from kontoer.errors import ForMangeGalePassord, IkkeAutentisert, TokenutstederUtilgjengelig
from kontoer.models import Integrasjon, Organisasjon
from kontoer.services import autentisering
from kontoer.services.autentisering import Innringer, autentiser
from kontoer.services.integrasjon import lag_nytt_passord, slett_integrasjon
from standins.idporten import IdPorten
from standins.idporten.token import access_token
from standins.klienter import Klient
from standins.maskinporten import Maskinporten
from standins.nokler import feil_nokkel
from standins.personer import integrasjoner, personer
from standins.server import Standins
from users.models import User

PASSORD = "et-langt-passord-for-test"
ORGNR = integrasjoner["leverandor"].orgnr


@pytest.fixture(autouse=True)
def _rask_hash(settings: Settings) -> None:
    """Slow hashes would make up nearly all of the time here."""
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    ]


@pytest.fixture
def maskinporten(standins: Standins, settings: Settings) -> Maskinporten:
    standins.nullstill()
    autentisering._publisert.cache_clear()  # each test begins in a process that has seen no keys
    settings.MASKINPORTEN_ISSUER = standins.maskinporten.issuer
    return standins.maskinporten


@pytest.fixture
def integrasjon(organisasjon: Organisasjon) -> Integrasjon:
    return Integrasjon.objects.create(
        organisasjon=organisasjon, navn="Fagsystem", autorisert_orgnr=ORGNR, passord_hash=make_password(PASSORD)
    )


def ring(
    integrasjon: Integrasjon | str, token: str, passord: str | None = PASSORD, kilde: str = "192.0.2.1"
) -> Innringer:
    id_ = integrasjon if isinstance(integrasjon, str) else str(integrasjon.id)
    return autentiser(authorization=f"Bearer {token}", integrasjon_id=id_, passord=passord, kilde=kilde)


def test_it_knows_a_system_by_token_id_and_password(maskinporten: Maskinporten, integrasjon: Integrasjon) -> None:
    innringer = ring(integrasjon, maskinporten.lag_token(ORGNR, "annet:scope ks:fiks"))
    assert innringer.integrasjon == integrasjon
    assert innringer.aktor == integrasjon.aktor


def test_it_takes_no_other_token_for_one_it_remembers(maskinporten: Maskinporten, integrasjon: Integrasjon) -> None:
    token = maskinporten.lag_token(ORGNR)
    for _gang in range(2):
        assert ring(integrasjon, token).integrasjon == integrasjon
    with pytest.raises(IkkeAutentisert):
        ring(integrasjon, _annen_nokkel(token))


def test_it_remembers_no_token_that_has_expired(maskinporten: Maskinporten, integrasjon: Integrasjon) -> None:
    """Clocks differ, so for some seconds more it is good; but then its keys are asked for, each time."""
    token = maskinporten.lag_token(ORGNR, krav={"exp": int(time.time()) - 1})
    ring(integrasjon, token)
    autentisering._publisert.cache_clear()
    caches["default"].clear()
    maskinporten.spoler = {"jwks": {"status": 500}, "varig": True}
    with pytest.raises(TokenutstederUtilgjengelig):
        ring(integrasjon, token)


def test_it_decides_on_the_consumer_when_a_supplier_calls(maskinporten: Maskinporten, integrasjon: Integrasjon) -> None:
    assert ring(integrasjon, maskinporten.lag_token(ORGNR, leverandor="311501038")).integrasjon == integrasjon
    with pytest.raises(IkkeAutentisert):
        ring(integrasjon, maskinporten.lag_token("311501038", leverandor=ORGNR))


DARLIGE_KRAV: dict[str, dict[str, object]] = {
    "utløpt": {"exp": int(time.time()) - 60},
    "uten exp": {"exp": None},
    "feil utsteder": {"iss": "https://maskinporten.example/"},
    "utsteder uten skråstrek": {"iss": None},
    "uten scope": {"scope": None},
    "annet scope": {"scope": "ks:fiks2 xks:fiks"},
    "scope som liste": {"scope": ["ks:fiks"]},
    "uten consumer": {"consumer": None},
    "consumer som tekst": {"consumer": f"0192:{ORGNR}"},
    "annen autoritet": {"consumer": {"authority": "noe-annet", "ID": f"0192:{ORGNR}"}},
    "annet prefiks": {"consumer": {"authority": "iso6523-actorid-upis", "ID": f"9908:{ORGNR}"}},
    "orgnr uten prefiks": {"consumer": {"authority": "iso6523-actorid-upis", "ID": ORGNR}},
    "annet orgnr": {"consumer": {"authority": "iso6523-actorid-upis", "ID": "0192:311501038"}},
}


@pytest.mark.parametrize("krav", DARLIGE_KRAV.values(), ids=DARLIGE_KRAV.keys())
def test_it_refuses_a_token_that_is_not_right(
    krav: dict[str, object], maskinporten: Maskinporten, integrasjon: Integrasjon
) -> None:
    with pytest.raises(IkkeAutentisert):
        ring(integrasjon, maskinporten.lag_token(ORGNR, krav=krav))


@pytest.mark.parametrize("exp", [1e308, 10**30, 10**400, float("inf"), float("nan"), -1, True, "9999999999", [], {}])
def test_it_refuses_a_token_that_ends_at_no_time(
    exp: object, maskinporten: Maskinporten, integrasjon: Integrasjon
) -> None:
    with pytest.raises(IkkeAutentisert):
        ring(integrasjon, maskinporten.lag_token(ORGNR, krav={"exp": exp}))


@pytest.mark.parametrize("dypt", ["[" * 9000, '{"alg":' * 1500])
def test_it_refuses_a_token_that_is_nested_too_deep(dypt: str, integrasjon: Integrasjon) -> None:
    hode = base64.urlsafe_b64encode(dypt.encode()).decode().rstrip("=")
    with pytest.raises(IkkeAutentisert):
        ring(integrasjon, f"{hode}.e30.c2ln")


def test_it_does_not_call_a_new_key_wrong_while_it_cannot_be_had(
    maskinporten: Maskinporten, integrasjon: Integrasjon
) -> None:
    ring(integrasjon, maskinporten.lag_token(ORGNR))
    maskinporten.nokler.roter()
    token = maskinporten.lag_token(ORGNR)
    maskinporten.spoler = {"jwks": {"status": 500}, "varig": True}
    for _gang in range(7):
        with pytest.raises(TokenutstederUtilgjengelig):
            ring(integrasjon, token)


def _uten_signatur(token: str) -> str:
    return token.rpartition(".")[0] + "."


def _annen_nokkel(token: str) -> str:
    krav = jwt.decode(token, options={"verify_signature": False})
    kid = jwt.get_unverified_header(token)["kid"]
    return jwt.encode(krav, feil_nokkel().private, algorithm="RS256", headers={"kid": kid})


def _ingen_algoritme(token: str) -> str:
    return jwt.encode(jwt.decode(token, options={"verify_signature": False}), "", algorithm="none")


def _symmetrisk(token: str) -> str:
    krav = jwt.decode(token, options={"verify_signature": False})
    return jwt.encode(krav, "x" * 32, algorithm="HS256", headers={"kid": jwt.get_unverified_header(token)["kid"]})


def _ukjent_kid(token: str) -> str:
    krav = jwt.decode(token, options={"verify_signature": False})
    return jwt.encode(krav, feil_nokkel().private, algorithm="RS256", headers={"kid": "finnes-ikke"})


@pytest.mark.parametrize(
    "forvansk",
    [_uten_signatur, _annen_nokkel, _ingen_algoritme, _symmetrisk, _ukjent_kid, lambda t: "", lambda t: "a.b.c"],
    ids=["uten signatur", "annen nøkkel", "alg none", "HS256", "ukjent kid", "tomt", "tull"],
)
def test_it_refuses_a_token_maskinporten_did_not_sign(
    forvansk: Callable[[str], str], maskinporten: Maskinporten, integrasjon: Integrasjon
) -> None:
    with pytest.raises(IkkeAutentisert):
        ring(integrasjon, forvansk(maskinporten.lag_token(ORGNR)))


@pytest.mark.parametrize("passord", [None, "", "feil", PASSORD + " ", "x" * 10_000])
def test_it_refuses_a_wrong_password(passord: str | None, maskinporten: Maskinporten, integrasjon: Integrasjon) -> None:
    token = maskinporten.lag_token(ORGNR)
    for _gang in range(2):
        with pytest.raises(IkkeAutentisert):
            ring(integrasjon, token, passord)


@pytest.mark.parametrize("id_", ["", "ikke-en-uuid", "00000000-0000-4000-8000-000000000000"])
def test_it_refuses_an_unknown_id(id_: str, maskinporten: Maskinporten, integrasjon: Integrasjon) -> None:
    with pytest.raises(IkkeAutentisert):
        ring(id_, maskinporten.lag_token(ORGNR))


def test_it_cuts_calls_at_once_when_the_password_is_changed_or_the_integration_deleted(
    maskinporten: Maskinporten, integrasjon: Integrasjon, admin: User
) -> None:
    token = maskinporten.lag_token(ORGNR)
    ring(integrasjon, token)
    nytt = lag_nytt_passord(integrasjon=integrasjon, av=admin).passord
    with pytest.raises(IkkeAutentisert):
        ring(integrasjon, token)
    ring(integrasjon, token, nytt)
    slett_integrasjon(integrasjon=integrasjon, av=admin)
    with pytest.raises(IkkeAutentisert):
        ring(integrasjon, token, nytt)


def test_it_does_not_ask_the_slow_hash_at_every_call(
    maskinporten: Maskinporten, integrasjon: Integrasjon, settings: Settings
) -> None:
    integrasjon.passord_hash = make_password(PASSORD, hasher="pbkdf2_sha256")
    integrasjon.save()
    token = maskinporten.lag_token(ORGNR)
    ring(integrasjon, token)
    # The hasher is taken away: what is known of the password is not asked of it again.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    for _gang in range(5):
        ring(integrasjon, token)
    caches["prosess"].clear()
    with pytest.raises(IkkeAutentisert):
        ring(integrasjon, token)


def test_it_stops_hashing_guesses_but_lets_in_who_is_known(
    maskinporten: Maskinporten, integrasjon: Integrasjon, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = maskinporten.lag_token(ORGNR)
    with monkeypatch.context() as lang:
        lang.setattr(takt, "_VINDU_SEKUNDER", 10**9)  # no test runs across its end
        ring(integrasjon, token)
        for nr in range(20):
            for _igjen in range(2):
                with pytest.raises(IkkeAutentisert):
                    ring(integrasjon, token, f"gjetning {nr}")
        with pytest.raises(ForMangeGalePassord) as feil:
            ring(integrasjon, token, "gjetning 20")
        assert feil.value.vent_sekunder > 0
        assert ring(integrasjon, token).integrasjon == integrasjon
    with pytest.raises(IkkeAutentisert):
        ring(integrasjon, token, "gjetning 20 i et nytt minutt")


def _gjett(integrasjon: Integrasjon | str, token: str, antall: int, kilde: str) -> None:
    for nr in range(antall):
        with pytest.raises(IkkeAutentisert):
            ring(integrasjon, token, f"gjetning {nr} fra {kilde}", kilde)


def test_it_lets_in_who_has_the_right_password_while_somebody_else_guesses(
    maskinporten: Maskinporten, integrasjon: Integrasjon, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also in a process that has not seen it before, and also another system of the same owner at the guesser's."""
    monkeypatch.setattr(takt, "_VINDU_SEKUNDER", 10**9)
    annen = Integrasjon.objects.create(
        organisasjon=integrasjon.organisasjon, navn="Annet", autorisert_orgnr=ORGNR, passord_hash=make_password(PASSORD)
    )
    token = maskinporten.lag_token(ORGNR)
    _gjett(integrasjon, token, 20, "192.0.2.66")
    with pytest.raises(ForMangeGalePassord):
        ring(integrasjon, token, PASSORD, "192.0.2.66")
    assert ring(integrasjon, token, PASSORD, "192.0.2.1").integrasjon == integrasjon
    assert ring(annen, token, PASSORD, "192.0.2.66").integrasjon == annen
    assert ring(integrasjon, token, PASSORD, "192.0.2.66").integrasjon == integrasjon, "known by now"


def test_it_hashes_no_more_for_guessers_of_many_addresses(
    maskinporten: Maskinporten, integrasjon: Integrasjon, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(takt, "_VINDU_SEKUNDER", 10**9)
    token = maskinporten.lag_token(ORGNR)
    ring(integrasjon, token)
    for nr in range(10):
        _gjett("00000000-0000-4000-8000-000000000000", token, 20, f"192.0.2.{100 + nr}")
    with pytest.raises(ForMangeGalePassord):
        ring(integrasjon, token, "gjetning", "192.0.2.250")
    assert ring(integrasjon, token).integrasjon == integrasjon, "remembered"


def test_it_counts_guesses_without_the_address_they_come_from(
    maskinporten: Maskinporten, integrasjon: Integrasjon, monkeypatch: pytest.MonkeyPatch
) -> None:
    talt: list[str] = []
    monkeypatch.setattr(takt, "tell", talt.append)
    _gjett(integrasjon, maskinporten.lag_token(ORGNR), 1, "192.0.2.66")
    assert talt
    assert "192.0.2.66" not in repr(talt)


def test_it_keeps_no_password_in_the_cache(
    maskinporten: Maskinporten, integrasjon: Integrasjon, monkeypatch: pytest.MonkeyPatch
) -> None:
    skrevet: list[object] = []
    monkeypatch.setattr(caches["prosess"], "set", lambda *args: skrevet.append(args))
    ring(integrasjon, maskinporten.lag_token(ORGNR))
    assert skrevet
    assert PASSORD not in repr(skrevet)


def test_it_says_that_it_cannot_check_while_maskinporten_is_down(
    maskinporten: Maskinporten, integrasjon: Integrasjon
) -> None:
    token = maskinporten.lag_token(ORGNR)
    maskinporten.spoler = {"jwks": {"status": 500}, "varig": True}
    with pytest.raises(TokenutstederUtilgjengelig):
        ring(integrasjon, token)
    maskinporten.nullstill()
    ring(integrasjon, token)
    autentisering._publisert.cache_clear()
    maskinporten.spoler = {"jwks": {"status": 500}, "metadata": {"status": 500}, "varig": True}
    ring(integrasjon, token)


@pytest.fixture
def klient_hos_idporten(idporten: IdPorten) -> Klient:
    return idporten.registrer_klient(
        client_id="fagsystem-innbygger",
        jwks={"keys": []},
        redirect_uris=("http://127.0.0.1/",),
        orgnr=ORGNR,
    )


def test_it_lets_the_person_decide_when_the_token_is_id_portens(
    maskinporten: Maskinporten, idporten: IdPorten, klient_hos_idporten: Klient, integrasjon: Integrasjon, kari: User
) -> None:
    token = access_token(idporten, klient_hos_idporten, personer["kari"].fnr, scope="openid ks:fiks")
    innringer = ring(integrasjon, token)
    assert innringer.person == kari
    assert innringer.aktor == kari.aktor
    assert innringer.niva == 4


def test_it_refuses_a_persons_token_without_our_scope_or_for_another_consumer(
    maskinporten: Maskinporten, idporten: IdPorten, klient_hos_idporten: Klient, integrasjon: Integrasjon
) -> None:
    fnr = personer["kari"].fnr
    with pytest.raises(IkkeAutentisert):
        ring(integrasjon, access_token(idporten, klient_hos_idporten, fnr))
    Integrasjon.objects.update(autorisert_orgnr="311501038")
    with pytest.raises(IkkeAutentisert):
        ring(integrasjon, access_token(idporten, klient_hos_idporten, fnr, scope="ks:fiks"))


def test_it_refuses_a_persons_token_without_a_number(
    maskinporten: Maskinporten, idporten: IdPorten, klient_hos_idporten: Klient, integrasjon: Integrasjon
) -> None:
    with pytest.raises(IkkeAutentisert):
        ring(integrasjon, access_token(idporten, klient_hos_idporten, "", scope="ks:fiks"))


def test_it_refuses_a_deleted_integration(maskinporten: Maskinporten, integrasjon: Integrasjon) -> None:
    Integrasjon.objects.update(slettet=timezone.now())
    with pytest.raises(IkkeAutentisert):
        ring(integrasjon, maskinporten.lag_token(ORGNR))
