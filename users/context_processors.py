"""What every page tells about the login."""

from django.http import HttpRequest

from users.http import OKT_SLUTT
from users.okttekst import forklar_slutt, oktstatus


def okt(request: HttpRequest) -> dict[str, object]:
    """`okt`: how long the login lasts, None for nobody. `okt_sluttet`: why it ended, on the page that found it out."""
    if not hasattr(request, "session") or not hasattr(request, "user"):
        return {"okt": None, "okt_sluttet": ""}
    # After the login view's `auth.login` there may be a user without the middleware's times; then nothing is told.
    if request.user.is_authenticated and "innlogget" in request.session:
        return {"okt": oktstatus(request), "okt_sluttet": ""}
    sluttet = request.session.get(OKT_SLUTT) if getattr(request, "okt_sluttet_naa", False) else None
    return {"okt": None, "okt_sluttet": forklar_slutt(sluttet["grunn"]) if sluttet else ""}
