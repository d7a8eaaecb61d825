"""An organisation registers a person, by number and name. The name is the organisation's own, and nobody else's."""

from __future__ import annotations

from django.db import transaction

from kontoer.models import Organisasjon, Registrering
from users.models import User
from users.services.brukere import finn_eller_opprett_bruker


def registrer_person(*, organisasjon: Organisasjon, fnr: str, navn: str) -> User:
    """The person with this number, known in the organisation by this name. A name it has registered before is kept.

    What others call the same person makes no difference, and is not told. Raises UgyldigNummer.
    """
    with transaction.atomic():
        bruker = finn_eller_opprett_bruker(fnr=fnr)
        Registrering.objects.get_or_create(organisasjon=organisasjon, bruker=bruker, defaults={"navn": navn})
    return bruker
