"""What is typed in a draft: kept for its maker alone, encrypted, by one page at a time, and gone with the draft."""

from uuid import uuid4

import pytest
from django.utils import timezone

from dokumenter.errors import DelingIkkeUtkast, UtkastEndret
from dokumenter.models import Deling
from dokumenter.protokoll.omtale import Omtale
from dokumenter.services.deling import del_dokument, er_delt_slik, forkast_utkast
from dokumenter.services.skrevet import Skjema, flytt_utkast, lagre_skrevet, les_skrevet
from kontoer.errors import IkkeFunnet
from kontoer.models import Konto, Kontotilgang
from tests.dokumenter.lag import EN_PERSON, EN_VIRKSOMHET, lag_utkast, om
from users.models import User

FELTER = {"konto": "k", "mottakere": f"{EN_PERSON.verdi} æøå", "tilgjengelig_i": "14"}


def _lagret(deling: Deling) -> Deling:
    return Deling.objects.get(pk=deling.pk)


def test_it_gives_back_what_was_typed_and_stores_none_of_it_in_clear(konto: Konto, kari: User) -> None:
    utkast = lag_utkast(konto, kari)
    assert les_skrevet(deling=utkast) == {}
    lagre_skrevet(deling=utkast, felter=FELTER, skjema=None, av=kari)
    assert les_skrevet(deling=_lagret(utkast)) == FELTER
    assert EN_PERSON.verdi.encode() not in bytes(_lagret(utkast).skrevet or b"")


def test_it_opens_only_in_its_own_draft(konto: Konto, kari: User) -> None:
    en, annen = lag_utkast(konto, kari), lag_utkast(konto, kari)
    lagre_skrevet(deling=en, felter=FELTER, skjema=None, av=kari)
    annen.skrevet = _lagret(en).skrevet
    assert les_skrevet(deling=annen) == {}
    annen.skrevet = b"\x01\x02tull"
    assert les_skrevet(deling=annen) == {}


def test_it_keeps_no_more_than_a_form(konto: Konto, kari: User) -> None:
    utkast = lag_utkast(konto, kari)
    lagre_skrevet(deling=utkast, felter={"mottakere": "1" * 60_000}, skjema=None, av=kari)
    assert _lagret(utkast).skrevet is None


def test_it_lets_nobody_else_write(konto: Konto, kari: User, ola: User) -> None:
    utkast = lag_utkast(konto, kari)
    with pytest.raises(IkkeFunnet):
        lagre_skrevet(deling=utkast, felter=FELTER, skjema=None, av=ola)
    with pytest.raises(IkkeFunnet):
        flytt_utkast(deling=utkast, konto=konto, av=ola)


@pytest.mark.parametrize("slutt", ["delt", "forkastet"])
def test_it_is_gone_when_the_draft_is_shared_or_thrown_away(konto: Konto, kari: User, slutt: str) -> None:
    utkast = lag_utkast(konto, kari, "a.pdf")
    lagre_skrevet(deling=utkast, felter=FELTER, skjema=None, av=kari)
    if slutt == "delt":
        del_dokument(deling=utkast, konto=konto, mottakere=[EN_PERSON], tilgjengelig_til=om(14), av=kari)
    else:
        forkast_utkast(deling=utkast, av=kari)
    assert _lagret(utkast).skrevet is None
    with pytest.raises(DelingIkkeUtkast):
        lagre_skrevet(deling=utkast, felter=FELTER, skjema=None, av=kari)


def test_it_lets_one_page_at_a_time_change_a_draft(konto: Konto, kari: User) -> None:
    utkast = lag_utkast(konto, kari, "a.pdf")
    en, to = Skjema(uuid4()), Skjema(uuid4())
    for tekst in ("1", "2"):
        lagre_skrevet(deling=utkast, felter={"mottakere": tekst}, skjema=en, av=kari)
    with pytest.raises(UtkastEndret):
        lagre_skrevet(deling=utkast, felter={"mottakere": "3"}, skjema=to, av=kari)
    with pytest.raises(UtkastEndret):
        del_dokument(deling=utkast, konto=konto, mottakere=[EN_PERSON], tilgjengelig_til=om(14), av=kari, skjema=to)
    assert les_skrevet(deling=_lagret(utkast)) == {"mottakere": "2"}
    lagre_skrevet(deling=utkast, felter={"mottakere": "4"}, skjema=Skjema(to.id, forrige=en.id), av=kari)
    with pytest.raises(UtkastEndret):
        lagre_skrevet(deling=utkast, felter={"mottakere": "5"}, skjema=en, av=kari)
    del_dokument(deling=utkast, konto=konto, mottakere=[EN_PERSON], tilgjengelig_til=om(14), av=kari, skjema=to)


def test_it_shares_one_draft_of_two_from_the_same_page(konto: Konto, kari: User, ola: User) -> None:
    skjema = Skjema(uuid4())
    en, to, olas = lag_utkast(konto, kari, "a.pdf"), lag_utkast(konto, kari, "a.pdf"), lag_utkast(konto, ola, "a.pdf")
    delt = [
        del_dokument(deling=utkast, konto=konto, mottakere=[EN_PERSON], tilgjengelig_til=om(14), av=av, skjema=skjema)
        for utkast, av in ((en, kari), (to, kari), (olas, ola))
    ]
    assert [deling.pk for deling in delt] == [en.pk, en.pk, olas.pk]
    assert _lagret(to).slutt == Deling.Slutt.FORKASTET
    assert not to.dokumenter.filter(nokkel__isnull=False).exists()


def test_it_knows_a_form_sent_again_from_one_that_says_something_else(konto: Konto, kari: User) -> None:
    annen = Konto.objects.create(organisasjon=konto.organisasjon, navn="Skole")
    delt = del_dokument(
        deling=lag_utkast(konto, kari, "a.pdf"),
        konto=konto,
        mottakere=[EN_PERSON],
        tilgjengelig_til=om(14),
        av=kari,
    )
    for fra, mottakere, dager, ventet in (
        (konto, [EN_PERSON, EN_PERSON], 14.01, True),
        (konto, [EN_PERSON, EN_VIRKSOMHET], 14, False),
        (konto, [EN_PERSON], 30, False),
        (annen, [EN_PERSON], 14, False),
    ):
        assert er_delt_slik(deling=delt, konto=fra, mottakere=mottakere, tilgjengelig_til=om(dager)) is ventet
    omtale = Omtale(tittel="Vedtak")
    assert not er_delt_slik(deling=delt, konto=konto, mottakere=[EN_PERSON], tilgjengelig_til=om(14), omtale=omtale), (
        "another title is another form"
    )


def test_it_goes_on_from_another_konto(konto: Konto, kari: User) -> None:
    annen = Konto.objects.create(organisasjon=konto.organisasjon, navn="Skole", sikkerhetsniva=4)
    utkast = lag_utkast(konto, kari, "a.pdf")
    with pytest.raises(IkkeFunnet):
        flytt_utkast(deling=utkast, konto=Konto(organisasjon=konto.organisasjon), av=kari)
    Kontotilgang.objects.create(konto=annen, bruker=kari)
    Konto.objects.filter(pk=konto.pk).update(slettet=timezone.now())
    flytt_utkast(deling=utkast, konto=annen, av=kari)
    assert (_lagret(utkast).konto, _lagret(utkast).sikkerhetsniva) == (annen, 4)
