"""Er meldingen ekte? A reference is answered with who shared and until when, and nothing else, to anybody who asks.

By POST, so that the reference is in no address and no log. Without a CSRF token: nothing is changed, and the pages with
the form stay the same, byte for byte, for everybody who is not logged in.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from adapters import klokke
from dokumenter.models.referanse import tolk_kode
from dokumenter.queries.referanse import apen_med_referanse
from kontoer import takt
from users.kilde import kilde_til

PER_MINUTT = 20
_LENGST = 40  # characters; a reference in groups has eleven


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ekte(request: HttpRequest) -> HttpResponse:
    """The form alone, and the answer to it. Unknown and ended are answered the same, after the same question."""
    if request.method != "POST":
        return render(request, "dokumenter/ekte.html", {"svar": ""})
    skrevet = request.POST.get("referanse", "")[:_LENGST]
    kilde = salted_hmac("dokumenter.ekte", kilde_til(request), algorithm="sha256").hexdigest()
    if takt.tell(f"ekte-{kilde}") > PER_MINUTT:
        sekunder = takt.sekunder_igjen()
        svar = render(request, "dokumenter/ekte.html", {"svar": "for_ofte", "skrevet": skrevet}, status=429)
        svar["Retry-After"] = str(sekunder)
        return svar
    deling = apen_med_referanse(skrevet, klokke.naa())
    if deling is not None:
        return render(request, "dokumenter/ekte.html", {"svar": "ja", "deling": deling})
    # With what was typed: ten characters, of which one may be wrong.
    innhold = {"svar": "nei" if tolk_kode(skrevet) else "ugyldig", "skrevet": skrevet}
    return render(request, "dokumenter/ekte.html", innhold)
