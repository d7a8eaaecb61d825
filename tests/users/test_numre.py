"""Numbers, against a slow oracle that is written from the rules in another way."""

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from standins.personer import kommuner, personer, virksomheter
from users.errors import UgyldigNummer
from users.numre import Nummertype, tolk_fodselsnummer, tolk_nummer, tolk_organisasjonsnummer

SIFRE = "0123456789"


def orakel_kontrollsifre(ni: str, rest: int) -> str | None:
    """The two digits after the first nine, found by trying all; `rest` is what the first may leave."""
    for k1, k2 in itertools.product(range(10), range(10)):
        alle = [int(s) for s in ni] + [k1, k2]
        en = sum(a * b for a, b in zip(alle, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1, 0], strict=True))
        to = sum(a * b for a, b in zip(alle, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1], strict=True))
        if en % 11 == rest and to % 11 == 0:
            return f"{k1}{k2}"
    return None


def er_gyldig(nummer: str) -> bool:
    try:
        return tolk_fodselsnummer(nummer) == nummer
    except UgyldigNummer:
        return False


datoer = st.dates(date(1854, 1, 1), date(2100, 12, 31))
lopenummer = st.integers(0, 999).map("{:03d}".format)


def forste_ni(dato: date, lope: str, *, d_nummer: bool = False, tillegg: int = 0) -> str:
    return f"{dato.day + 40 * d_nummer:02d}{dato.month + tillegg:02d}{dato.year % 100:02d}{lope}"


@given(dato=datoer, lope=lopenummer, d_nummer=st.booleans(), rest=st.integers(0, 10))
def test_it_accepts_both_control_rules_and_no_other(dato: date, lope: str, d_nummer: bool, rest: int) -> None:
    ni = forste_ni(dato, lope, d_nummer=d_nummer)
    kontroll = orakel_kontrollsifre(ni, rest)
    if kontroll is not None:
        assert er_gyldig(ni + kontroll) is (rest <= 3)


@given(dato=datoer, lope=lopenummer, d_nummer=st.booleans(), tillegg=st.sampled_from([40, 65, 80]))
def test_it_accepts_synthetic_numbers_where_they_are_allowed(
    dato: date, lope: str, d_nummer: bool, tillegg: int
) -> None:
    ni = forste_ni(dato, lope, d_nummer=d_nummer, tillegg=tillegg)
    kontroll = orakel_kontrollsifre(ni, 0)
    if kontroll is not None:
        assert er_gyldig(ni + kontroll)


@pytest.mark.parametrize("key", sorted(personer))
def test_it_refuses_synthetic_numbers_in_production(key: str, settings: Settings) -> None:
    assert er_gyldig(personer[key].fnr)
    settings.TILLAT_SYNTETISKE = False
    assert not er_gyldig(personer[key].fnr)


@given(dato=datoer, lope=lopenummer, plass=st.integers(0, 10), siffer=st.sampled_from(SIFRE))
def test_it_never_accepts_two_numbers_that_the_second_control_digit_tells_apart(
    dato: date, lope: str, plass: int, siffer: str
) -> None:
    ni = forste_ni(dato, lope)
    kontroll = orakel_kontrollsifre(ni, 0)
    if kontroll is None or (ni + kontroll)[plass] == siffer:
        return
    nummer = ni + kontroll
    assert not er_gyldig(nummer[:plass] + siffer + nummer[plass + 1 :])


@pytest.mark.parametrize(
    ("dag", "maned"), [(0, 1), (32, 1), (31, 4), (30, 2), (40, 1), (72, 1), (81, 5), (1, 0), (1, 13)]
)
def test_it_refuses_a_date_that_is_in_no_calendar(dag: int, maned: int) -> None:
    for lope in range(50):
        ni = f"{dag:02d}{maned:02d}80{lope:03d}"
        kontroll = orakel_kontrollsifre(ni, 0)
        assert kontroll is None or not er_gyldig(ni + kontroll)


@given(st.text(alphabet=SIFRE + " -\u00a0٣x", max_size=14))
def test_it_answers_any_text_with_a_number_or_ugyldig_nummer(tekst: str) -> None:
    try:
        nummer = tolk_nummer(tekst)
    except UgyldigNummer:
        return
    assert nummer.verdi.isascii()
    assert nummer.verdi.isdecimal()
    assert nummer.verdi not in repr(nummer)


