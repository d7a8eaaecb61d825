"""The exposure report on paper: what the page says, in every language, and nobody's number."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.utils import timezone, translation
from pyhanko.pdf_utils.reader import PdfFileReader

from dokumenter.models import Deling, Dokument, Mottaker
from dokumenter.queries.eksponering import eksponering_av
from dokumenter.services.deling import trekk_tilbake
from dokumenter.services.eksponeringsrapport import _som_rapport, eksponering_som_pdf
from dokumenter.services.mottakere import fjern_mottaker
from dokumenter.services.nedlasting import lever_dokument
from dokumenter.tekst import orgnr_i_ord
from hendelser.models import Hendelsestype
from hendelser.services import skriv_hendelse
from kontoer.models import Konto
from standins.enhetsregisteret import Enhetsregisteret
from standins.personer import personer, virksomheter
from tests.dokumenter.fabrikk import lag_deling
from tests.register import kjorende_register, register
from users.models import User

__all__ = ["kjorende_register", "register"]


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User, fremmed: User) -> Deling:
    return lag_deling(konto, kari, mottaker, fremmed, innhold=b"x" * 100)


def paa_papir(deling: Deling) -> str:
    """All that it says, without line breaks that a font decides."""
    rapport = _som_rapport(eksponering_av(deling, naa=timezone.now()))
    linjer = [*rapport.innledning]
    for del_ in rapport.deler:
        linjer += [del_.overskrift, *del_.avsnitt, *(" | ".join(rad) for rad in del_.rader)]
    return "\n".join(linjer).replace("\N{NO-BREAK SPACE}", " ")


def test_it_says_who_got_how_much_also_of_those_taken_out(
    deling: Deling, kari: User, mottaker: User, per: User
) -> None:
    Dokument.objects.update(mappe="Sak 7")
    list(lever_dokument(dokument=deling.dokumenter.get(), start=0, slutt=50, av=mottaker))
    fjern_mottaker(deling=deling, mottaker_id=deling.mottakere.get(oppslag=mottaker.fnr_hash).pk, av=kari)
    skriv_hendelse(Hendelsestype.DELING_AVVIST, av=per, gjelder=deling)
    trekk_tilbake(deling=deling, av=kari)
    tekst = paa_papir(deling)
    maskert = personer["mottaker"].fnr[:6] + "*****"
    for det in ("Har fått noe | 1 av 2 mottakere", "Avvist | 1 annen", "trukket tilbake", "UTKAST TIL AVVIKSMELDING"):
        assert det in tekst
    assert f"{maskert} (person), fjernet" in tekst
    assert "Sak 7/vedtak.pdf | 50 byte av 100 byte (50 %)" in tekst
    for person in personer.values():
        assert person.fnr not in tekst


def test_it_names_a_business(deling: Deling, register: Enhetsregisteret) -> None:
    virksomhet = virksomheter["konkurs"]
    Mottaker.objects.create(deling=deling, type=Mottaker.Type.ORGANISASJON, oppslag=virksomhet.orgnr)
    assert f"{virksomhet.navn.upper()} {orgnr_i_ord(virksomhet.orgnr)} (virksomhet)".replace("\xa0", " ") in paa_papir(
        deling
    )
    assert register.spurt == [virksomhet.orgnr]


def test_it_says_what_nobody_can_know_once_for_each_file(deling: Deling) -> None:
    Dokument.objects.update(logg_nedlasting=False)
    tekst = paa_papir(deling)
    assert tekst.count("Nedlasting av vedtak.pdf ble ikke logget.") == 1
    assert "Ingen har hentet noe." in tekst


@pytest.mark.parametrize("sprak", ["nb", "nn", "en"])
def test_it_is_made_in_each_language(sprak: str, deling: Deling) -> None:
    with translation.override(sprak):
        pdf = eksponering_som_pdf(rapport=eksponering_av(deling, naa=timezone.now()))
    leser = PdfFileReader(BytesIO(pdf))
    assert str(leser.root["/Lang"]).startswith(sprak)


def test_it_says_so_when_the_paper_does_not_hold_all(deling: Deling) -> None:
    Mottaker.objects.bulk_create(
        Mottaker(deling=deling, type=Mottaker.Type.ORGANISASJON, oppslag=str(nr)) for nr in range(1100)
    )
    assert "Bare de første 1000 av 1102 vises her." in paa_papir(deling)
    assert eksponering_som_pdf(rapport=eksponering_av(deling, naa=timezone.now())).startswith(b"%PDF")
