"""The Celery app. Tasks live in the apps' `tasks.py`; the schedule is in settings."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fiks_deldokument.settings")

app = Celery("fiks_deldokument")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
