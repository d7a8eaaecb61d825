"""Reading ahead: the same pieces, one of them early, and nothing left behind."""

import threading
from collections.abc import Generator
from itertools import islice

import pytest

from dokumenter.storage.forut import les_forut


class Kilde:
    """Pieces that tell how many have been made, and whether it was closed; `feil` comes after the last."""

    def __init__(self, antall: int, feil: Exception | None = None) -> None:
        self.laget = 0
        self.lukket = False
        self._antall = antall
        self._feil = feil

    def stykker(self) -> Generator[bytes, None, None]:
        try:
            for nr in range(self._antall):
                self.laget += 1
                yield bytes([nr])
            if self._feil is not None:
                raise self._feil
        finally:
            self.lukket = True


def _lesere() -> list[str]:
    return [trad.name for trad in threading.enumerate() if trad.name.startswith("les-forut")]


@pytest.mark.parametrize("antall", [0, 1, 2, 50])
def test_it_gives_all_pieces_in_order(antall: int) -> None:
    kilde = Kilde(antall)
    assert list(les_forut(kilde.stykker())) == [bytes([nr]) for nr in range(antall)]
    assert kilde.lukket
    assert _lesere() == []


def test_it_is_never_more_than_one_piece_ahead() -> None:
    kilde = Kilde(50)
    leser = les_forut(kilde.stykker())
    for nr in range(1, 40):
        next(leser)
        assert kilde.laget <= nr + 1
    leser.close()  # type: ignore[attr-defined]


def test_it_raises_what_the_source_raises_where_it_raised_it() -> None:
    kilde = Kilde(3, ValueError("blokken er skadet"))
    leser = les_forut(kilde.stykker())
    assert list(islice(leser, 3)) == [b"\0", b"\1", b"\2"]
    with pytest.raises(ValueError, match="blokken er skadet"):
        next(leser)
    assert _lesere() == []


def test_it_closes_the_source_and_leaves_no_thread_when_the_reader_goes_away() -> None:
    kilde = Kilde(50)
    leser = les_forut(kilde.stykker())
    next(leser)
    leser.close()  # type: ignore[attr-defined]
    assert kilde.lukket
    assert _lesere() == []
