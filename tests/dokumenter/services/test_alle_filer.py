"""All the files as one: any two halves of it make the whole, and the receipts sum up to every byte that was sent."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import pytest
from django.db import OperationalError

from dokumenter.models import Deling, Dokument
from dokumenter.queries.leveranser import mottakerrader
from dokumenter.queries.mottak import delte_filer
from dokumenter.services import alle_filer as tjeneste
from dokumenter.services import nedlasting
from dokumenter.services.alle_filer import AlleFiler, alle_filer, hent_alle_filer, lever_alle_filer
from dokumenter.services.virksomhetstilgang import Adgang
from hendelser.models import Hendelse, Hendelsestype
from kontoer.models import Konto
from tests.dokumenter.views.nedlasting.lag import lag_flere
from users.models import User

INNHOLD = {"a.txt": b"foran", "tom.txt": b"", "M/b.bin": bytes(range(40)), "c.txt": b"bak"}


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    """Four files, one of them without a byte, as systems may send them."""
    deling = lag_flere(konto, kari, *(("", navn, innhold or b"x") for navn, innhold in INNHOLD.items()))
    tom = deling.dokumenter.get(dokumentnavn="tom.txt")
    tom.blokker.all().delete()
    Dokument.objects.filter(pk=tom.pk).update(mottatt=0, storrelse=0, crc32=0)
    Dokument.objects.filter(dokumentnavn="M_b.bin").update(mappe="M", dokumentnavn="b.bin")
    return deling


@pytest.fixture
def filer(deling: Deling, mottaker: User) -> AlleFiler:
    return hent_alle_filer(deling_id=deling.pk, adgang=Adgang(av=mottaker, okt="okt"))[1]


def lever(deling: Deling, filer: AlleFiler, av: User, start: int, slutt: int) -> Iterator[bytes]:
    return lever_alle_filer(
        deling=deling,
        filer=filer,
        start=start,
        slutt=slutt,
        av=av,
        krev=Adgang(av=av, okt="okt"),
        fortsatt=lambda: None,
    )


def test_it_makes_the_whole_of_any_two_halves_with_a_receipt_for_every_file(
    deling: Deling, filer: AlleFiler, mottaker: User
) -> None:
    hele = b"".join(lever(deling, filer, mottaker, 0, filer.arkiv.storrelse))
    with zipfile.ZipFile(io.BytesIO(hele)) as arkiv:
        assert {navn: arkiv.read(navn) for navn in arkiv.namelist()} == INNHOLD
    dokumenter = list(deling.dokumenter.all())
    for snitt in range(len(hele) + 1):
        Hendelse.objects.filter(type=Hendelsestype.DOKUMENT_HENTET)._raw_delete("default")
        halvdeler = [lever(deling, filer, mottaker, *del_) for del_ in ((0, snitt), (snitt, len(hele)))]
        assert b"".join(b"".join(en) for en in halvdeler) == hele
        [rad] = mottakerrader(deling, dokumenter)
        assert rad.hentet == 4  # of the empty one too: of nothing every byte has arrived
        assert all(fil.leveranse.begynt for fil in rad.filer)
        sendt = Hendelse.objects.filter(type=Hendelsestype.DOKUMENT_HENTET).values_list("data", flat=True)
        assert sum(en["til"] - en["fra"] for en in sendt) == sum(map(len, INNHOLD.values()))


def test_it_goes_on_when_the_database_comes_back_between_two_files(
    deling: Deling, filer: AlleFiler, mottaker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    borte, finn = [1], nedlasting.hent_ferskt

    def svar(*, dokument: Dokument, henter: nedlasting.Henter) -> Dokument:
        if borte:
            borte.pop()
            raise OperationalError("borte")
        return finn(dokument=dokument, henter=henter)

    monkeypatch.setattr(tjeneste, "hent_ferskt", svar)
    monkeypatch.setattr("adapters.igjen.connection", _Utenfor())
    hele = b"".join(lever(deling, filer, mottaker, 0, filer.arkiv.storrelse))
    assert (len(hele), borte) == (filer.arkiv.storrelse, [])


class _Utenfor:
    """A connection that is in no transaction, as outside of tests."""

    in_atomic_block = False

    def close(self) -> None:
        """Nothing to close."""


def test_it_is_known_by_all_that_makes_its_bytes(deling: Deling) -> None:
    kjennetegn = [alle_filer(dokumenter=delte_filer(deling)).kjennetegn]
    for felt, verdi in (("crc32", 7), ("mottatt", 1), ("dokumentnavn", "nytt.txt"), ("mappe", "Ny")):
        deling.dokumenter.filter(dokumentnavn__in=["c.txt", "nytt.txt"]).update(**{felt: verdi})
        kjennetegn.append(alle_filer(dokumenter=delte_filer(deling)).kjennetegn)
    assert len(set(kjennetegn)) == 5
