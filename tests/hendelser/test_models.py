"""The log is append-only, whichever way one tries."""

import pytest

from hendelser.models import SYSTEM, Hendelse, Hendelsestype
from hendelser.services import skriv_hendelse


@pytest.fixture
def hendelse(db: None) -> Hendelse:
    return skriv_hendelse(Hendelsestype.INNLOGGET, av=SYSTEM)


def test_it_refuses_to_change_an_event(hendelse: Hendelse) -> None:
    hendelse.type = Hendelsestype.LOGGET_UT
    with pytest.raises(TypeError):
        hendelse.save()
    with pytest.raises(TypeError):
        Hendelse.objects.update(type=Hendelsestype.LOGGET_UT)
    assert Hendelse.objects.get().type == Hendelsestype.INNLOGGET


def test_it_refuses_to_remove_an_event(hendelse: Hendelse) -> None:
    with pytest.raises(TypeError):
        hendelse.delete()
    with pytest.raises(TypeError):
        Hendelse.objects.filter(pk=hendelse.pk).delete()
    assert Hendelse.objects.count() == 1
