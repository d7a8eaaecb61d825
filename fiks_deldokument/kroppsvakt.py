"""Bodies of pages are read here, before CSRF and views: small, in time, and never with a file in them.

Only the doors for uploads take files, and read them by themselves, straight into encrypted blocks. Anything else that
came as a file would lie in plaintext in a temporary folder, whoever sent it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import IO, NoReturn

from django.core.exceptions import TooManyFieldsSent
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _

from dokumenter.errors import SkjemaForStort, UventetFil
from dokumenter.protokoll.kropp import lovet_lengde
from dokumenter.protokoll.liten_kropp import les_liten_kropp
from fiks_deldokument.feilsvar import er_maskinsti
from fiks_deldokument.middleware import svar_pa_feil
from users.errors import Feil
from users.http import TAR_IMOT_FILER, TRYGGE

_SKJEMATYPER = {"multipart/form-data", "application/x-www-form-urlencoded"}


class AvvisFil(FileUploadHandler):
    """Django's only way to receive a file: it does not."""

    def new_file(self, *args: object, **kwargs: object) -> NoReturn:
        """Raises UventetFil."""
        raise UventetFil

    def receive_data_chunk(self, raw_data: bytes, start: int) -> NoReturn:
        """Raises UventetFil."""
        raise UventetFil

    def file_complete(self, file_size: int) -> IO[bytes] | None:  # type: ignore[override]
        """There is none."""
        return None


class Kroppsvakt:
    """Middleware. It must come before the CSRF check, which reads the form."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., object], args: object, kwargs: object
    ) -> HttpResponse | None:
        """Read the body, unless the view does so by itself."""
        uten_kropp = request.method in TRYGGE or lovet_lengde(request) == 0
        if uten_kropp or er_maskinsti(request) or _tar_imot_selv(request, view):
            return None
        try:
            les_liten_kropp(request, kjent=request.user.is_authenticated)
            request.POST  # noqa: B018  # parsed here, where a refusal becomes a page
        except TooManyFieldsSent:
            _uten_skjema(request)
            return svar_pa_feil(request, SkjemaForStort(_("Det du sendte, er for stort.")))
        except Feil as feil:
            _uten_skjema(request)
            return svar_pa_feil(request, feil)
        except MultiPartParserError:
            _uten_skjema(request)
            return None  # as Django does it: an empty form, which the CSRF check refuses
        return None


def _tar_imot_selv(request: HttpRequest, view: Callable[..., object]) -> bool:
    """A form at a door that Django's CSRF check guards would be read by that check: that door takes no forms."""
    if not getattr(view, TAR_IMOT_FILER, False):
        return False
    return request.content_type not in _SKJEMATYPER or getattr(view, "csrf_exempt", False)


def _uten_skjema(request: HttpRequest) -> None:
    request.POST = QueryDict()
    request._files = MultiValueDict()  # type: ignore[attr-defined]
