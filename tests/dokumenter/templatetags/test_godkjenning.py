"""What waits for a second person, for templates."""

from dokumenter.models import Deling
from dokumenter.templatetags.godkjenning import godkjenning, til_godkjenning
from kontoer.models import Konto
from tests.dokumenter.fabrikk import lag_deling
from users.models import User


def test_it_counts_and_tells_where_it_stands(konto: Konto, kari: User, ola: User, mottaker: User) -> None:
    deling = lag_deling(konto, kari, mottaker)
    assert (til_godkjenning(ola), godkjenning(deling, ola)) == (0, None)
    Deling.objects.update(godkjenning=Deling.Godkjenning.VENTER)
    deling.refresh_from_db()
    svar = godkjenning(deling, ola)
    assert (til_godkjenning(ola), til_godkjenning(kari)) == (1, 0)
    assert svar is not None
    assert svar.venter
