"""The hidden konto: the same each time, and nobody's."""

import pytest

from kontoer.models import Administrator, Konto, Organisasjon
from kontoer.queries import organisasjoner_for
from kontoer.services.helsekonto import ORGNR, finn_eller_opprett_helsekonto
from users.errors import UgyldigNummer
from users.models import User
from users.numre import tolk_fodselsnummer
from users.services.brukere import finn_eller_opprett_merket

pytestmark = pytest.mark.django_db


def test_it_is_the_same_each_time() -> None:
    assert finn_eller_opprett_helsekonto() == finn_eller_opprett_helsekonto()
    assert (Organisasjon.objects.count(), Konto.objects.count(), User.objects.count()) == (1, 1, 2)


def test_it_stands_in_nobodys_konfigurasjon(admin: User, organisasjon: Organisasjon) -> None:
    finn_eller_opprett_helsekonto()
    assert list(organisasjoner_for(admin)) == [organisasjon]
    assert not Administrator.objects.filter(organisasjon__orgnr=ORGNR).exists()


def test_it_belongs_to_nobody_who_can_log_in() -> None:
    helse = finn_eller_opprett_helsekonto()
    for bruker in (helse.avsender, helse.mottaker):
        with pytest.raises(UgyldigNummer):
            tolk_fodselsnummer(bruker.maskert_fnr)
    with pytest.raises(ValueError, match="ingen sifre"):
        finn_eller_opprett_merket(merke="01010112345")
