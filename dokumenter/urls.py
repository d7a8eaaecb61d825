"""Addresses for sharing, uploading and fetching; each area's own list."""

from django.urls import include, path

app_name = "dokumenter"
urlpatterns = [
    path("", include("dokumenter.urls_forvaltning")),
    path("", include("dokumenter.urls_deling")),
    path("opplasting/", include("dokumenter.urls_opplasting")),
    path("", include("dokumenter.urls_mottak")),
]
