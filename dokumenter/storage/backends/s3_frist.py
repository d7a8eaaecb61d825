"""How long an S3 that hangs, breaks or answers 5xx may hold the thread that asks it: never more than 15 seconds in all.

A call has time limits of its own and a few tries, but one request makes several calls, those that clean up after the
first failure too, and each would wait as long again. So a thread remembers when its trouble began. Once that is some
seconds ago nothing more is sent; a call that goes well, or a moment of peace, ends the trouble.
"""

from __future__ import annotations

import threading
import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError
from django.core.signals import request_started

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

HOYST_SEKUNDER = 15.0
_KOBLE_TIL_SEKUNDER, _SVAR_SEKUNDER = 2, 8
# What is begun just before it may last a whole try.
_INGEN_NYE_ETTER_SEKUNDER = HOYST_SEKUNDER - 1 - _KOBLE_TIL_SEKUNDER - _SVAR_SEKUNDER
_RO_SEKUNDER = 2.0

FRISTER = Config(
    connect_timeout=_KOBLE_TIL_SEKUNDER,
    read_timeout=_SVAR_SEKUNDER,
    retries={"mode": "standard", "total_max_attempts": 5},
    tcp_keepalive=True,
)


class FristenErUteError(BotoCoreError):
    """Not sent: this thread has had trouble for too long. Of no kind that botocore tries again."""

    fmt = "ikke prøvd mer etter {sekunder} sekunder, sist {sist}"


class Vansker(threading.local):
    """The trouble of each thread."""

    def __init__(self) -> None:
        self._sendt = 0.0
        self._begynte: float | None = None  # when the first call was sent that had no answer, since one last had
        self._sist, self._hva = 0.0, ""

    def folg(self, klient: S3Client) -> None:
        """Watch what this client sends."""
        klient.meta.events.register("before-send.s3", self._for_sending)
        klient.meta.events.register("response-received.s3", self._etter_svar)
        request_started.connect(self._ny_foresporsel)

    def _ny_foresporsel(self, **_hva: Any) -> None:
        self._begynte = None

    def _for_sending(self, **_hva: Any) -> None:
        self._sendt = time.monotonic()
        if self._begynte is not None and self._sendt - self._sist > _RO_SEKUNDER:
            self._begynte = None
        if self._begynte is not None and self._sendt - self._begynte > _INGEN_NYE_ETTER_SEKUNDER:
            raise FristenErUteError(sekunder=round(self._sendt - self._begynte), sist=self._hva)

    def _etter_svar(self, *, response_dict: dict[str, Any] | None, exception: Exception | None, **_resten: Any) -> None:
        if isinstance(exception, FristenErUteError):
            return
        status = response_dict["status_code"] if response_dict else 0
        if response_dict is not None and status < HTTPStatus.INTERNAL_SERVER_ERROR:
            self._begynte = None
            return
        self._sist, self._hva = time.monotonic(), type(exception).__name__ if exception else str(status)
        if self._begynte is None:
            self._begynte = self._sendt
