"""Mine delinger, searched, narrowed, sorted and paged."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from dokumenter.models import Deling, Dokument, Mottaker
from dokumenter.queries import mine_sok
from dokumenter.queries.mine_delinger import Delingssok
from dokumenter.queries.mine_sok import Mottakersok, Utvalg, alle_sider, deler_for, mottakere_i, side_av_deler
from dokumenter.services.deling import trekk_tilbake
from dokumenter.services.nedlasting import lever_dokument
from dokumenter.services.overtakelse import overdra_delinger
from kontoer.models import Konto, Kontotilgang
from tests.dokumenter.fabrikk import lag_deling, lag_dokument, lag_utkast
from tests.dokumenter.plan import plan
from users.identvern import dekrypter_ident, hasher_for
from users.models import User
from users.tegn import sokbar


def kall(deling: Deling, tittel: str, saksnummer: str = "") -> Deling:
    """Give it a title as the form does."""
    deling.tittel, deling.saksnummer = tittel, saksnummer
    deling.soketekst = sokbar("\n".join(filter(None, (tittel, saksnummer))))
    deling.save()
    return deling


def finn(bruker: User, **felter: object) -> list[Deling]:
    """All that fits, page by page, two rows on each."""
    deler = deler_for(bruker, Utvalg(**felter), naa=timezone.now())  # type: ignore[arg-type]
    return [deling for side in alle_sider(deler, bruker=bruker, antall=2) for deling in side]


@pytest.mark.parametrize("sjelden", [2000, 0])
@pytest.mark.parametrize(
    ("tekst", "treff"),
    [
        ("flytting", ["sak"]),
        ("FLYTTING AV", ["sak"]),
        ("2026/17", ["sak"]),
        ("æring", ["sak"]),
        ("vedtak", ["uten", "sak"]),
        ("va", []),
        ("ve", ["uten", "sak"]),
        ("100%", []),
        ("aldri.pdf", []),
        ("2026_17", []),
    ],
)
def test_it_finds_a_text_in_title_case_number_and_names(
    tekst: str,
    treff: list[str],
    sjelden: int,
    konto: Konto,
    kari: User,
    mottaker: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whether it is looked up or walked to."""
    monkeypatch.setattr(mine_sok, "_SJELDEN", sjelden)
    delinger = {"sak": kall(lag_deling(konto, kari, mottaker), "Flytting av Æring", "2026/17")}
    delinger["uten"] = lag_deling(konto, kari, mottaker)
    lag_dokument(lag_utkast(konto, kari), navn="aldri.pdf")
    assert finn(kari, tekst=tekst) == [delinger[navn] for navn in treff]


def test_it_goes_on_by_title_after_a_row_that_has_left_the_list(konto: Konto, kari: User, mottaker: User) -> None:
    """As when a colleague recalls it while the file is made, or between two pages."""
    delinger = [kall(lag_deling(konto, kari, mottaker), f"Sak {nr}") for nr in range(4)]
    deler = deler_for(kari, Utvalg(Delingssok(tilstand="apen"), sortering="tittel"), naa=timezone.now())
    sider = alle_sider(deler, bruker=kari, antall=2)
    assert next(sider) == delinger[:2]
    trekk_tilbake(deling=delinger[1], av=kari)
    assert list(sider) == [delinger[2:]]


def test_it_counts_as_mine_what_was_handed_over_to_me(
    konto: Konto, kari: User, ola: User, admin: User, mottaker: User
) -> None:
    egen, overtatt = lag_deling(konto, ola, mottaker), lag_deling(konto, kari, mottaker)
    assert finn(ola, hurtig=frozenset({"mine"})) == [egen]
    Kontotilgang.objects.filter(bruker=kari).delete()
    overdra_delinger(konto=konto, ny_eier=ola, delinger=None, av=admin)
    assert finn(ola, hurtig=frozenset({"mine"})) == [overtatt, egen]


def test_it_does_not_find_by_a_file_that_never_was_shared(konto: Konto, kari: User, mottaker: User) -> None:
    deling = lag_deling(konto, kari, mottaker)
    assert finn(kari, tekst="vedtak") == [deling]
    Dokument.objects.update(eksponering=Dokument.Eksponering.ALDRI)
    assert not finn(kari, tekst="vedtak")


def test_it_finds_nothing_of_other_kontoer(konto: Konto, kari: User, per: User, mottaker: User) -> None:
    kall(lag_deling(konto, kari, mottaker), "Flytting")
    for felter in ({"tekst": "flytting"}, {"mottaker": Mottakersok("PERSON", (mottaker.fnr_hash,))}, {}):
        assert not finn(per, **felter)


def test_it_finds_a_recipient_under_both_keys(
    konto: Konto, kari: User, mottaker: User, fremmed: User, settings: Settings
) -> None:
    deling, _annen = lag_deling(konto, kari, mottaker), lag_deling(konto, kari, fremmed)
    Mottaker.objects.create(deling=deling, type=Mottaker.Type.ORGANISASJON, oppslag="999888777")
    settings.IDENT_NOKKEL = f"ny:{'ab' * 32},{settings.IDENT_NOKKEL}"
    hasher = hasher_for(dekrypter_ident(bytes(mottaker.fnr_kryptert)))
    assert len(hasher) == 2
    assert finn(kari, mottaker=Mottakersok("PERSON", hasher)) == [deling]
    assert finn(kari, mottaker=Mottakersok("ORGANISASJON", ("999888777",))) == [deling]
    assert not finn(kari, mottaker=Mottakersok("PERSON", ("999888777",)))


