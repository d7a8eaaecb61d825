"""A database is restored from a copy: nothing that was closed since opens. Here the copy is a savepoint rolled back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.utils import timezone

from dokumenter.models import Deling, Dokument
from dokumenter.services.deling import forleng_deling, sett_slutt, trekk_tilbake
from dokumenter.services.gjenoppretting import ALT, LUKKET, UKJENT, gjenopprett
from dokumenter.services.gravsteiner import er_foreldet, siste_nummer, skriv_ventende
from dokumenter.services.mottakere import fjern_mottaker
from dokumenter.services.sletting import slett_dokument
from dokumenter.services.utlop import avslutt_utlopte
from dokumenter.storage.gravsteiner import (
    DELING,
    DOKUMENT,
    FRIST,
    KONTO,
    MOTTAKER,
    Gravskrift,
    nyere_gravsteiner,
    nytt_navn,
    skriv_gravstein,
)
from dokumenter.storage.lager import VAKTPOST, LagerError, dokumentlager
from dokumenter.tilgang import kan_apne
from hendelser.models import SYSTEM, Hendelse, Hendelsestype
from kontoer.models import Konto, Kontotilgang
from kontoer.services.konto import slett_konto
from tests.dokumenter.fabrikk import lag_deling, lag_dokument, lag_utkast
from users.models import User


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    return lag_deling(konto, kari, mottaker)


@contextmanager
def etter_kopien() -> Iterator[None]:
    """What goes on inside is lost with the database; the store remembers."""
    with transaction.atomic():
        yield
        skriv_ventende()
        transaction.set_rollback(True)


def apne() -> int:
    return Deling.objects.apne(timezone.now()).count()


def naa() -> datetime:
    return timezone.now()


def test_it_takes_those_out_again_who_were_taken_out(
    konto: Konto, kari: User, mottaker: User, fremmed: User, ola: User
) -> None:
    """Each by itself, and nobody else: the one who is left is still in."""
    deling = lag_deling(konto, kari, mottaker, fremmed, ola)
    ut = list(deling.mottakere.order_by("id").values_list("pk", flat=True))[:2]
    with etter_kopien():
        for nr in ut:
            assert fjern_mottaker(deling=deling, mottaker_id=nr, av=kari)
    assert [kan_apne(bruker=en, deling=deling) for en in (mottaker, fremmed, ola)] == [True, True, True]
    assert gjenopprett(naa=naa()).antall == {(MOTTAKER, LUKKET): 2}
    assert [kan_apne(bruker=en, deling=deling) for en in (mottaker, fremmed, ola)] == [False, False, True]
    assert Hendelse.objects.filter(type=Hendelsestype.MOTTAKER_FJERNET).count() == 2


def test_it_knows_what_it_cannot_take_out(deling: Deling, kari: User, mottaker: User) -> None:
    """One who came in after the copy, and a deling that did."""
    lager = dokumentlager()
    for nummer, (gjelder, grunn) in enumerate([(deling.pk, "999999"), (uuid4(), "1"), (deling.pk, "tull")], start=1):
        skriv_gravstein(lager, nytt_navn(nummer), [Gravskrift(MOTTAKER, gjelder, grunn, naa())])
    assert gjenopprett(naa=naa()).antall == {(MOTTAKER, ALT): 1, (MOTTAKER, UKJENT): 2}
    assert kan_apne(bruker=mottaker, deling=deling)


def test_it_has_nothing_to_do_where_nothing_was_lost(deling: Deling, kari: User) -> None:
    trekk_tilbake(deling=deling, av=kari)
    skriv_ventende()
    funn = gjenopprett(naa=naa())
    assert (funn.gravsteiner, funn.fullfort, funn.siste) == (0, True, 1)


def test_it_closes_what_was_recalled(deling: Deling, kari: User) -> None:
    with etter_kopien():
        trekk_tilbake(deling=deling, av=kari)
    assert apne() == 1
    assert er_foreldet()
    funn = gjenopprett(naa=naa())
    assert funn.fullfort
    assert funn.antall[DELING, LUKKET] == 1
    deling.refresh_from_db()
    assert (deling.tilstand, deling.slutt) == (Deling.Tilstand.TRUKKET, Deling.Slutt.TRUKKET)
    assert deling.dokumenter.get().nokkel is None
    assert not er_foreldet()
    assert Hendelse.objects.filter(type=Hendelsestype.DELING_TRUKKET).count() == 1


def test_it_closes_everything_else_too(konto: Konto, kari: User, mottaker: User, admin: User) -> None:
    utlopt, kortet, en_fil = (lag_deling(konto, kari, mottaker) for _ in range(3))
    annen = Konto.objects.create(organisasjon=konto.organisasjon, navn="Skole")
    Kontotilgang.objects.create(konto=annen, bruker=kari)
    med_kontoen = lag_deling(annen, kari, mottaker)
    borte = en_fil.dokumenter.select_related("deling__konto").get()
    snart, om_litt = naa() + timedelta(hours=1), naa() + timedelta(hours=2)
    with etter_kopien():
        Deling.objects.filter(pk=utlopt.pk).update(tilgjengelig_til=naa())
        avslutt_utlopte(naa=naa())
        forleng_deling(deling=kortet, tilgjengelig_til=snart, av=kari)
        forleng_deling(deling=kortet, tilgjengelig_til=om_litt, av=kari)
        slett_dokument(dokument=borte, av=kari)
        slett_konto(konto=annen, av=admin)
    assert apne() == 4
    funn = gjenopprett(naa=naa())
    assert {art: funn.antall[art, LUKKET] for art in (KONTO, DELING, DOKUMENT, FRIST)} == {
        KONTO: 1,
        DELING: 1,
        DOKUMENT: 1,
        FRIST: 1,
    }
    tilstander = {deling.pk: (deling.slutt, deling.tilgjengelig_til) for deling in Deling.objects.all()}
    assert tilstander[utlopt.pk][0] == Deling.Slutt.UTLOPT
    assert tilstander[kortet.pk] == ("", om_litt)
    assert tilstander[med_kontoen.pk][0] == Deling.Slutt.KONTO_SLETTET
    borte.refresh_from_db()
    assert (borte.er_borte, borte.eksponering) == (True, Dokument.Eksponering.FJERNET)
    assert Konto.objects.get(pk=annen.pk).er_slettet


def test_it_lets_nothing_live_longer(deling: Deling, kari: User) -> None:
    til = deling.tilgjengelig_til
    assert til is not None
    with etter_kopien():
        sett_slutt(deling=deling, tilgjengelig_til=None, av=kari)
    assert gjenopprett(naa=naa()).antall[FRIST, ALT] == 1
    with etter_kopien():
        sett_slutt(deling=deling, tilgjengelig_til=til + timedelta(days=3), av=kari)
    assert gjenopprett(naa=naa()).antall[FRIST, ALT] == 1
    deling.refresh_from_db()
    assert deling.tilgjengelig_til == til


def test_it_ends_at_once_what_was_cut_short_to_before_now(deling: Deling) -> None:
    over = naa() - timedelta(minutes=1)
    skriv_gravstein(dokumentlager(), nytt_navn(1), [Gravskrift(FRIST, deling.pk, "", over, over)])
    gjenopprett(naa=naa())
    deling.refresh_from_db()
    assert (deling.slutt, deling.dokumenter.get().nokkel) == (Deling.Slutt.UTLOPT, None)


def test_it_throws_away_what_still_was_a_draft(konto: Konto, kari: User) -> None:
    utkast = lag_utkast(konto, kari)
    lag_dokument(utkast)
    skriv_gravstein(dokumentlager(), nytt_navn(1), [Gravskrift(DELING, utkast.pk, "trukket", naa())])
    assert gjenopprett(naa=naa()).antall[DELING, LUKKET] == 1
    utkast.refresh_from_db()
    assert utkast.slutt == Deling.Slutt.FORKASTET


@pytest.mark.parametrize("grunn", ["forkastet", "en_grunn_fra_en_annen_versjon"])
def test_it_closes_for_whatever_reason(deling: Deling, grunn: str) -> None:
    skriv_gravstein(dokumentlager(), nytt_navn(1), [Gravskrift(DELING, deling.pk, grunn, naa())])
    gjenopprett(naa=naa())
    deling.refresh_from_db()
    assert deling.slutt == Deling.Slutt.SLETTET


def test_it_counts_what_the_copy_never_knew(konto: Konto) -> None:
    skrifter = [Gravskrift(art, uuid4(), "slettet", naa(), naa()) for art in (DELING, DOKUMENT, FRIST, KONTO)]
    skriv_gravstein(dokumentlager(), nytt_navn(3), skrifter)
    funn = gjenopprett(naa=naa())
    assert sum(antall for (_art, utfall), antall in funn.antall.items() if utfall == UKJENT) == 4
    assert (funn.hull, funn.fullfort) == (2, True)


def test_it_can_be_repeated_and_tried(deling: Deling, kari: User) -> None:
    with etter_kopien():
        trekk_tilbake(deling=deling, av=kari)
    prove = gjenopprett(naa=naa(), torrkjor=True)
    assert (prove.antall[DELING, LUKKET], prove.fullfort, apne()) == (1, False, 1)
    assert er_foreldet()
    with transaction.atomic():
        gjenopprett(naa=naa())
        transaction.set_rollback(True)
    assert gjenopprett(naa=naa()).antall[DELING, LUKKET] == 1
    assert gjenopprett(naa=naa()).gravsteiner == 0
    assert skriv_ventende() == 1
    assert siste_nummer() == 2, "what it closed is told anew, under the next number"


@pytest.mark.parametrize("godta", [False, True])
def test_it_does_what_can_be_trusted_and_stops_at_what_cannot(deling: Deling, kari: User, godta: bool) -> None:
    with etter_kopien():
        trekk_tilbake(deling=deling, av=kari)
    forfalsket = nytt_navn(9)
    dokumentlager().write(forfalsket, [b'{"v":1,"nr":9,"nokkel":"test1"}\n' + b"0" * 64])
    funn = gjenopprett(naa=naa(), godta_ugyldige=godta)
    assert apne() == 0
    assert set(funn.ugyldige) == {forfalsket}
    assert (funn.fullfort, er_foreldet()) == (godta, not godta)


def test_it_concludes_nothing_without_the_sentinel(deling: Deling) -> None:
    dokumentlager().remove(VAKTPOST)
    with pytest.raises(LagerError):
        gjenopprett(naa=naa())
    assert apne() == 1


def _sist(art: str) -> Callable[[Deling], Gravskrift]:
    return lambda deling: Gravskrift(art, deling.pk, "", naa() - timedelta(minutes=5), naa() + timedelta(hours=9))


def test_it_heeds_the_last_word_whichever_number_it_got(deling: Deling) -> None:
    siste = Gravskrift(FRIST, deling.pk, "", naa(), naa() + timedelta(hours=1))
    skriv_gravstein(dokumentlager(), nytt_navn(1), [siste])
    skriv_gravstein(dokumentlager(), nytt_navn(2), [_sist(FRIST)(deling)])
    assert len(list(nyere_gravsteiner(dokumentlager(), enn=0))) == 2
    gjenopprett(naa=naa())
    deling.refresh_from_db()
    assert deling.tilgjengelig_til == siste.frist
    assert Hendelse.objects.get(type=Hendelsestype.DELING_FORLENGET).aktor_type == SYSTEM.aktor.type
