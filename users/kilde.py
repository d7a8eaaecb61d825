"""Where a request comes from, to count by and for nothing else: the address is neither kept nor written in a log."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest

_ETT_NETT = 64  # bits: whoever has one IPv6 address has all that begin with these


def kilde_til(request: HttpRequest) -> str:
    """The address, or the network of an IPv6 address; empty when nobody knows.

    Behind the proxy it is what the proxy itself has added, last: what stands before it, the client may have written.
    """
    adresse = request.META.get("REMOTE_ADDR", "")
    if settings.BAK_PROXY:
        adresse = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or adresse
    try:
        ip = ip_address(adresse)
    except ValueError:
        return ""
    return _uten_vert(ip) if isinstance(ip, IPv6Address) else str(ip)


def _uten_vert(ip: IPv6Address) -> str:
    if ip.ipv4_mapped is not None:
        return str(IPv4Address(ip.ipv4_mapped))
    return str(IPv6Address(int(ip) >> _ETT_NETT << _ETT_NETT))
