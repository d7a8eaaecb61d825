"""A whole synthetic deling, and what it finds when something does not work."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings as innstillinger

from dokumenter.errors import LagerUtilgjengelig
from dokumenter.models import Blokk, Deling, Dokument
from dokumenter.services.helsesjekk import kjor_helsesjekk
from dokumenter.storage.lager import dokumentlager
from hendelser.models import Hendelse, Hendelsestype
from kontoer.models import Organisasjon
from kontoer.services.helsekonto import ORGNR

pytestmark = pytest.mark.django_db


def test_it_shares_fetches_and_deletes_and_leaves_marked_metadata_only() -> None:
    assert 0 < kjor_helsesjekk() < 60
    dokument = Dokument.objects.get()
    assert (dokument.tilstand, dokument.nokkel) == (Dokument.Tilstand.SLETTET, None)
    assert not Blokk.objects.exists()
    assert [navn for navn in dokumentlager().list("") if str(dokument.pk) in navn] == []
    assert set(Hendelse.objects.values_list("organisasjon_id", flat=True)) == {Organisasjon.objects.get(orgnr=ORGNR).pk}
    hva = set(Hendelse.objects.values_list("type", flat=True))
    assert {
        *(Hendelsestype.DELING_DELT, Hendelsestype.DOKUMENT_HENTET),
        *(Hendelsestype.DELING_SLETTET, Hendelsestype.DOKUMENT_SLETTET),
    } <= hva


def test_it_can_be_run_again_and_again() -> None:
    for _gang in range(2):
        kjor_helsesjekk()
    assert Organisasjon.objects.count() == 1
    assert Deling.objects.filter(tilstand=Deling.Tilstand.SLETTET).count() == 2


def test_it_fails_when_the_store_is_away_and_ends_what_it_began() -> None:
    shutil.rmtree(Path(innstillinger.STORAGES["dokumenter"]["OPTIONS"]["location"]))
    with pytest.raises(LagerUtilgjengelig):
        kjor_helsesjekk()
    assert not Deling.objects.levende().exists()
