"""The field Mottakere: how people write numbers, and what they are told when one is wrong."""

import re
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dokumenter.forms import mottakerliste
from dokumenter.forms.mottakerliste import MAKS_TEGN, tolk_mottakere
from standins.personer import personer, virksomheter
from users.numre import Nummer, Nummertype

_PERSONER = [Nummer(Nummertype.PERSON, person.fnr) for person in personer.values()]
_VIRKSOMHETER = [Nummer(Nummertype.ORGANISASJON, virksomhet.orgnr) for virksomhet in virksomheter.values()]
_SKRIVEMATER = {
    Nummertype.PERSON: [(11,), (6, 5), (6, 3, 2), (2, 2, 2, 5), (2, 2, 2, 3, 2)],
    Nummertype.ORGANISASJON: [(9,), (3, 3, 3)],
}


def _skriv(nummer: Nummer, grupper: tuple[int, ...], mellomrom: str) -> str:
    biter, rest = [], nummer.verdi
    for lengde in grupper:
        biter.append(rest[:lengde])
        rest = rest[lengde:]
    return mellomrom.join(biter)


@st.composite
def _skrevne(draw: st.DrawFn) -> tuple[list[Nummer], str]:
    numre = draw(st.lists(st.sampled_from(_PERSONER + _VIRKSOMHETER), max_size=12))
    tekst = draw(st.sampled_from(["", " ", "\n", ", "]))
    for nummer in numre:
        grupper = draw(st.sampled_from(_SKRIVEMATER[nummer.type]))
        tekst += _skriv(
            nummer, grupper, draw(st.sampled_from([" ", "\N{NO-BREAK SPACE}", "  ", ".", "-", " \u200b", "\ufeff"]))
        )
        tekst += draw(st.sampled_from([",", ", ", "\r\n", "\n", " ", ";", "\t", " , ", "\n\n"]))
    return numre, tekst


@given(_skrevne())
def test_it_reads_numbers_however_they_are_written_and_separated(skrevet: tuple[list[Nummer], str]) -> None:
    numre, tekst = skrevet
    liste = tolk_mottakere(tekst)
    assert list(liste.gyldige) == list(dict.fromkeys(numre))
    assert liste.ugyldige == ()


@given(st.text(max_size=200))
def test_it_never_fails_and_never_repeats_a_whole_number(tekst: str) -> None:
    for ugyldig in tolk_mottakere(tekst).ugyldige:
        assert sum(tegn != "*" for tegn in ugyldig.maskert) <= 6


def test_it_tells_which_one_is_wrong_by_its_place_and_beginning() -> None:
    rett = personer["mottaker"].fnr
    galt = rett[:-1] + str((int(rett[-1]) + 1) % 10)
    liste = tolk_mottakere(f"{rett}\n{galt[:6]} {galt[6:]}, 12")
    assert [(feil.nr, feil.maskert) for feil in liste.ugyldige] == [(2, f"{galt[:6]}*****"), (3, "12")]
    assert "ikke gyldig" in liste.ugyldige[0].grunn
    assert "11 sifre" in liste.ugyldige[1].grunn
    assert len(liste.gyldige) == 1


@pytest.mark.parametrize("grupper", [(2, 2, 2, 5), (2, 2, 2, 3, 2)])
def test_it_reads_a_number_in_many_groups_before_and_after_others(grupper: tuple[int, ...]) -> None:
    mona, kari, bakeri = _PERSONER[0], _PERSONER[1], _VIRKSOMHETER[0]
    tekst = " ".join((bakeri.verdi, _skriv(mona, grupper, " "), _skriv(kari, grupper, " "), bakeri.verdi))
    liste = tolk_mottakere(tekst)
    assert (liste.gyldige, liste.ugyldige) == ((bakeri, mona, kari), ())


@pytest.mark.parametrize(("galt", "maskert"), [("1234567890123", "123456*****"), ("1234567", "123456*")])
def test_it_shows_the_beginning_and_five_stars_at_most(galt: str, maskert: str) -> None:
    assert [feil.maskert for feil in tolk_mottakere(galt).ugyldige] == [maskert]


@pytest.mark.parametrize(("antall", "vist", "flere"), [(0, 0, 0), (5, 5, 0), (6, 5, 1), (300, 5, 295)])
def test_it_tells_of_five_and_how_many_more_there_are(antall: int, vist: int, flere: int) -> None:
    liste = tolk_mottakere(",".join(str(nr) for nr in range(antall)))
    assert [feil.nr for feil in liste.feil] == list(range(1, vist + 1))
    assert liste.flere_feil == flere


def test_it_takes_as_many_characters_as_the_page_says() -> None:
    assert MAKS_TEGN == 20_000


class _Ord(list[str]):
    """Words that count how many of them are copied."""

    kopiert = 0

    def __getitem__(self, nr: Any) -> Any:
        svar = super().__getitem__(nr)
        if isinstance(nr, slice):
            _Ord.kopiert += len(svar)
            return _Ord(svar)
        return svar


class _Tekst(str):
    def split(self, *args: Any, **kwargs: Any) -> list[str]:
        return _Ord(super().split(*args, **kwargs))


def _kopiert(antall: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many words are copied in reading a list of so many."""
    _Ord.kopiert = 0
    skille = re.compile("[,;]")
    monkeypatch.setattr(mottakerliste, "_SKILLE", SimpleNamespace(split=lambda tekst: [_Tekst(skille.sub(" ", tekst))]))
    assert len(tolk_mottakere("ord " * antall).ugyldige) == antall
    return _Ord.kopiert


def test_it_takes_four_times_as_much_work_for_a_list_four_times_as_long(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _kopiert(4000, monkeypatch) < 5 * _kopiert(1000, monkeypatch)
