"""What is committed together, and what becomes of it when nobody knows whether it was."""

from __future__ import annotations

import io
from collections import Counter

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from dokumenter.errors import DelingIkkeUtkast, DokumentSlettet, FeilPosisjon
from dokumenter.models import Deling, Dokument
from dokumenter.services.blokkskriver import Blokkskriver
from dokumenter.services.opplasting import innfor_dokument, motta_innhold, nytt_dokument
from dokumenter.services.sletting import slett_dokument
from dokumenter.storage.blokker import prefiks_for
from dokumenter.storage.lager import dokumentlager
from hendelser.models import SYSTEM, Hendelse
from kontoer.models import Konto
from tests.dokumenter.brutt_commit import la_commit_briste
from tests.dokumenter.fabrikk import lag_utkast
from users.models import User


@pytest.fixture
def dokument(konto: Konto, kari: User) -> Dokument:
    """Waits for bytes, and nobody knows how many."""
    dokument = nytt_dokument(deling=lag_utkast(konto, kari), dokumentnavn="vedtak.pdf", mimetype="")
    innfor_dokument(dokument=dokument)
    return dokument


def objekter(dokument: Dokument) -> list[str]:
    return list(dokumentlager().list(prefiks_for(dokument.pk)))


def test_it_commits_the_last_block_and_the_end_together(dokument: Dokument) -> None:
    with CaptureQueriesContext(connection) as sporsmal:
        ferdig = motta_innhold(dokument=dokument, strom=io.BytesIO(b"innhold"))
    assert Counter(linje["sql"].split()[0] for linje in sporsmal.captured_queries)["SAVEPOINT"] == 1
    lagret = Dokument.objects.get()
    for felt in ("mottatt", "storrelse", "tilstand", "ferdig", "opplasting_utloper"):
        assert getattr(ferdig, felt) == getattr(lagret, felt)


@pytest.mark.parametrize("blokker", [1, 2])
def test_it_ends_at_a_whole_block_too(dokument: Dokument, blokker: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dokumenter.services.blokkskriver.MAKS_BLOKK_BYTES", 1000)
    ferdig = motta_innhold(dokument=dokument, strom=io.BytesIO(b"x" * 1000 * blokker))
    assert (ferdig.tilstand, ferdig.mottatt) == (Dokument.Tilstand.KONTROLLERES, 1000 * blokker)
    assert [blokk.start for blokk in ferdig.blokker.all()] == [1000 * nr for nr in range(blokker)]


@pytest.mark.parametrize("grunn", [FeilPosisjon, DelingIkkeUtkast, DokumentSlettet])
def test_it_removes_what_came_too_late(dokument: Dokument, grunn: type[Exception]) -> None:
    skriver = Blokkskriver(dokument, io.BytesIO(b"innhold"))
    blokk = skriver.neste()
    assert blokk is not None

    def for_sent() -> list[Hendelse]:
        raise DelingIkkeUtkast

    if grunn is FeilPosisjon:
        Dokument.objects.update(mottatt=5)
    elif grunn is DokumentSlettet:
        slett_dokument(dokument=Dokument.objects.get(), av=SYSTEM)
    with pytest.raises(grunn):
        skriver.avslutt([blokk], list if grunn is FeilPosisjon else for_sent)
    assert objekter(dokument) == []
    assert skriver.posisjon == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kom_fram", [True, False])
def test_it_leaves_nothing_readable_when_nobody_heard_of_the_commit(
    dokument: Dokument, kom_fram: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sender is told that it failed, so it must not be there, whether the database had time to commit or not."""
    la_commit_briste(monkeypatch, kom_fram=kom_fram)
    with pytest.raises(DatabaseError):
        motta_innhold(dokument=dokument, strom=io.BytesIO(b"innhold"))
    igjen = Dokument.objects.get()
    assert (igjen.tilstand, igjen.nokkel) == (Dokument.Tilstand.SLETTES, None)
    assert igjen.mottatt == (7 if kom_fram else 0)
    assert Deling.objects.get().tilstand == Deling.Tilstand.UTKAST
