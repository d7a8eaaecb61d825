"""The circuit breaker, with a clock that the test moves."""

from hypothesis import given
from hypothesis import strategies as st

from adapters.circuit import CircuitBreaker
from tests.altinn import Klokke


def _lag(klokke: Klokke) -> CircuitBreaker:
    return CircuitBreaker(threshold=3, pause=30, clock=klokke)


def _apne(krets: CircuitBreaker) -> None:
    for _ in range(3):
        krets.failed()


def test_it_stays_closed_until_enough_failures_in_a_row() -> None:
    krets = _lag(Klokke())
    for _ in range(5):
        krets.failed()
        krets.failed()
        krets.succeeded()
    assert krets.may_try()


def test_it_opens_after_three_failures() -> None:
    krets = _lag(Klokke())
    _apne(krets)
    assert not krets.may_try()


def test_it_lets_one_probe_through_after_the_pause() -> None:
    klokke = Klokke()
    krets = _lag(klokke)
    _apne(krets)
    klokke.naa = 29.9
    assert not krets.may_try()
    klokke.naa = 30
    assert [krets.may_try() for _ in range(3)] == [True, False, False]


def test_it_closes_when_the_probe_succeeds() -> None:
    klokke = Klokke()
    krets = _lag(klokke)
    _apne(krets)
    klokke.naa = 30
    assert krets.may_try()
    krets.succeeded()
    assert [krets.may_try() for _ in range(3)] == [True, True, True]


def test_it_pauses_again_when_the_probe_fails() -> None:
    klokke = Klokke()
    krets = _lag(klokke)
    _apne(krets)
    klokke.naa = 30
    assert krets.may_try()
    klokke.naa = 34
    krets.failed()
    klokke.naa = 63.9
    assert not krets.may_try()
    klokke.naa = 64
    assert krets.may_try()


def test_it_lets_a_new_probe_through_when_one_was_lost() -> None:
    klokke = Klokke()
    krets = _lag(klokke)
    _apne(krets)
    klokke.naa = 30
    assert krets.may_try()
    klokke.naa = 60
    assert krets.may_try()


def test_it_tells_when_it_opens_and_closes_and_only_then() -> None:
    klokke, sagt = Klokke(), list[bool]()
    krets = CircuitBreaker(threshold=3, pause=30, clock=klokke, on_change=sagt.append)
    krets.succeeded()
    _apne(krets)
    krets.failed()
    assert sagt == [True]
    klokke.naa = 100
    assert krets.may_try()
    krets.succeeded()
    krets.succeeded()
    assert sagt == [True, False]


def test_it_does_not_open_for_all_over_one() -> None:
    klokke = Klokke()
    krets = _lag(klokke)
    for _ in range(10):
        krets.failed("en")
    assert krets.may_try("to")
    assert krets.may_try()
    assert not krets.may_try("en")
    klokke.naa = 30
    assert krets.may_try("en")


def test_it_opens_when_several_fail() -> None:
    krets = _lag(Klokke())
    for en in ("en", "to", "to", "en", "tre"):
        assert krets.may_try("fire")
        krets.failed(en)
    assert not krets.may_try("fire")


def test_it_lets_the_next_one_probe_when_a_probe_failed_for_one_only() -> None:
    klokke = Klokke()
    krets = _lag(klokke)
    _apne(krets)
    klokke.naa = 30
    assert krets.may_try("en")
    assert not krets.may_try("to")
    krets.failed("en")
    assert not krets.may_try("en")
    assert krets.may_try("to")
    krets.succeeded("to")
    assert krets.may_try("tre")


def test_it_pauses_again_when_the_probes_of_several_fail() -> None:
    klokke = Klokke()
    krets = _lag(klokke)
    _apne(krets)
    klokke.naa = 30
    for en in ("en", "to", "tre"):
        assert krets.may_try(en)
        krets.failed(en)
    assert not krets.may_try("fire")
    klokke.naa = 60
    assert krets.may_try("fire")


def test_it_goes_on_pausing_when_those_fail_that_began_before_it_opened() -> None:
    krets = _lag(Klokke())
    for en in ("en", "to", "tre", "fire", "fem"):
        krets.failed(en)
    assert not krets.may_try("seks")


def test_it_remembers_only_so_many() -> None:
    krets = CircuitBreaker(threshold=10_000)
    for nummer in range(3000):
        krets.failed(nummer)
    assert len(krets._alone) == 1000


@given(st.lists(st.tuples(st.sampled_from(["ok", "feil"]), st.floats(0, 100)), max_size=60))
def test_it_never_lets_two_through_within_a_pause_while_failing(hendelser: list[tuple[str, float]]) -> None:
    klokke = Klokke()
    krets = _lag(klokke)
    feil_pa_rad, forrige_forsok = 0, float("-inf")
    for utfall, ventet in hendelser:
        klokke.naa += ventet
        slapp = krets.may_try()
        if feil_pa_rad >= 3:
            assert slapp == (klokke.naa - forrige_forsok >= 30)
        else:
            assert slapp
        if slapp:
            forrige_forsok = klokke.naa
            (krets.succeeded if utfall == "ok" else krets.failed)()
            feil_pa_rad = 0 if utfall == "ok" else feil_pa_rad + 1
