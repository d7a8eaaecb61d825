"""People become users: when they log in for the first time, or when someone registers them."""

from __future__ import annotations

from users.identvern import hash_ident, krypter_ident
from users.models import User
from users.numre import tolk_fodselsnummer


def finn_eller_opprett_bruker(*, fnr: str, navn: str = "") -> User:
    """The user with this fødselsnummer, made if there is none. A name already registered is kept.

    Safe from two processes at once: the unique hash decides, the loser reads the winner's row. Raises UgyldigNummer.
    """
    nummer = tolk_fodselsnummer(fnr)
    navn = " ".join(navn.split())
    bruker, ny = User.objects.get_or_create(
        fnr_hash=hash_ident(nummer), defaults={"fnr_kryptert": krypter_ident(nummer), "navn": navn}
    )
    if not ny and navn and not bruker.navn:
        User.objects.filter(pk=bruker.pk, navn="").update(navn=navn)
        bruker.refresh_from_db(fields=["navn"])
    return bruker
