"""Addresses for tus uploads."""

from django.urls import path

from dokumenter.views import opplasting

urlpatterns = [
    path("", opplasting.opplasting, name="opplasting"),
    path("gjenoppta/", opplasting.gjenoppta, name="gjenoppta"),
    path("deler/<uuid:dokument_id>/", opplasting.deler, name="opplasting_deler"),
    path("<str:nokkel>", opplasting.opplasting_fil, name="opplasting_fil"),
]
