"""The keeper of tokens: reuse, renewal before `exp`, one fetch at a time, what waiters are told."""

import base64
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import jwt
import pytest

from adapters.http import CallError, Deadline
from adapters.tokens import Token, TokenKeeper, check_times, read_token
from tests.altinn import Klokke


class Utsteder:
    """Gives token 1, 2, 3 … that live 100 s; `feil` makes it fail, `sperre` makes it wait."""

    def __init__(self, klokke: Klokke) -> None:
        self.klokke = klokke
        self.antall = 0
        self.feil: Exception | None = None
        self.sperre = threading.Event()
        self.sperre.set()

    def __call__(self, deadline: Deadline) -> Token:
        self.antall += 1
        self.sperre.wait(5)
        if self.feil:
            raise self.feil
        return Token(f"token {self.antall}", self.klokke() + 100)


def _lag() -> tuple[Utsteder, TokenKeeper, Klokke]:
    klokke = Klokke(1000)
    utsteder = Utsteder(klokke)
    return utsteder, TokenKeeper(utsteder, margin=10, clock=klokke), klokke


def test_it_reuses_a_token_until_shortly_before_it_expires() -> None:
    utsteder, holder, klokke = _lag()
    assert [holder.get(Deadline(1)) for _ in range(3)] == ["token 1"] * 3
    klokke.naa += 89
    assert holder.get(Deadline(1)) == "token 1"
    klokke.naa += 1
    assert holder.get(Deadline(1)) == "token 2"
    assert utsteder.antall == 2


def test_it_fetches_anew_when_a_token_was_refused() -> None:
    utsteder, holder, _ = _lag()
    holder.forget(holder.get(Deadline(1)))
    assert holder.get(Deadline(1)) == "token 2"
    holder.forget("token 1")
    assert holder.get(Deadline(1)) == "token 2"
    assert utsteder.antall == 2


def _vent_pa_antall(utsteder: Utsteder, antall: int) -> None:
    frist = time.monotonic() + 5
    while utsteder.antall < antall and time.monotonic() < frist:
        time.sleep(0.005)


def test_it_fetches_once_for_all_who_wait() -> None:
    utsteder, holder, _ = _lag()
    utsteder.sperre.clear()
    with ThreadPoolExecutor(8) as gruppe:
        svar = [gruppe.submit(holder.get, Deadline(5)) for _ in range(8)]
        _vent_pa_antall(utsteder, 1)
        time.sleep(0.05)
        utsteder.sperre.set()
        assert {ett.result() for ett in svar} == {"token 1"}
    assert utsteder.antall == 1


def test_it_tells_those_who_waited_that_it_failed_and_tries_again_for_the_next() -> None:
    utsteder, holder, _ = _lag()
    utsteder.sperre.clear()
    utsteder.feil = CallError("connection")
    with ThreadPoolExecutor(8) as gruppe:
        svar = [gruppe.submit(holder.get, Deadline(5)) for _ in range(8)]
        _vent_pa_antall(utsteder, 1)
        time.sleep(0.05)
        utsteder.sperre.set()
        assert {str(ett.exception()) for ett in svar} == {"connection"}
    assert utsteder.antall == 1
    utsteder.feil = None
    assert holder.get(Deadline(1)) == "token 2"


def test_it_does_not_wait_past_the_deadline() -> None:
    utsteder, holder, _ = _lag()
    utsteder.sperre.clear()
    with ThreadPoolExecutor(1) as gruppe:
        forste = gruppe.submit(holder.get, Deadline(5))
        _vent_pa_antall(utsteder, 1)
        with pytest.raises(CallError, match="timeout"):
            holder.get(Deadline(0.05))
        utsteder.sperre.set()
        assert forste.result() == "token 1"


def test_it_reads_exp_and_hides_the_value() -> None:
    verdi = jwt.encode({"exp": 1234}, "x" * 32, algorithm="HS256")
    token = read_token(verdi)
    assert (token.value, token.expires) == (verdi, 1234)
    assert verdi not in repr(token)


def _jwt(kropp: str) -> str:
    deler = (b'{"alg":"HS256","typ":"JWT"}', kropp.encode(), b"signatur")
    return ".".join(base64.urlsafe_b64encode(del_).rstrip(b"=").decode() for del_ in deler)


EXP = [
    "1e308",
    "1e999",
    "NaN",
    "Infinity",
    "-1",
    "0",
    "true",
    "null",
    '"1234"',
    "[]",
    "{}",
    str(10**30),
    "1" + "0" * 400,
]


@pytest.mark.parametrize(
    "verdi",
    [
        *(None, 7, "", "tull", "a.b.c", "æ.ø.å", "\ud800.b.c", _jwt("{}"), _jwt("[" * 20_000), _jwt("[]")),
        *(_jwt(f'{{"exp":{exp}}}') for exp in EXP),
    ],
    ids=lambda verdi: str(verdi)[-20:].encode("ascii", "replace").decode(),
)
def test_it_takes_nothing_but_a_jwt_that_expires(verdi: object) -> None:
    with pytest.raises(CallError, match="nonsense"):
        read_token(verdi)


@pytest.mark.parametrize(
    ("claims", "error"),
    [
        ({"exp": 990}, jwt.ExpiredSignatureError),
        ({"exp": 995, "iat": 1006}, jwt.ImmatureSignatureError),
        ({"nbf": 1006}, jwt.ImmatureSignatureError),
        ({"exp": "soon"}, jwt.DecodeError),
        ({"nbf": None}, jwt.DecodeError),
        ({"iat": float("inf")}, jwt.InvalidIssuedAtError),
    ],
)
def test_it_judges_a_token_by_the_time_it_is_told(claims: dict[str, object], error: type[Exception]) -> None:
    with pytest.raises(error):
        check_times(claims, now=1000, leeway=5)
    check_times({"exp": 996, "nbf": 1005, "iat": 1005}, now=1000, leeway=5)
