"""People become users: when they log in for the first time, or when someone registers them."""

from __future__ import annotations

from users.identvern import hash_ident, krypter_ident
from users.models import User
from users.numre import tolk_fodselsnummer


def finn_eller_opprett_bruker(*, fnr: str) -> User:
    """The user with this fødselsnummer, made if there is none.

    Safe from two processes at once: the unique hash decides, the loser reads the winner's row. Raises UgyldigNummer.
    """
    nummer = tolk_fodselsnummer(fnr)
    bruker, _ny = User.objects.get_or_create(
        fnr_hash=hash_ident(nummer), defaults={"fnr_kryptert": krypter_ident(nummer)}
    )
    return bruker
