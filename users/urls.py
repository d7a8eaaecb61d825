"""Addresses for login and logout."""

from django.urls import path
from django.views.generic import RedirectView

app_name = "users"
urlpatterns = [
    path("logg-inn/", RedirectView.as_view(url="/"), name="logg_inn"),
    path("logg-ut/", RedirectView.as_view(url="/"), name="logg_ut"),
    path("utlogget/", RedirectView.as_view(url="/"), name="utlogget"),
]
