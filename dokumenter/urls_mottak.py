"""Addresses for those it is shared with."""

from django.urls import path
from django.views.generic import RedirectView

urlpatterns = [path("mottatt/", RedirectView.as_view(url="/"), name="mottatt")]
