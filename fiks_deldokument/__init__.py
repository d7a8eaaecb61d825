"""Wiring only: settings, urls, processes, errors. No domain rule lives here."""

from fiks_deldokument.celery import app as celery_app

__all__ = ["celery_app"]
