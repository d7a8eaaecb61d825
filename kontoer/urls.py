"""Addresses under /konfigurasjon/. Ids are random uuids; a person's is KS' personId, never a number."""

from django.urls import path

from kontoer.views import administratorer, brukere, integrasjoner, konto, logg, organisasjon

app_name = "kontoer"
urlpatterns = [
    path("", organisasjon.konfigurasjon, name="konfigurasjon"),
    path("<uuid:organisasjon_id>/", organisasjon.organisasjon, name="organisasjon"),
    path("<uuid:organisasjon_id>/ta-i-bruk/", organisasjon.ta_i_bruk_organisasjon, name="ta_i_bruk"),
    path("<uuid:organisasjon_id>/lenker/", organisasjon.lenker, name="lenker"),
    path("<uuid:organisasjon_id>/ny-konto/", konto.ny_konto, name="ny_konto"),
    path("<uuid:organisasjon_id>/administratorer/", administratorer.administratorer, name="administratorer"),
    path("<uuid:organisasjon_id>/administratorer/ny/", administratorer.ny_administrator, name="ny_administrator"),
    path(
        "<uuid:organisasjon_id>/administratorer/<uuid:bruker_id>/fjern/",
        administratorer.fjern,
        name="fjern_administrator",
    ),
    path("<uuid:organisasjon_id>/integrasjoner/", integrasjoner.integrasjoner, name="integrasjoner"),
    path("<uuid:organisasjon_id>/integrasjoner/ny/", integrasjoner.ny_integrasjon, name="ny_integrasjon"),
    path("<uuid:organisasjon_id>/logg/", logg.logg, name="logg"),
    path("<uuid:organisasjon_id>/logg.csv", logg.logg_csv, name="logg_csv"),
    path("integrasjon/<uuid:integrasjon_id>/", integrasjoner.integrasjon, name="integrasjon"),
    path("integrasjon/<uuid:integrasjon_id>/nytt-passord/", integrasjoner.nytt_passord, name="nytt_passord"),
    path("integrasjon/<uuid:integrasjon_id>/slett/", integrasjoner.slett, name="slett_integrasjon"),
    path("konto/<uuid:konto_id>/", konto.konto, name="konto"),
    path("konto/<uuid:konto_id>/navn/", konto.nytt_navn, name="nytt_navn"),
    path("konto/<uuid:konto_id>/innstillinger/", konto.innstillinger, name="innstillinger"),
    path("konto/<uuid:konto_id>/slett/", konto.slett, name="slett_konto"),
    path("konto/<uuid:konto_id>/brukere/ny/", brukere.ny_bruker, name="ny_bruker"),
    path("konto/<uuid:konto_id>/brukere/<uuid:bruker_id>/", brukere.rettigheter, name="rettigheter"),
    path("konto/<uuid:konto_id>/brukere/<uuid:bruker_id>/fjern/", brukere.fjern_bruker, name="fjern_bruker"),
]
