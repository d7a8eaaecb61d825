import pytest

from dokumenter.protokoll.omtale import INGEN_OMTALE, Omtale, tolk_melding, tolk_saksnummer, tolk_tittel
from kontoer.errors import UgyldigVerdi
from standins.personer import personer


@pytest.mark.parametrize(
    ("gitt", "ventet"),
    [
        ("", ""),
        ("  Vedtak \t om\nbarnehage ", "Vedtak om barnehage"),
        ("Bla\u030abær", "Blåbær"),
        ("skjult\u00ad bindestrek\u200b", "skjult bindestrek"),
        ("\u202evendt", "vendt"),
        ("\u3164\u2800", ""),
        ("x" * 200, "x" * 200),
    ],
)
def test_it_keeps_a_title_on_one_line_with_what_can_be_seen(gitt: str, ventet: str) -> None:
    assert tolk_tittel(gitt) == ventet


def test_it_keeps_the_lines_of_a_message_and_not_its_looks() -> None:
    assert tolk_melding("\r\n  Hei!\r\n\r\n\uf0b7\tførs\u00adte \nmed\vny linje\u2028til\n\n") == (
        "  Hei!\n\n•   første\nmed\nny linje\ntil"
    )


@pytest.mark.parametrize(("tolk", "lengst"), [(tolk_tittel, 200), (tolk_saksnummer, 60), (tolk_melding, 2000)])
def test_it_says_how_long_each_may_be(tolk, lengst: int) -> None:  # type: ignore[no-untyped-def]
    assert tolk("å" * lengst) == tolk("a\u030a" * lengst) == "å" * lengst
    with pytest.raises(UgyldigVerdi, match="ugyldig_verdi") as feil:
        tolk("x" * (lengst + 1))
    assert f"høyst {lengst} tegn" in str(feil.value.melding)


@pytest.mark.parametrize("tegn", ["\x00", "\x1b", "\x7f", "\ue000", "\ud800"])
def test_it_refuses_what_cannot_be_shown(tegn: str) -> None:
    for tolk in (tolk_tittel, tolk_saksnummer, tolk_melding):
        with pytest.raises(UgyldigVerdi) as feil:
            tolk(f"a{tegn}b")
        assert "ikke kan vises" in str(feil.value.melding)


def test_it_holds_no_fodselsnummer_and_says_how_to_write_a_bank_account() -> None:
    fnr = personer["mottaker"].fnr
    for felt, tolk in (("tittel", tolk_tittel), ("saksnummer", tolk_saksnummer), ("melding", tolk_melding)):
        with pytest.raises(UgyldigVerdi) as feil:
            tolk(f"gjelder {fnr[:6]} {fnr[6:]}")
        assert feil.value.felt == felt
        assert fnr not in str(feil.value.melding)
    assert tolk_melding("Konto 1234.56.78903") == "Konto 1234.56.78903"
    assert tolk_saksnummer("2026/12345-1") == "2026/12345-1"


def test_it_searches_in_title_and_case_number_with_letters_alike() -> None:
    assert Omtale("VEDTAK På Ås", "26/123-A", "hemmelig").soketekst == "vedtak på ås\n26/123-a"
    assert Omtale(saksnummer="26/1").soketekst == "26/1"
    assert INGEN_OMTALE.soketekst == ""


def test_it_shows_nothing_of_it_in_a_log() -> None:
    assert "hemmelig" not in repr(Omtale("hemmelig", "hemmelig", "hemmelig"))
