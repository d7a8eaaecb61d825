"""The client of Maskinporten against the stand-in, which enforces every rule of the grant."""

import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from adapters.altinn import SCOPE
from adapters.http import Deadline
from adapters.maskinporten import Maskinporten, MaskinportenError
from standins.server import Standins
from tests.altinn import PEM, PRODUKT, Klokke, lag_maskinporten


def _feil(klient: Maskinporten, sekunder: float = 4) -> tuple[str, bool]:
    with pytest.raises(MaskinportenError) as fanget:
        klient.token(Deadline(sekunder))
    return fanget.value.code, fanget.value.permanent


def test_it_gets_a_token_with_the_scope(standin: Standins) -> None:
    krav = standin.maskinporten.nokler.les(lag_maskinporten(standin).token(Deadline(4)))
    assert (krav["scope"], krav["client_id"]) == (SCOPE, PRODUKT.client_id)


def test_it_reuses_the_token_and_the_metadata(standin: Standins) -> None:
    klient = lag_maskinporten(standin)
    assert len({klient.token(Deadline(4)) for _ in range(5)}) == 1
    assert standin.maskinporten.antall == {"metadata": 1, "token": 1}


def test_it_renews_a_token_shortly_before_it_expires(standin: Standins) -> None:
    standin.maskinporten.levetid_sekunder = 9
    klient = lag_maskinporten(standin)
    forste = klient.token(Deadline(4))
    assert klient.token(Deadline(4)) != forste
    assert standin.maskinporten.antall == {"metadata": 1, "token": 2}


def test_it_renews_a_token_that_was_refused(standin: Standins) -> None:
    klient = lag_maskinporten(standin)
    forste = klient.token(Deadline(4))
    klient.forget(forste)
    assert klient.token(Deadline(4)) != forste


def test_it_reads_the_metadata_again_after_a_day(standin: Standins) -> None:
    klokke = Klokke(time.time())
    klient = Maskinporten(
        issuer=standin.maskinporten.issuer,
        client_id=PRODUKT.client_id,
        private_key_pem=PEM,
        kid="produkt-1",
        scope=SCOPE,
        clock=klokke,
    )
    klient.token(Deadline(4))
    klokke.naa += 24 * 3600 + 1
    assert _feil(klient) == ("token_400_invalid_grant", True)  # the stand-in's own clock has not moved
    assert standin.maskinporten.antall == {"metadata": 2, "token": 2}


def test_it_fetches_once_for_many_threads(standin: Standins) -> None:
    standin.maskinporten.spoler = {"token": {"treg": 0.2}}
    klient = lag_maskinporten(standin)
    with ThreadPoolExecutor(10) as gruppe:
        tokener = list(gruppe.map(lambda _: klient.token(Deadline(4)), range(10)))
    assert len(set(tokener)) == 1
    assert standin.maskinporten.antall["token"] == 1


@pytest.mark.parametrize(
    ("endring", "kode"),
    [
        ({"client_id": "ukjent"}, "token_401_invalid_client"),
        ({"kid": "ukjent"}, "token_401_invalid_client"),
        ({"scope": "ks:fiks"}, "token_400_invalid_scope"),
    ],
)
def test_it_says_that_a_person_must_change_something(standin: Standins, endring: dict[str, str], kode: str) -> None:
    assert _feil(lag_maskinporten(standin, **endring)) == (kode, True)


def test_it_takes_the_issuer_to_the_letter(standin: Standins) -> None:
    klient = lag_maskinporten(standin, issuer=standin.maskinporten.issuer.rstrip("/"))
    assert _feil(klient) == ("metadata_issuer", True)


