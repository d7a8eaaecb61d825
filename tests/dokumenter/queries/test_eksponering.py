"""The exposure report: bytes counted once, per recipient, of those who were taken out as well."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from uuid import uuid4

import pytest
from django.utils import timezone

from dokumenter.models import Deling, Dokument, Mottaker
from dokumenter.queries.eksponering import ANNET, PERSON, VIRKSOMHET, eksponering_av
from dokumenter.services.deling import trekk_tilbake
from dokumenter.services.mottakere import fjern_mottaker
from dokumenter.services.nedlasting import lever_dokument
from hendelser.models import Hendelsestype
from hendelser.services import skriv_hendelse
from kontoer.models import Integrasjon, Konto
from standins.personer import personer
from tests.dokumenter.fabrikk import lag_deling
from users.models import User

ORGNR = "310000007"


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User, fremmed: User) -> Deling:
    return lag_deling(konto, kari, mottaker, fremmed, innhold=b"x" * 100)


def hent(deling: Deling, av: User, start: int, slutt: int) -> None:
    list(lever_dokument(dokument=deling.dokumenter.get(), start=start, slutt=slutt, av=av))


def test_it_counts_each_byte_once_and_says_when(deling: Deling, mottaker: User) -> None:
    hent(deling, mottaker, 0, 30)
    hent(deling, mottaker, 20, 40)
    forste, andre = eksponering_av(deling, naa=timezone.now()).mottakere
    [fil] = forste.filer
    assert (fil.mottatt, fil.prosent, fil.storrelse, fil.er_alt, fil.logget) == (40, 40, 100, False, True)
    assert fil.forst is not None
    assert fil.sist is not None
    assert fil.forst <= fil.sist
    assert (forste.har_sett, forste.har_fatt_noe, forste.har_fatt_alt, forste.personer) == (True, True, False, 1)
    assert (andre.har_sett, andre.har_fatt_noe, andre.apnet, andre.personer) == (False, False, None, 0)


def test_it_masks_persons_and_can_not_be_changed(deling: Deling) -> None:
    rapport = eksponering_av(deling, naa=timezone.now())
    assert rapport.mottakere[0].hvem.endswith("*****")
    assert personer["mottaker"].fnr not in repr(rapport)
    with pytest.raises(FrozenInstanceError):
        rapport.avvist = 7  # type: ignore[misc]


def test_it_tells_of_those_who_were_taken_out(deling: Deling, kari: User, mottaker: User) -> None:
    hent(deling, mottaker, 0, 100)
    fjern_mottaker(deling=deling, mottaker_id=deling.mottakere.get(oppslag=mottaker.fnr_hash).pk, av=kari)
    trekk_tilbake(deling=deling, av=kari)
    rapport = eksponering_av(deling, naa=timezone.now())
    igjen, ute = rapport.mottakere
    assert (igjen.fjernet, ute.fjernet is not None, ute.har_fatt_alt) == (None, True, True)
    assert rapport.antall == {
        PERSON: 2,
        VIRKSOMHET: 0,
        ANNET: 0,
        "alle": 2,
        "sett": 1,
        "noe": 1,
        "alt": 1,
        "fjernet": 1,
    }
    assert rapport.slutt is not None
    assert rapport.slutt[0] == Deling.Slutt.TRUKKET
    assert (rapport.forste_nedlasting, rapport.siste_nedlasting) != (None, None)


def test_it_counts_the_persons_behind_a_business(deling: Deling, ola: User, per: User) -> None:
    Mottaker.objects.create(deling=deling, type=Mottaker.Type.ORGANISASJON, oppslag=ORGNR)
    Mottaker.objects.create(deling=deling, type=Mottaker.Type.INTEGRASJON, oppslag=str(uuid4()))
    for hvem in (ola, per, ola):
        skriv_hendelse(Hendelsestype.DELING_APNET, av=hvem, gjelder=deling, data={"pa_vegne_av": ORGNR})
    *_personer, virksomhet, system = eksponering_av(deling, naa=timezone.now()).mottakere
    assert (virksomhet.slag, virksomhet.hvem.replace("\N{NO-BREAK SPACE}", "")) == (VIRKSOMHET, ORGNR)
    assert virksomhet.personer == 2
    assert virksomhet.apnet is not None
    assert virksomhet.sist_apnet is not None
    assert virksomhet.apnet < virksomhet.sist_apnet
    assert (system.slag, system.har_sett) == (ANNET, False)


def test_it_tells_what_a_system_received(deling: Deling, konto: Konto) -> None:
    system = Integrasjon.objects.create(organisasjon=konto.organisasjon, navn="Arkiv")
    Mottaker.objects.create(deling=deling, type=Mottaker.Type.INTEGRASJON, oppslag=str(system.pk))
    list(lever_dokument(dokument=deling.dokumenter.get(), start=0, slutt=100, av=system))
    rapport = eksponering_av(deling, naa=timezone.now())
    assert [en.har_fatt_alt for en in rapport.mottakere] == [False, False, True]
    assert (rapport.antall["noe"], rapport.antall["alt"]) == (1, 1)
    assert rapport.mottakere[2].hvem == f"integrasjon {system.pk}"


def test_it_counts_a_business_once_however_many_kinds_of_post_it_is_named_for(deling: Deling, per: User) -> None:
    for slag in ("POST", "SKJEMA"):
        Mottaker.objects.create(deling=deling, type=Mottaker.Type.ORGANISASJON, oppslag=ORGNR, ressurstype=slag)
    skriv_hendelse(Hendelsestype.DELING_APNET, av=per, gjelder=deling, data={"pa_vegne_av": ORGNR})
    antall = eksponering_av(deling, naa=timezone.now()).antall
    assert (antall[VIRKSOMHET], antall["alle"], antall["sett"]) == (1, 3, 1)


def test_it_counts_no_recipient_among_the_others_who_were_turned_away(
    deling: Deling, mottaker: User, ola: User, per: User
) -> None:
    """One tried before a colleague had approved, another before the access in Altinn was given; only the third is
    somebody else.
    """
    Mottaker.objects.create(deling=deling, type=Mottaker.Type.ORGANISASJON, oppslag=ORGNR)
    for hvem in (mottaker, ola, per):
        skriv_hendelse(Hendelsestype.DELING_AVVIST, av=hvem, gjelder=deling)
    skriv_hendelse(Hendelsestype.DELING_APNET, av=ola, gjelder=deling, data={"pa_vegne_av": ORGNR})
    assert eksponering_av(deling, naa=timezone.now()).avvist == 1


def test_it_says_what_it_cannot_know_and_who_was_turned_away(deling: Deling, per: User) -> None:
    for _ in range(2):
        skriv_hendelse(Hendelsestype.DELING_AVVIST, av=per, gjelder=deling)
    Dokument.objects.update(logg_nedlasting=False)
    rapport = eksponering_av(deling, naa=timezone.now())
    assert (rapport.avvist, rapport.alt_er_logget) == (1, False)
    assert (rapport.filtyper, rapport.dokumenter, rapport.storrelse) == ((("PDF-fil", 1),), 1, 100)
    assert (rapport.forste_nedlasting, rapport.siste_nedlasting) == (None, None)
