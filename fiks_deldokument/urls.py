"""All addresses: the service's own pages here, the rest in the apps."""

from django.urls import include, path

from fiks_deldokument import views

handler404 = "fiks_deldokument.views.ikke_funnet"
handler500 = "fiks_deldokument.views.serverfeil"

urlpatterns = [
    path("", views.forside, name="forside"),
    path("informasjonskapsler/", views.informasjonskapsler, name="informasjonskapsler"),
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
    path("sprak/", include("django.conf.urls.i18n")),
    path("", include("users.urls")),
    path("konfigurasjon/", include("kontoer.urls")),
    path("", include("dokumenter.urls")),
]
