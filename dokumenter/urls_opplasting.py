"""Addresses for tus uploads."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
