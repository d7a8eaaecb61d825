"""Addresses for those it is shared with."""

from django.urls import path

from dokumenter.views import mottak, nedlasting, virksomhet

urlpatterns = [
    path("mottatt/", mottak.mottatt, name="mottatt"),
    path("mottatt/representer/", virksomhet.representer, name="representer"),
    path("d/<uuid:deling_id>", mottak.hent, name="hent"),
    path("d/<uuid:deling_id>/<uuid:dokument_id>", nedlasting.last_ned, name="last_ned"),
]