def test_it_narrows_to_what_i_shared_what_nobody_has_fetched_and_what_soon_ends(
    konto: Konto, kari: User, ola: User, mottaker: User
) -> None:
    snart = lag_deling(konto, kari, mottaker, varighet=timedelta(days=3))
    lenge = lag_deling(konto, ola, mottaker, varighet=timedelta(days=30))
    over = lag_deling(konto, kari, mottaker)
    trekk_tilbake(deling=over, av=kari)
    assert finn(kari, hurtig=frozenset({"mine"})) == [over, snart]
    assert finn(kari, hurtig=frozenset({"utloper_snart"})) == [snart]
    assert finn(kari, hurtig=frozenset({"ikke_hentet"})) == [lenge, snart]
    list(lever_dokument(dokument=snart.dokumenter.get(), start=0, slutt=3, av=mottaker))
    assert finn(kari, hurtig=frozenset({"ikke_hentet"})) == [lenge]
    assert not finn(kari, hurtig=frozenset({"ikke_hentet", "mine"}))
    assert finn(kari, hurtig=frozenset({"ukjent"})) == [over, lenge, snart]


def test_it_sorts_by_what_ends_first_and_by_title(konto: Konto, kari: User, mottaker: User) -> None:
    uten_slutt = lag_deling(konto, kari, mottaker)
    Deling.objects.update(tilgjengelig_til=None)
    sen, tidlig = (lag_deling(konto, kari, mottaker, varighet=timedelta(days=dager)) for dager in (9, 3))
    over = lag_deling(konto, kari, mottaker, varighet=timedelta(days=-1))
    assert finn(kari, sortering="utloper") == [tidlig, sen, uten_slutt, over]
    kall(sen, "Bygg"), kall(over, "anke"), kall(tidlig, "bygg")
    likt = sorted((sen, tidlig), key=lambda deling: deling.id)
    assert finn(kari, sortering="tittel") == [over, *likt, uten_slutt]
    assert finn(kari, sortering="ukjent") == [over, tidlig, sen, uten_slutt]


@pytest.mark.parametrize("nokkel", ["", "tull", "0", "9~~", "2~2026-01-01T00:00:00+00:00~tull", "x~y~z", "0~2026~1"])
def test_it_begins_anew_at_a_key_that_is_none(nokkel: str, konto: Konto, kari: User, mottaker: User) -> None:
    deling = lag_deling(konto, kari, mottaker)
    deler = deler_for(kari, Utvalg(), naa=timezone.now())
    assert side_av_deler(deler, nokkel, bruker=kari).delinger == [deling]


def test_it_tells_nothing_by_the_key_of_anothers_title(
    konto: Konto, kari: User, mottaker: User, annen_organisasjon: object, per: User
) -> None:
    """A key with the id of a deling that is not mine begins where the list begins."""
    deling = kall(lag_deling(konto, kari, mottaker), "a")
    andres = kall(lag_deling(Konto.objects.get(navn="Bygg"), per, mottaker), "m")
    deler = deler_for(kari, Utvalg(sortering="tittel"), naa=timezone.now())
    for id_ in (andres.id, uuid4()):
        nokkel = f"0~{timezone.now().isoformat()}~{id_}"
        assert side_av_deler(deler, nokkel, bruker=kari).delinger == [deling]


def test_it_puts_no_title_in_the_key_of_a_page(konto: Konto, kari: User, mottaker: User) -> None:
    for tittel in ("Hemmelig sak", "Hemmelig vedtak"):
        kall(lag_deling(konto, kari, mottaker), tittel)
    deler = deler_for(kari, Utvalg(sortering="tittel"), naa=timezone.now())
    neste = side_av_deler(deler, "", bruker=kari, antall=1).neste
    assert neste is not None
    assert "emmelig" not in neste


def test_it_masks_the_recipients_it_lists(konto: Konto, kari: User, mottaker: User) -> None:
    deling = lag_deling(konto, kari, mottaker)
    Mottaker.objects.create(deling=deling, type=Mottaker.Type.ORGANISASJON, oppslag="999888777")
    assert mottakere_i([deling]) == {deling.id: [mottaker.maskert_fnr, "999888777"]}


@pytest.mark.parametrize(
    ("utvalg", "indeks"),
    [
        (Utvalg(hurtig=frozenset({"mine"})), "deling_bruker_delt"),
        (Utvalg(hurtig=frozenset({"ikke_hentet"})), "hendelse_hentet"),
        (Utvalg(mottaker=Mottakersok("PERSON", ("x",))), "mottaker_oppslag_deling"),
        (Utvalg(sortering="tittel"), "deling_"),
        (Utvalg(sortering="utloper"), "deling_"),
    ],
)
def test_it_has_an_index_for_what_it_asks(utvalg: Utvalg, indeks: str, konto: Konto, kari: User) -> None:
    [del_, *_resten] = deler_for(kari, utvalg, naa=timezone.now())
    with CaptureQueriesContext(connection) as sporsmal:
        assert not del_.delinger.values_list("id", flat=True)[:26]
    assert indeks in plan(sporsmal[0]["sql"], i_rekkefolge=True)
