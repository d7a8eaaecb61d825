"""That the log was taken out."""

import pytest

from hendelser.models import Hendelse, Hendelsestype
from hendelser.queries import Loggfilter
from kontoer.errors import IkkeFunnet, ManglerRett
from kontoer.models import Konto
from kontoer.services.logg import merk_eksport
from users.models import User


def test_it_writes_the_whole_log_as_taken_out(konto: Konto, admin: User) -> None:
    merk_eksport(organisasjon=konto.organisasjon, filter_=Loggfilter(), filform="csv", av=admin)
    hendelse = Hendelse.objects.get(type=Hendelsestype.LOGG_EKSPORTERT)
    assert (hendelse.aktor_id, hendelse.organisasjon_id, hendelse.konto_id, hendelse.data) == (
        admin.id,
        konto.organisasjon_id,
        None,
        {"filform": "csv"},
    )


@pytest.mark.parametrize(("hvem", "feil"), [("kari", ManglerRett), ("per", IkkeFunnet)])
def test_it_writes_nothing_for_others(
    hvem: str, feil: type[Exception], konto: Konto, request: pytest.FixtureRequest
) -> None:
    av = request.getfixturevalue(hvem)
    with pytest.raises(feil):
        merk_eksport(organisasjon=konto.organisasjon, filter_=Loggfilter(), filform="jsonl", av=av)
    assert not Hendelse.objects.filter(type=Hendelsestype.LOGG_EKSPORTERT).exists()
