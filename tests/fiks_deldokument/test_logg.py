"""Nothing shaped like an identity number, a token, a key or an upload's address passes the log, however it comes."""

import io
import json
import logging
import uuid
from collections.abc import Callable, Iterator

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from fiks_deldokument import logg
from standins.personer import personer

FNR = personer["mottaker"].fnr
JWT = "eyJhbGciOiJSUzI1NiJ9.eyJwaWQiOiIxMjM0NTY3ODkwMSJ9.c2lnbmF0dXI"
NOKKEL = "kX3_hemmelig-adresse-som-gir-skriverett"
FNR_SKREVET = [FNR, *(f"{FNR[:6]}{skille}{FNR[6:]}" for skille in (" ", "-", "/", "_", " - ", "\u2013", "\u200b"))]
HEMMELIG = [*FNR_SKREVET, JWT, f"/opplasting/{NOKKEL}", f"Bearer {NOKKEL}"]


@pytest.fixture(params=["json", "tekst"])
def linjer(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Callable[[], str]]:
    """Everything the log has written, in both formats, through the set-up that all processes use."""
    settings.LOGG_FORMAT = request.param
    rot = logging.getLogger()
    for_ = rot.handlers[:], rot.level
    logg.sett_opp()
    ut = io.StringIO()
    [behandler] = [h for h in rot.handlers if h.name == "ut"]
    assert isinstance(behandler, logging.StreamHandler)
    behandler.setStream(ut)
    yield ut.getvalue
    rot.handlers[:], rot.level = for_[0], for_[1]


@pytest.mark.parametrize("hemmelig", HEMMELIG)
def test_it_hides_secrets_in_our_own_messages_and_fields(linjer: Callable[[], str], hemmelig: str) -> None:
    logger = structlog.get_logger("prove")
    melding = f"hendelse {hemmelig}"
    logger.warning(melding, felt=hemmelig, dypt={"a": [hemmelig, (hemmelig,), {hemmelig: hemmelig}]})
    logger.warning("hendelse", _privat=hemmelig, sett={hemmelig}, feil=ValueError(hemmelig))
    assert "hendelse" in linjer()
    assert hemmelig.rsplit(maxsplit=1)[-1] not in linjer()
    assert FNR not in linjer()


@pytest.mark.parametrize("hemmelig", HEMMELIG)
def test_it_hides_secrets_in_the_lines_of_libraries(linjer: Callable[[], str], hemmelig: str) -> None:
    logging.getLogger("et.bibliotek").warning("svar %s fra %r", hemmelig, {"x": hemmelig})
    assert "svar" in linjer()
    assert hemmelig.rsplit(maxsplit=1)[-1] not in linjer()


@pytest.mark.parametrize("hemmelig", HEMMELIG)
def test_it_hides_secrets_in_tracebacks(linjer: Callable[[], str], hemmelig: str) -> None:
    for logger in (logging.getLogger("et.bibliotek"), structlog.get_logger("prove")):
        try:
            raise RuntimeError(hemmelig) from KeyError(hemmelig)
        except RuntimeError:
            logger.exception("gikk galt")
    assert linjer().count("RuntimeError") >= 2
    assert hemmelig.rsplit(maxsplit=1)[-1] not in linjer()


@pytest.mark.parametrize(
    "felt", ["pid", "fnr", "navn", "dokumentnavn", "Authorization", "set-cookie", "passord", "nokkel", "sid", "code"]
)
def test_it_hides_fields_that_are_secret_by_name(linjer: Callable[[], str], felt: str) -> None:
    structlog.get_logger("prove").warning("hendelse", **{felt: "abc-hemmelig"}, dypt={felt: "abc-hemmelig"})
    assert "abc-hemmelig" not in linjer()


@pytest.mark.parametrize(
    "tekst",
    [
        "GET /oidc/callback/?code=abc-hemmelig&state=abc-hemmelig",
        "access_token=abc-hemmelig",
        "passord=abc-hemmelig;",
        "-----BEGIN PRIVATE KEY-----\nabc-hemmelig\n-----END PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\nabc-hemmelig",
        "violates check constraint\nDETAIL:  Failing row contains (7f, abc-hemmelig.pdf, application/pdf, 3).\n",
    ],
)
def test_it_hides_values_that_are_secret_by_what_stands_before_them(tekst: str) -> None:
    assert "abc-hemmelig" not in logg.vask(tekst)


def test_it_hides_a_number_that_came_as_a_number() -> None:
    assert str(int(FNR)) not in str(logg.vask_hendelse(None, "info", {"event": "x", "verdi": 21838143242}))


@pytest.mark.parametrize("tall", [21838143242, -21838143242, 21838143242.0, 10**10, 10**11 - 1])
def test_it_hides_a_number_of_any_kind(tall: float) -> None:
    assert logg.vask_hendelse(None, "info", {"event": "x", "verdi": [tall]})["verdi"] == ["[skjult]"]


@pytest.mark.parametrize("tall", [0, -1, True, None, 0.25, 1.5e-7, 404, 5 * 1024**3, 10**10 - 1, 10**11, 1764316800.25])
def test_it_leaves_sizes_times_and_switches_alone(tall: float | None) -> None:
    assert logg.vask_hendelse(None, "info", {"event": "x", "verdi": tall})["verdi"] is tall


@given(st.uuids())
def test_it_leaves_ids_alone(id_: uuid.UUID) -> None:
    assert logg.vask(f"deling {id_} delt") == f"deling {id_} delt"


@pytest.mark.parametrize("tekst", ["2026-11-21T22:58:15.272496Z", "5368709120 byte", "status=404", "kode=ikke_funnet"])
def test_it_leaves_what_is_harmless_alone(tekst: str) -> None:
    assert logg.vask(tekst) == tekst


@given(st.text(), st.sampled_from([person.fnr for person in personer.values()]), st.text())
def test_it_finds_a_number_wherever_it_stands(for_: str, fnr: str, etter: str) -> None:
    tekst = f"{for_}{fnr}{etter}"
    if not (for_[-1:].isdigit() or etter[:1].isdigit()):
        assert fnr not in logg.vask(tekst) or fnr in for_ + etter


def test_it_writes_json_that_can_be_read(settings: Settings, linjer: Callable[[], str]) -> None:
    structlog.get_logger("prove").info("hendelse", deling_id="a", antall=3)
    if settings.LOGG_FORMAT == "json":
        linje = json.loads(linjer().splitlines()[-1])
        assert (linje["event"], linje["antall"], linje["level"], linje["logger"]) == ("hendelse", 3, "info", "prove")
    else:
        assert "antall=3" in linjer()
