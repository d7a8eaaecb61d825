"""The name of a login, for what may be remembered no longer than it lasts."""

from django.http import HttpRequest


def okt_i(request: HttpRequest) -> str:
    """Differs for every login and is worth nothing outside: it is only used to make keyed hashes from."""
    return f"{request.session.session_key}/{request.session.get('innlogget')}"
