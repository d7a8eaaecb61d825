"""Views that take files in a plain form, without JavaScript and without plaintext ever being kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from dokumenter.skjemastrom import Skjemastrom, skjemastrom

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
        strom = _les_hodet(request) if request.method == "POST" else None
        svar = beskyttet(request, *args, strom=strom, **kwargs)
        if strom is not None:
            innlogget = request.user.is_authenticated
            strom.hopp_over(
                inntil=settings.OPPLASTING_MAKS_BYTES if innlogget else settings.OPPLASTING_MAKS_UTEN_JS_BYTES
            )
        return svar

    return innpakket


def _les_hodet(request: HttpRequest) -> Skjemastrom | None:
    strom = skjemastrom(request, maks=settings.OPPLASTING_MAKS_UTEN_JS_BYTES + _FELTER_BYTES)
    if strom is not None:
        request.POST = strom.les_felter()  # type: ignore[assignment]  # the setter is Django's own
    return strom
