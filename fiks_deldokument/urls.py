"""All addresses: the service's own pages here, the rest in the apps."""

from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.i18n import set_language

from fiks_deldokument import apiside, hjelp, views
from fiks_deldokument.api import api

handler404 = "fiks_deldokument.views.ikke_funnet"
handler500 = "fiks_deldokument.views.serverfeil"

urlpatterns = [
    path("", views.forside, name="forside"),
    path("api/", apiside.apiside, name="apiside"),
    # Before the pages: systems ask far more often than people, and each pattern on the way is tried every time.
    path("", api.urls),
    path("informasjonskapsler/", views.informasjonskapsler, name="informasjonskapsler"),
    path("om/", views.om_tjenesten, name="om_tjenesten"),
    path("hjelp/", hjelp.hjelp, name="hjelp"),
    path("hjelp/<slug:rolle>/", hjelp.hjelp_for, name="hjelp_for"),
    path("hva-er-nytt/", hjelp.hva_er_nytt, name="hva_er_nytt"),
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
    # Without a CSRF token, so that a page is the same, byte for byte, for everyone who is not logged in; the worst
    # another site can do is to change the language.
    path("sprak/", csrf_exempt(set_language), name="set_language"),
    path("", include("users.urls")),
    path("konfigurasjon/", include("kontoer.urls")),
    path("", include("dokumenter.urls")),
]