def test_it_takes_digits_of_no_other_script() -> None:
    fnr = personer["kari"].fnr
    assert er_gyldig(fnr)
    for antall in range(1, 12):
        arabiske = "".join(chr(0x660 + int(siffer)) for siffer in fnr[:antall])
        with pytest.raises(UgyldigNummer):
            tolk_fodselsnummer(arabiske + fnr[antall:])


@given(st.integers(0, 99_999_999).map("{:08d}".format))
def test_it_accepts_just_one_control_digit_of_an_organisasjonsnummer(atte: str) -> None:
    rest = sum(int(s) * v for s, v in zip(atte, [3, 2, 7, 6, 5, 4, 3, 2], strict=True)) % 11
    ventet = {} if rest == 1 or atte == "0" * 8 else {str((11 - rest) % 11)}
    gyldige = set()
    for siffer in SIFRE:
        try:
            gyldige.add(tolk_organisasjonsnummer(atte + siffer)[-1])
        except UgyldigNummer:
            continue
    assert gyldige == (ventet or set())


def test_it_demands_8_or_9_first_in_production(settings: Settings) -> None:
    settings.TILLAT_SYNTETISKE = False
    assert tolk_organisasjonsnummer("974 760 673") == "974760673"
    with pytest.raises(UgyldigNummer):
        tolk_organisasjonsnummer(kommuner["testvik"].orgnr)


def test_it_tells_people_and_businesses_apart_by_length() -> None:
    person, virksomhet = personer["kari"].fnr, next(iter(virksomheter.values())).orgnr
    assert tolk_nummer(f" {person[:6]} {person[6:]}\u00a0").type is Nummertype.PERSON
    assert tolk_nummer(virksomhet).type is Nummertype.ORGANISASJON
    assert [repr(tolk_nummer(nummer)) for nummer in (person, virksomhet)] == ["Nummer(PERSON)", "Nummer(ORGANISASJON)"]
    with pytest.raises(UgyldigNummer):
        tolk_nummer(person[:10])


USYNLIGE = [
    "\u200b",
    "\ufeff",
    "\u00ad",
    "\u2060",
    "\u202a",
    "\ufe0f",
    "\U000e0101",
    "\u034f",
    "\u00a0",
    "\u202f",
    "\t",
]


@given(
    st.sampled_from([en.fnr for en in personer.values()]), st.lists(st.sampled_from(USYNLIGE), max_size=6), st.data()
)
def test_it_sees_the_number_behind_what_cannot_be_seen(fnr: str, usynlige: list[str], data: st.DataObject) -> None:
    skrevet = fnr
    for tegn in usynlige:
        plass = data.draw(st.integers(0, len(skrevet)))
        skrevet = skrevet[:plass] + tegn + skrevet[plass:]
    assert tolk_fodselsnummer(skrevet) == tolk_nummer(skrevet).verdi == fnr


@pytest.mark.parametrize(
    "skrevet", ["312.401.010", "312 401 010", "312\u00a0401\u00a0010", "312-401-010", "\ufeff312401010"]
)
def test_it_reads_an_organisasjonsnummer_as_it_is_printed(skrevet: str) -> None:
    assert tolk_organisasjonsnummer(skrevet) == tolk_nummer(skrevet).verdi == "312401010"


@pytest.mark.parametrize(
    "skrevet", ["-312401010", "312401010.", "312..401010", "312,401,010", "312/401/010", "x312401010"]
)
def test_it_reads_no_number_into_other_signs(skrevet: str) -> None:
    with pytest.raises(UgyldigNummer):
        tolk_organisasjonsnummer(skrevet)


def test_it_hints_at_a_zero_that_a_spreadsheet_took() -> None:
    fnr = next(en.fnr for en in personer.values() if en.fnr.startswith("0"))
    for tolk in (tolk_fodselsnummer, tolk_nummer):
        for nummer, hintes in ((fnr[1:], True), ("1234567890", False)):
            with pytest.raises(UgyldigNummer) as feil:
                tolk(nummer)
            assert ("Mangler det en null først" in str(feil.value.melding)) is hintes
