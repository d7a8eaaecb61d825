"""Who has got what, and the log of a deling, as those who shared it may see them."""

import pytest

from dokumenter.models import Deling, Mottaker
from dokumenter.queries.leveranser import delingslogg, mottakerrader
from dokumenter.services.nedlasting import lever_dokument
from hendelser.models import SYSTEM, Hendelsestype
from hendelser.services import skriv_hendelse
from kontoer.models import Integrasjon, Konto
from standins.personer import personer
from tests.dokumenter.fabrikk import lag_deling
from users.models import User


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User, fremmed: User) -> Deling:
    """100 bytes, shared with two."""
    return lag_deling(konto, kari, mottaker, fremmed, innhold=b"x" * 100)


def test_it_keeps_recipients_and_their_bytes_apart(deling: Deling, mottaker: User, fremmed: User) -> None:
    dokument = deling.dokumenter.get()
    for person, deler in ((mottaker, [(50, 100), (0, 50)]), (fremmed, [(0, 10), (5, 20)])):
        for start, slutt in deler:
            list(lever_dokument(dokument=dokument, start=start, slutt=slutt, av=person))
    rader = mottakerrader(deling, [dokument])
    assert [(rad.hentet, rad.begynt, rad.filer[0].leveranse.prosent) for rad in rader] == [(1, 0, 100), (0, 1, 20)]
    assert [rad.apnet for rad in rader] == [None, None]


def test_it_counts_what_was_cut_off_as_far_as_it_came(deling: Deling, mottaker: User) -> None:
    dokument = deling.dokumenter.get()
    biter = lever_dokument(dokument=dokument, start=0, slutt=100, av=mottaker)
    biter.close()  # type: ignore[attr-defined]  # a client that goes away before the first byte
    leveranse = mottakerrader(deling, [dokument])[0].filer[0].leveranse
    assert (leveranse.begynt, leveranse.prosent, leveranse.er_hentet) == (True, 0, False)


def test_it_gives_nothing_to_one_who_has_never_logged_in_or_is_a_business(konto: Konto, kari: User) -> None:
    deling = lag_deling(konto, kari)
    Mottaker.objects.create(deling=deling, type=Mottaker.Type.ORGANISASJON, oppslag="987654321")
    Mottaker.objects.create(deling=deling, type=Mottaker.Type.PERSON, oppslag="0" * 64, ident_kryptert=b"x")
    skriv_hendelse(Hendelsestype.DELING_APNET, av=SYSTEM, gjelder=deling)
    rader = mottakerrader(deling, list(deling.dokumenter.all()))
    assert [(rad.hentet, rad.begynt) for rad in rader] == [(0, 0), (0, 0)]


def test_it_names_every_kind_of_actor(deling: Deling, konto: Konto, kari: User, mottaker: User) -> None:
    system = Integrasjon.objects.create(organisasjon=konto.organisasjon, navn="Fagsystemet", autorisert_orgnr="1")
    navnlos = User.objects.create(fnr_hash="f" * 64, fnr_kryptert=bytes(mottaker.fnr_kryptert))
    borte = User(fnr_hash="e" * 64)
    for hvem in (system, navnlos, borte):
        skriv_hendelse(Hendelsestype.DELING_FORLENGET, av=hvem, gjelder=deling)
    linjer, neste = delingslogg(deling, None, deling.dokumenter.all())
    assert [linje.hvem for linje in linjer] == [
        "ukjent",
        navnlos.maskert_fnr,
        "Fagsystemet",
        "systemet",
        personer["kari"].navn,
    ]
    assert [linje.dokumentnavn for linje in linjer] == ["", "", "", "vedtak.pdf", "vedtak.pdf"]
    assert neste is None
