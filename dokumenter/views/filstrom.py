"""Views that take files in a plain form, without JavaScript and without plaintext ever being kept."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from dokumenter.protokoll.liten_kropp import (
    MAKS_FOR_INNLOGGING_BYTES,
    SEKUNDER_FOR_INNLOGGING,
    les_liten_kropp,
    som_ukjent,
)
from dokumenter.protokoll.skjemastrom import Skjemastrom, skjemastrom
from users.http import TAR_IMOT_FILER, merk

_FELTER_BYTES = 2 * 1024**2  # room for the fields and the form's own lines, beside the files
View = Callable[..., HttpResponseBase]


def med_filstrom(view: View) -> View:
    """Give the view a keyword argument `strom` with the form's files still to come; None if it is no multipart form.

    The fields before the first file are `request.POST`. Django's CSRF check comes after them and before the files: it
    would else parse the whole body by itself, and put the files on disk. The token must be the form's first field.
    """
    beskyttet = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def innpakket(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        innlogget = request.user.is_authenticated
        strom = _les_hodet(request, innlogget) if request.method == "POST" else None
        svar = beskyttet(request, *args, strom=strom, **kwargs)
        if strom is not None and innlogget:
            strom.hopp_over(inntil=settings.OPPLASTING_MAKS_BYTES)
        return svar

    return merk(innpakket, TAR_IMOT_FILER)


def _les_hodet(request: HttpRequest, innlogget: bool) -> Skjemastrom | None:
    """Of somebody whose login has ended nothing but the fields is read, and those only if they come at once."""
    if request.content_type != "multipart/form-data":
        les_liten_kropp(request, kjent=innlogget)
        return None
    if innlogget:
        return _felter_i(request, settings.OPPLASTING_MAKS_UTEN_JS_BYTES + _FELTER_BYTES, None)
    with som_ukjent():
        return _felter_i(request, MAKS_FOR_INNLOGGING_BYTES + _FELTER_BYTES, time.monotonic() + SEKUNDER_FOR_INNLOGGING)


def _felter_i(request: HttpRequest, maks: int, senest: float | None) -> Skjemastrom | None:
    strom = skjemastrom(request, maks=maks, senest=senest)
    if strom is not None:
        request.POST = strom.les_felter()  # type: ignore[assignment]  # the setter is Django's own
    return strom
