"""Which parts of the service a person has anything to do with, for the menu: one question to the database per page."""

from typing import NamedTuple

from django.db.models import Exists, OuterRef

from kontoer.models import Administrator, Kontotilgang
from users.models import User


class Roller(NamedTuple):
    """What the menu shows. Only for showing: each page asks `tilgang` for itself."""

    kan_dele: bool
    har_delinger: bool
    kan_administrere: bool


def roller_for(bruker: User) -> Roller:
    """The person's roles now; a removed right or a deleted konto takes effect on the next page."""
    tilganger = Kontotilgang.objects.filter(bruker=OuterRef("pk"))
    aktive = tilganger.filter(konto__slettet__isnull=True)
    funnet = (
        User.objects.filter(pk=bruker.pk)
        .values_list(
            Exists(aktive.filter(kan_dele=True, konto__organisasjon__tatt_i_bruk__isnull=False)),
            Exists(tilganger.filter(kan_dele=True)),
            Exists(aktive.filter(er_administrator=True)),
            Exists(Administrator.objects.filter(bruker=OuterRef("pk"))),
        )
        .first()
    )
    kan_dele, har_delinger, pa_konto, i_organisasjon = funnet or (False, False, False, False)
    return Roller(bool(kan_dele), bool(har_delinger), bool(pa_konto or i_organisasjon))
