"""Addresses under /konfigurasjon/."""

from django.urls import path
from django.views.generic import RedirectView

app_name = "kontoer"
urlpatterns = [path("", RedirectView.as_view(url="/"), name="konfigurasjon")]
