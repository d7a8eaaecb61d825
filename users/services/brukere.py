"""People become users: when they log in for the first time, or when someone registers them."""

from __future__ import annotations

from django.db import connection, transaction

from users.identvern import hasher_for, krypter_ident
from users.models import User
from users.numre import tolk_fodselsnummer


def finn_eller_opprett_bruker(*, fnr: str) -> User:
    """The user with this fødselsnummer, made if there is none.

    Safe from two processes at once: the unique hash decides, the loser reads the winner's row. While IDENT_NOKKEL is
    being changed the same person may stand under either key, and processes may not agree on which is in use: then
    those who make the same user stand in line, and look for both first. Raises UgyldigNummer.
    """
    return _finn_eller_opprett(tolk_fodselsnummer(fnr))


def finn_eller_opprett_merket(*, merke: str) -> User:
    """A user that is no person: known by a word where others have a number, so that nobody can ever log in as it."""
    if any(tegn.isdigit() for tegn in merke):
        raise ValueError("Et merke har ingen sifre.")
    return _finn_eller_opprett(merke)


def _finn_eller_opprett(nummer: str) -> User:
    hasher = hasher_for(nummer)
    if len(hasher) == 1:
        return _hent_eller_opprett(hasher[0], nummer)
    bruker = _finn(hasher)
    if bruker is not None:
        return bruker
    with transaction.atomic():
        _still_i_ko(hasher)
        return _finn(hasher) or _hent_eller_opprett(hasher[0], nummer)


def _hent_eller_opprett(fnr_hash: str, nummer: str) -> User:
    bruker, _ny = User.objects.get_or_create(fnr_hash=fnr_hash, defaults={"fnr_kryptert": krypter_ident(nummer)})
    return bruker


def _finn(hasher: tuple[str, ...]) -> User | None:
    """Under the key in use before the other, should there be two."""
    brukere = {bruker.fnr_hash: bruker for bruker in User.objects.filter(fnr_hash__in=hasher)}
    return next((brukere[fnr_hash] for fnr_hash in hasher if fnr_hash in brukere), None)


def _still_i_ko(hasher: tuple[str, ...]) -> None:
    """One at a time for this person, until the transaction ends. On SQLite every transaction that writes already is."""
    if connection.vendor == "postgresql":
        felles = int(min(hasher)[:15], 16)  # the same in whichever order a process has the keys
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [felles])
