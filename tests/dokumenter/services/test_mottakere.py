"""Somebody comes in and somebody is taken out, of what is shared already: at once, once, and never past the rules."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from pytest_django.fixtures import Settings

from dokumenter.errors import DelingAvsluttet, KreverNyGodkjenning, SisteMottaker, UgyldigHentenokkel
from dokumenter.models import Deling, FjernetMottaker, Gravstein, Mottaker
from dokumenter.services import nedlasting
from dokumenter.services.deling import trekk_tilbake
from dokumenter.services.hentenokkel import krev_nokkel_virker, lag_hentenokkel
from dokumenter.services.mottakere import fjern_mottaker, legg_til_mottakere
from dokumenter.services.nedlasting import hent_dokument, lever_dokument
from dokumenter.services.virksomhetstilgang import Adgang
from dokumenter.tilgang import kan_apne, kan_hente, virksomheter_i
from hendelser.models import SYSTEM, Hendelse, Hendelsestype
from kontoer.errors import IkkeFunnet, ManglerRett, UgyldigVerdi
from kontoer.models import Konto
from standins.personer import personer
from tests.dokumenter.fabrikk import lag_deling
from tests.dokumenter.lag import EN_PERSON, EN_VIRKSOMHET
from tests.dokumenter.samtidig import mens
from users.models import User
from users.numre import Nummer, Nummertype

MIB = 1024 * 1024
FREMMED = Nummer(Nummertype.PERSON, personer["fremmed"].fnr)


@pytest.fixture
def deling(konto: Konto, kari: User, mottaker: User) -> Deling:
    return lag_deling(konto, kari, mottaker, innhold=b"x" * 3 * MIB)


def nr(deling: Deling, person: User) -> int:
    return deling.mottakere.get(oppslag=person.fnr_hash).pk


def igjen(deling: Deling) -> Deling:
    """As another request reads it."""
    return Deling.objects.select_related("konto__organisasjon").get(pk=deling.pk)


def test_it_lets_one_more_in_and_says_how_many_and_not_who(deling: Deling, ola: User, fremmed: User) -> None:
    assert not kan_apne(bruker=fremmed, deling=deling)
    assert legg_til_mottakere(deling=deling, mottakere=[FREMMED, FREMMED, EN_VIRKSOMHET], av=ola) == 2
    assert kan_apne(bruker=fremmed, deling=deling)
    hendelse = Hendelse.objects.get(type=Hendelsestype.MOTTAKER_LAGT_TIL)
    assert (hendelse.aktor_id, hendelse.data) == (ola.pk, {"mottakere": 2})


def test_it_changes_nothing_for_those_who_are_in(deling: Deling, kari: User) -> None:
    assert legg_til_mottakere(deling=deling, mottakere=[EN_PERSON], av=kari) == 0
    assert (deling.mottakere.count(), Hendelse.objects.filter(type=Hendelsestype.MOTTAKER_LAGT_TIL).count()) == (1, 0)


def test_it_keeps_to_the_most_recipients_there_may_be(deling: Deling, kari: User, settings: Settings) -> None:
    settings.DELING_MAKS_MOTTAKERE = 2
    with pytest.raises(UgyldigVerdi, check=lambda feil: "høyst 2 mottakere" in str(feil.melding)) as feil:
        legg_til_mottakere(deling=deling, mottakere=[FREMMED, EN_VIRKSOMHET], av=kari)
    assert (feil.value.felt, deling.mottakere.count()) == ("mottakere", 1)
    assert legg_til_mottakere(deling=deling, mottakere=[FREMMED, EN_PERSON], av=kari) == 1
    with pytest.raises(UgyldigVerdi, check=lambda feil: "minst ett" in str(feil.melding)):
        legg_til_mottakere(deling=deling, mottakere=[], av=kari)


def test_it_is_only_for_those_who_may_share_and_while_it_is_open(
    deling: Deling, kari: User, per: User, uten_rett: User, mottaker: User
) -> None:
    for hvem, feil in ((per, IkkeFunnet), (mottaker, IkkeFunnet), (uten_rett, ManglerRett)):
        with pytest.raises(feil):
            legg_til_mottakere(deling=deling, mottakere=[FREMMED], av=hvem)
        with pytest.raises(feil):
            fjern_mottaker(deling=deling, mottaker_id=nr(deling, mottaker), av=hvem)
    trekk_tilbake(deling=deling, av=kari)
    with pytest.raises(DelingAvsluttet):
        legg_til_mottakere(deling=deling, mottakere=[FREMMED], av=kari)
    with pytest.raises(DelingAvsluttet):
        fjern_mottaker(deling=deling, mottaker_id=nr(deling, mottaker), av=kari)
    assert Mottaker.objects.count() == 1


def test_it_takes_one_out_and_keeps_who_it_was(deling: Deling, kari: User, mottaker: User) -> None:
    legg_til_mottakere(deling=deling, mottakere=[FREMMED], av=kari)
    ut = nr(deling, mottaker)
    assert fjern_mottaker(deling=deling, mottaker_id=ut, av=kari)
    assert not kan_apne(bruker=mottaker, deling=deling)
    fjernet = FjernetMottaker.objects.get()
    assert (fjernet.oppslag, fjernet.deling_id) == (mottaker.fnr_hash, deling.pk)
    assert Hendelse.objects.get(type=Hendelsestype.MOTTAKER_FJERNET).data == {}
    gravstein = Gravstein.objects.get(art="mottaker")
    assert (gravstein.gjelder, gravstein.grunn) == (deling.pk, str(ut))
    assert not fjern_mottaker(deling=deling, mottaker_id=ut, av=kari), "the second press"
    assert Hendelse.objects.filter(type=Hendelsestype.MOTTAKER_FJERNET).count() == 1


def test_it_takes_nobody_out_of_another_deling(deling: Deling, konto: Konto, kari: User, mottaker: User) -> None:
    annen = lag_deling(konto, kari, mottaker)
    legg_til_mottakere(deling=deling, mottakere=[FREMMED], av=kari)
    assert not fjern_mottaker(deling=deling, mottaker_id=nr(annen, mottaker), av=kari)
    assert annen.mottakere.exists()


def test_it_keeps_the_last_one_but_from_the_system(deling: Deling, kari: User, mottaker: User) -> None:
    with pytest.raises(SisteMottaker, check=lambda feil: "Trekk heller" in str(feil.melding)):
        fjern_mottaker(deling=deling, mottaker_id=nr(deling, mottaker), av=kari)
    assert fjern_mottaker(deling=deling, mottaker_id=nr(deling, mottaker), av=SYSTEM)
    assert not deling.mottakere.exists()


def test_it_takes_one_back_in(deling: Deling, kari: User, mottaker: User) -> None:
    legg_til_mottakere(deling=deling, mottakere=[FREMMED], av=kari)
    for _ in range(2):
        fjern_mottaker(deling=deling, mottaker_id=nr(deling, mottaker), av=kari)
        assert not kan_apne(bruker=mottaker, deling=deling)
        legg_til_mottakere(deling=deling, mottakere=[EN_PERSON], av=kari)
        assert kan_apne(bruker=mottaker, deling=deling)
    assert not FjernetMottaker.objects.exists()


def test_it_takes_a_system_out_too(deling: Deling, kari: User) -> None:
    class System:
        pk = UUID(int=7)

    en = Mottaker.objects.create(deling=deling, type=Mottaker.Type.INTEGRASJON, oppslag=str(System.pk))
    assert kan_hente(integrasjon=System(), deling=deling)  # type: ignore[arg-type]
    fjern_mottaker(deling=deling, mottaker_id=en.pk, av=kari)
    assert not kan_hente(integrasjon=System(), deling=deling)  # type: ignore[arg-type]


def test_it_takes_a_business_out_of_every_kind_of_post_it_is_named_for(deling: Deling, kari: User) -> None:
    rader = [
        Mottaker.objects.create(
            deling=deling, type=Mottaker.Type.ORGANISASJON, oppslag=EN_VIRKSOMHET.verdi, ressurstype=slag
        )
        for slag in ("POST", "SKJEMA")
    ]
    assert fjern_mottaker(deling=deling, mottaker_id=rader[0].pk, av=kari)
    assert (virksomheter_i(deling), deling.fjernede_mottakere.count()) == ([], 2)
    assert {en.grunn for en in Gravstein.objects.filter(art="mottaker")} == {str(en.pk) for en in rader}
    assert Hendelse.objects.filter(type=Hendelsestype.MOTTAKER_FJERNET).count() == 1


def test_it_keeps_a_business_that_is_all_there_is(deling: Deling, kari: User, mottaker: User) -> None:
    for slag in ("POST", "SKJEMA"):
        en = Mottaker.objects.create(
            deling=deling, type=Mottaker.Type.ORGANISASJON, oppslag=EN_VIRKSOMHET.verdi, ressurstype=slag
        )
    assert fjern_mottaker(deling=deling, mottaker_id=nr(deling, mottaker), av=kari)
    with pytest.raises(SisteMottaker):
        fjern_mottaker(deling=deling, mottaker_id=en.pk, av=kari)
    assert virksomheter_i(deling) == [EN_VIRKSOMHET.verdi]


def test_it_stops_a_download_that_runs(
    deling: Deling, kari: User, mottaker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nedlasting, "_SPOR_IGJEN_SEKUNDER", 0.0)
    legg_til_mottakere(deling=deling, mottakere=[FREMMED], av=kari)
    adgang = Adgang(av=mottaker, okt="okt")
    dokument = hent_dokument(
        deling_id=deling.pk, dokument_id=deling.dokumenter.get().pk, av=mottaker, okt="okt", adgang=adgang
    )
    biter = lever_dokument(dokument=dokument, start=0, slutt=3 * MIB, av=mottaker, krev=adgang)
    assert len(next(biter)) == MIB
    fjern_mottaker(deling=deling, mottaker_id=nr(deling, mottaker), av=kari)
    with pytest.raises(IkkeFunnet):
        next(biter)
    assert Hendelse.objects.get(type=Hendelsestype.DOKUMENT_HENTET).data["til"] == MIB


@pytest.mark.django_db(transaction=True)
def test_it_lets_nobody_into_what_is_being_recalled(konto: Konto, kari: User, ola: User, mottaker: User) -> None:
    deling = lag_deling(konto, kari, mottaker)
    andres = igjen(deling)
    feil = mens(
        lambda: trekk_tilbake(deling=deling, av=kari),
        lambda: legg_til_mottakere(deling=andres, mottakere=[FREMMED], av=ola),
    )
    assert (type(feil), deling.mottakere.count()) == (DelingAvsluttet, 1)


@pytest.mark.django_db(transaction=True)
def test_it_lets_two_colleagues_not_take_out_the_last_two(
    konto: Konto, kari: User, ola: User, mottaker: User, fremmed: User
) -> None:
    deling = lag_deling(konto, kari, mottaker, fremmed)
    andres = igjen(deling)
    feil = mens(
        lambda: fjern_mottaker(deling=deling, mottaker_id=nr(deling, mottaker), av=kari),
        lambda: fjern_mottaker(deling=andres, mottaker_id=nr(andres, fremmed), av=ola),
    )
    assert (type(feil), deling.mottakere.count()) == (SisteMottaker, 1)


@pytest.mark.django_db(transaction=True)
def test_it_lets_two_colleagues_add_the_same_once(konto: Konto, kari: User, ola: User, mottaker: User) -> None:
    deling = lag_deling(konto, kari, mottaker)
    andres = igjen(deling)
    feil = mens(
        lambda: legg_til_mottakere(deling=deling, mottakere=[FREMMED], av=kari),
        lambda: legg_til_mottakere(deling=andres, mottakere=[FREMMED], av=ola),
    )
    assert (feil, deling.mottakere.count()) == (None, 2)
    assert Hendelse.objects.filter(type=Hendelsestype.MOTTAKER_LAGT_TIL).count() == 1


@pytest.mark.parametrize("godkjenning", [Deling.Godkjenning.VENTER, Deling.Godkjenning.GODKJENT, ""])
def test_it_puts_nobody_into_what_a_second_person_must_approve(
    konto: Konto, kari: User, mottaker: User, fremmed: User, godkjenning: str
) -> None:
    """What is approved, what waits, and what was shared before the konto asked for it. Taking out is no matter."""
    deling = lag_deling(konto, kari, mottaker, fremmed)
    if godkjenning:
        Deling.objects.filter(pk=deling.pk).update(godkjenning=godkjenning)
    else:
        Konto.objects.filter(pk=konto.pk).update(fire_oyne=True)
    with pytest.raises(KreverNyGodkjenning):
        legg_til_mottakere(deling=deling, mottakere=[EN_VIRKSOMHET], av=kari)
    assert fjern_mottaker(deling=deling, mottaker_id=nr(deling, fremmed), av=kari)


def test_it_keeps_to_what_the_konto_allows(deling: Deling, konto: Konto, kari: User) -> None:
    Konto.objects.filter(pk=konto.pk).update(maks_mottakere=1)
    with pytest.raises(UgyldigVerdi):
        legg_til_mottakere(deling=deling, mottakere=[FREMMED], av=kari)
    assert deling.mottakere.count() == 1


@pytest.mark.parametrize("gjennom", ["person", "virksomhet"])
def test_it_leaves_no_key_that_opens_again_when_the_one_is_let_in_again(
    gjennom: str, deling: Deling, kari: User, mottaker: User, fremmed: User
) -> None:
    """A key that was made for another way in, which is still there, goes on."""
    mottakere = [FREMMED, EN_VIRKSOMHET]
    legg_til_mottakere(deling=deling, mottakere=mottakere, av=kari)
    mine, andres = (
        lag_hentenokkel(deling=deling, niva=4, skjema=uuid4(), av=av, adgang=Adgang(av=av, okt="o"))
        for av in (fremmed, mottaker)
    )
    if gjennom == "virksomhet":
        Mottaker.objects.filter(pk=nr(deling, fremmed)).delete()
    borte = nr(deling, fremmed) if gjennom == "person" else deling.mottakere.get(oppslag=EN_VIRKSOMHET.verdi).pk
    fjern_mottaker(deling=deling, mottaker_id=borte, av=kari)
    legg_til_mottakere(deling=deling, mottakere=mottakere, av=kari)
    krev_nokkel_virker(nokkel=andres.rad)
    with pytest.raises(UgyldigHentenokkel):
        krev_nokkel_virker(nokkel=mine.rad)
