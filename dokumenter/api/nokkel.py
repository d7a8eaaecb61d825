"""The certificate that a system encrypts documents for, before it sends them."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from dokumenter.api.ruter import ruter
from dokumenter.errors import IngenDekrypteringsnokkel


@ruter.get(
    "dokumentlager/api/v1/public-key",
    auth=None,
    url_name="public_key",
    tags=["Kryptering"],
    summary="Sertifikatet dokumenter krypteres for",
    openapi_extra={
        "responses": {
            200: {
                "description": "X.509-sertifikat",
                "content": {"application/x-pem-file": {"schema": {"type": "string"}}},
            }
        }
    },
)
def public_key(request: HttpRequest) -> HttpResponse:
    """X.509 i PEM-format. Krypter med CMS (EnvelopedData, AES-256-CBC) og last opp med `kryptert=true`."""
    if not settings.DEKRYPTERING_SERTIFIKAT:
        raise IngenDekrypteringsnokkel
    pem = settings.DEKRYPTERING_SERTIFIKAT.strip() + "\n"
    return HttpResponse(pem, content_type="application/x-pem-file")
