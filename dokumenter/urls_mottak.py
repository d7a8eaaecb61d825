"""Addresses for those it is shared with."""

from django.urls import path
from django.views.generic import RedirectView

from dokumenter.views import nedlasting

urlpatterns = [
    path("mottatt/", RedirectView.as_view(url="/"), name="mottatt"),
    path("d/<uuid:deling_id>/<uuid:dokument_id>", nedlasting.last_ned, name="last_ned"),
]
