"""Who looks after a deling, for templates."""

from dokumenter.services.overtakelse import overdra_delinger
from dokumenter.templatetags.overtakelse import overtatt_av, uten_eier
from kontoer.models import Konto, Kontotilgang
from tests.dokumenter.fabrikk import lag_deling
from users.models import User


def test_it_counts_what_is_left_and_names_who_took_over(
    konto: Konto, kari: User, ola: User, admin: User, mottaker: User
) -> None:
    deling = lag_deling(konto, kari, mottaker)
    Kontotilgang.objects.filter(bruker=kari).delete()
    assert (uten_eier(konto), overtatt_av(deling)) == (1, None)
    overdra_delinger(konto=konto, ny_eier=ola, delinger=None, av=admin)
    assert (uten_eier(konto), overtatt_av(deling)) == (0, "OLA TESTPERSON")
