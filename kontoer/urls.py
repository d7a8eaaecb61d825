"""Addresses under /konfigurasjon/. Ids are random uuids; a person's is KS' personId, never a number."""

from django.urls import path

import users.idsti  # noqa: F401  # what <id:…> is
from kontoer.views import administratorer, brukere, integrasjoner, konto, logg, organisasjon

app_name = "kontoer"
urlpatterns = [
    path("", organisasjon.konfigurasjon, name="konfigurasjon"),
    path("<id:organisasjon_id>/", organisasjon.organisasjon, name="organisasjon"),
    path("<id:organisasjon_id>/ta-i-bruk/", organisasjon.ta_i_bruk_organisasjon, name="ta_i_bruk"),
    path("<id:organisasjon_id>/lenker/", organisasjon.lenker, name="lenker"),
    path("<id:organisasjon_id>/ny-konto/", konto.ny_konto, name="ny_konto"),
    path("<id:organisasjon_id>/administratorer/", administratorer.administratorer, name="administratorer"),
    path("<id:organisasjon_id>/administratorer/ny/", administratorer.ny_administrator, name="ny_administrator"),
    path(
        "<id:organisasjon_id>/administratorer/<id:bruker_id>/fjern/",
        administratorer.fjern,
        name="fjern_administrator",
    ),
    path("<id:organisasjon_id>/integrasjoner/", integrasjoner.integrasjoner, name="integrasjoner"),
    path("<id:organisasjon_id>/integrasjoner/ny/", integrasjoner.ny_integrasjon, name="ny_integrasjon"),
    path("<id:organisasjon_id>/logg/", logg.logg, name="logg"),
    path("<id:organisasjon_id>/logg/eksport/", logg.eksport, name="logg_eksport"),
    path("integrasjon/<id:integrasjon_id>/", integrasjoner.integrasjon, name="integrasjon"),
    path("integrasjon/<id:integrasjon_id>/nytt-passord/", integrasjoner.nytt_passord, name="nytt_passord"),
    path("integrasjon/<id:integrasjon_id>/slett/", integrasjoner.slett, name="slett_integrasjon"),
    path("konto/<id:konto_id>/", konto.konto, name="konto"),
    path("konto/<id:konto_id>/navn/", konto.nytt_navn, name="nytt_navn"),
    path("konto/<id:konto_id>/innstillinger/", konto.innstillinger, name="innstillinger"),
    path("konto/<id:konto_id>/slett/", konto.slett, name="slett_konto"),
    path("konto/<id:konto_id>/brukere/ny/", brukere.ny_bruker, name="ny_bruker"),
    path("konto/<id:konto_id>/brukere/<id:bruker_id>/", brukere.rettigheter, name="rettigheter"),
    path("konto/<id:konto_id>/brukere/<id:bruker_id>/fjern/", brukere.fjern_bruker, name="fjern_bruker"),
]