_EC = ec.generate_private_key(ec.SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.mark.parametrize("pem", ["", "tull", _EC, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"])
def test_it_refuses_a_key_that_is_none(standin: Standins, pem: str) -> None:
    with pytest.raises(MaskinportenError, match="private_key"):
        lag_maskinporten(standin, private_key_pem=pem)


@pytest.mark.parametrize(
    ("feil", "kode", "varig"),
    [
        (401, "token_401_server_error", True),
        (403, "token_403_server_error", True),
        (429, "token_429_server_error", False),
        (500, "token_500_server_error", False),
        ("tull", "nonsense", False),
        ("html", "nonsense", False),
        ("brudd", "connection", False),
    ],
)
def test_it_tells_passing_faults_from_permanent_ones(standin: Standins, feil: object, kode: str, varig: bool) -> None:
    standin.maskinporten.spoler = {"token": feil}
    klient = lag_maskinporten(standin)
    assert _feil(klient) == (kode, varig)
    assert klient.token(Deadline(4))


@pytest.mark.parametrize(
    ("feil", "kode"), [(503, "metadata_503"), ("tull", "nonsense"), ("html", "nonsense"), ("brudd", "connection")]
)
def test_it_survives_faulty_metadata(standin: Standins, feil: object, kode: str) -> None:
    standin.maskinporten.spoler = {"metadata": feil}
    klient = lag_maskinporten(standin)
    assert _feil(klient) == (kode, False)
    assert klient.token(Deadline(4))


@pytest.mark.parametrize(
    "metadata",
    [
        *([], "tekst", {}, {"token_endpoint": 7}, {"token_endpoint": "ftp://et.sted/token"}),
        *(
            {"token_endpoint": verdi}
            for verdi in ("http://[", "http://", "http://æøå.example/", "/token", "http://a b/")
        ),
    ],
)
def test_it_takes_no_metadata_that_make_no_sense(
    standin: Standins, monkeypatch: pytest.MonkeyPatch, metadata: object
) -> None:
    svar = {"issuer": standin.maskinporten.issuer, **metadata} if isinstance(metadata, dict) else metadata
    monkeypatch.setattr(standin.maskinporten, "metadata", lambda: svar)
    assert _feil(lag_maskinporten(standin)) == ("nonsense", False)
    assert "token" not in standin.maskinporten.antall


def test_it_gives_up_on_a_slow_answer(standin: Standins) -> None:
    standin.maskinporten.spoler = {"token": {"treg": 3}}
    begynte = time.monotonic()
    assert _feil(lag_maskinporten(standin), sekunder=0.3) == ("timeout", False)
    assert time.monotonic() - begynte < 2.5


def test_it_gives_up_when_the_name_look_up_hangs(standin: Standins, monkeypatch: pytest.MonkeyPatch) -> None:
    slipp = threading.Event()

    def heng(*_: object) -> list[object]:
        slipp.wait(20)
        raise socket.gaierror

    klient = lag_maskinporten(standin, issuer="https://maskinporten.example/")
    monkeypatch.setattr(socket, "getaddrinfo", heng)
    begynte = time.monotonic()
    try:
        assert _feil(klient, sekunder=0.3) == ("timeout", False)
        assert time.monotonic() - begynte < 10
    finally:
        slipp.set()


def test_it_gives_up_when_nobody_is_there() -> None:
    klient = Maskinporten(
        issuer="http://127.0.0.1:9/", client_id="x", private_key_pem=PEM, kid="x", scope=SCOPE, clock=time.time
    )
    assert _feil(klient) == ("connection", False)


@pytest.mark.parametrize("sti", ["dod", "404"])
def test_it_reads_the_metadata_anew_when_the_address_in_it_is_dead(
    standin: Standins, monkeypatch: pytest.MonkeyPatch, sti: str
) -> None:
    ekte = standin.maskinporten.metadata()
    adresse = "http://127.0.0.1:9/token" if sti == "dod" else f"{standin.base}/finnes-ikke"
    klient = lag_maskinporten(standin)
    monkeypatch.setattr(standin.maskinporten, "metadata", lambda: ekte | {"token_endpoint": adresse})
    assert _feil(klient)[0] in {"connection", "token_404", "token_405"}
    monkeypatch.setattr(standin.maskinporten, "metadata", lambda: ekte)
    assert klient.token(Deadline(4))
    assert standin.maskinporten.antall == {"metadata": 2, "token": 1}
