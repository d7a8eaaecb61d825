"""What the small calls of the API are measured against: a bare Django view that stores a body in one row.

No login, no encryption, no log; the same server, the same database settings. `python -m bench.bar_django` makes the
table; gunicorn serves `bench.bar_django:application`.
"""

from __future__ import annotations

import os
import uuid

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

settings.configure(
    SECRET_KEY="bar",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.environ["BAR_DATABASE"],
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA synchronous=FULL;",
            },
        }
    },
)
application = get_wsgi_application()
django.setup()

from django.db import connection, transaction  # noqa: E402


def ta_imot(request: HttpRequest) -> HttpResponse:
    """Store the body."""
    id_ = str(uuid.uuid4())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("INSERT INTO fil (id, innhold) VALUES (%s, %s)", [id_, request.body])
    return JsonResponse({"id": id_}, status=201)


def les(request: HttpRequest, id_: str) -> HttpResponse:
    """Tell of one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT length(innhold) FROM fil WHERE id = %s", [id_])
        rad = cursor.fetchone()
    return JsonResponse({"id": id_, "storrelse": rad[0]})


urlpatterns = [path("", ta_imot), path("<str:id_>", les)]

if __name__ == "__main__":
    with connection.cursor() as pekepinn:
        pekepinn.execute("PRAGMA journal_mode=WAL")
        pekepinn.execute("CREATE TABLE fil (id TEXT PRIMARY KEY, innhold BLOB)")
