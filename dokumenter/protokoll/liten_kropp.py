"""The small body of a form or a call: read whole, within a limit and a deadline, before anybody parses it.

Whoever sends slowly holds a thread as long as it takes. So a body that is here already is just read; others are waited
for by a part of the threads only, and for so long.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from dokumenter.errors import ForMangeSendere, SkjemaAvbrutt, SkjemaForStort
from dokumenter.protokoll.kropp import Kropp, lovet_lengde

SEKUNDER_FOR_INNLOGGING = 10.0
SEKUNDER_ETTER_INNLOGGING = 30.0
MAKS_FOR_INNLOGGING_BYTES = 256 * 1024

# Each holds a thread. Those nobody knows get a part of them, and never hold up the others.
_UKJENTE = threading.BoundedSemaphore(max(1, settings.WEB_TRADER // 4))


def les_liten_kropp(request: HttpRequest, *, kjent: bool) -> bytes:
    """The whole body, which is then `request.body` too. `kjent`: somebody who is logged in, or a system that is.

    Raises SkjemaForStort before a byte is read when it is said to be too large, SkjemaAvbrutt when it does not come in
    time or ends early, ForMangeSendere when too many strangers are sending slowly, UgyldigKropp.
    """
    if hasattr(request, "_body"):
        return request.body
    maks = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    if not kjent:
        maks = min(maks, MAKS_FOR_INNLOGGING_BYTES)
    lengde = lovet_lengde(request)
    if lengde is not None and lengde > maks:
        raise SkjemaForStort(_("Det du sendte, er for stort."))
    sekunder = SEKUNDER_ETTER_INNLOGGING if kjent else SEKUNDER_FOR_INNLOGGING
    kropp = Kropp(request, time.monotonic() + sekunder)
    if kjent or (lengde is not None and kropp.er_her(lengde)):
        return _les(request, kropp, maks)
    with som_ukjent():
        return _les(request, kropp, maks)


@contextmanager
def som_ukjent() -> Iterator[None]:
    """While somebody nobody knows is waited for. Raises ForMangeSendere when too many are."""
    if not _UKJENTE.acquire(blocking=False):
        raise ForMangeSendere
    try:
        yield
    finally:
        _UKJENTE.release()


def _les(request: HttpRequest, kropp: Kropp, maks: int) -> bytes:
    biter, lest = [], 0
    while bit := kropp.read(maks + 1 - lest):
        biter.append(bit)
        lest += len(bit)
        if lest > maks:
            raise SkjemaForStort(_("Det du sendte, er for stort."))
    if kropp.brutt:
        raise SkjemaAvbrutt(_("Det du sendte, kom ikke helt fram. Prøv å sende det på nytt."))
    innhold = b"".join(biter)
    # Where Django looks first, and where its parsers of forms find the length.
    request._body = innhold
    request.META["CONTENT_LENGTH"] = str(lest)
    return innhold
