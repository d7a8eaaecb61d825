"""A fødselsnummer is known however it is written, and ids, dates and case numbers are left alone."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hendelser.nummervern import er_fodselsnummer, ligner_fodselsnummer, skjul_fodselsnumre
from standins.personer import personer

FNR = personer["mottaker"].fnr
SKILLETEGN = [*list(" .-/_,:|*'()"), "–", "−", "\xa0", "\u200b", "\xad", "\ufeff", "️", " – ", "..."]


@pytest.mark.parametrize("skille", SKILLETEGN)
@pytest.mark.parametrize("grupper", [(6, 5), (2, 2, 2, 5), (6, 3, 2), (1,) * 11, (4, 7)])
def test_it_knows_a_number_behind_any_separator(skille: str, grupper: tuple[int, ...]) -> None:
    rest, biter = FNR, []
    for lengde in grupper:
        biter.append(rest[:lengde])
        rest = rest[lengde:]
    skrevet = skille.join(biter)
    assert ligner_fodselsnummer(skrevet)
    assert ligner_fodselsnummer(f"Kari{skrevet}s 3 mapper")
    assert ligner_fodselsnummer(f"sak 12 {skrevet} (4)")
    assert skjul_fodselsnumre(f"Kari {skrevet}, 3", "[skjult]") == "Kari [skjult], 3"


def test_it_knows_one_with_a_slip_where_it_is_written_as_they_are() -> None:
    galt = FNR[:-1] + str((int(FNR[-1]) + 1) % 10)
    assert all(ligner_fodselsnummer(tekst) for tekst in (galt, f"{galt[:6]} {galt[6:]}", f"{galt[:6]}/{galt[6:]}"))


@pytest.mark.parametrize(
    "tekst",
    [
        "",
        "Sak 2026/0123456789",
        "Skole 2026-2027",
        "127.0.0.1:54321",
        "974 760 673",
        "22 33 44 55",
        f"1{FNR}",
        f"{FNR}1",
        f"{FNR[:6]}a{FNR[6:]}",
        "2026-11-28T03:40:24.123456+00:00",
        f"{FNR[:8]}-{FNR[8:]}1-4a38-8f2e-4a8f6f1f7b11",
        f"a{FNR}b" + "0" * 51,
    ],
)
def test_it_leaves_other_digits_alone(tekst: str) -> None:
    assert not ligner_fodselsnummer(tekst)
    assert skjul_fodselsnumre(tekst, "[skjult]") == tekst


@given(st.uuids(), st.datetimes(timezones=st.just(UTC)), st.integers(0, 10**10 - 1))
def test_it_never_stops_an_id_a_moment_or_a_size(id_: uuid.UUID, naa: datetime, storrelse: int) -> None:
    assert not any(map(ligner_fodselsnummer, (str(id_), id_.hex, naa.isoformat(), str(storrelse))))


@given(st.text(alphabet=st.sampled_from("0123456789 -.xæ\u200b²٣")))
def test_it_answers_any_text_and_hides_what_it_finds(tekst: str) -> None:
    skjult = skjul_fodselsnumre(tekst, "[skjult]")
    assert (skjult != tekst) is ligner_fodselsnummer(tekst)
    assert not ligner_fodselsnummer(skjult)


@pytest.mark.parametrize("tekst", ["", "1", FNR[1:], f"{FNR}1", f" {FNR[1:]}", f"-{FNR[1:]}", f"{FNR[:-1]}²", "x" * 11])
def test_it_takes_nothing_but_eleven_digits_for_a_number_that_is_right(tekst: str) -> None:
    assert er_fodselsnummer(FNR, syntetiske=True)
    assert not er_fodselsnummer(tekst, syntetiske=True)


def test_it_knows_digits_of_any_script() -> None:
    arabisk = FNR.translate({ord("0") + siffer: chr(0x660 + siffer) for siffer in range(10)})
    assert er_fodselsnummer(arabisk, syntetiske=True)
    assert ligner_fodselsnummer(f"{arabisk[:2]} {arabisk[2:]}")


def test_it_reads_a_long_text_in_one_go() -> None:
    startet = datetime.now(UTC)
    assert not ligner_fodselsnummer("1 " * 200_000)
    assert datetime.now(UTC) - startet < timedelta(seconds=10)
