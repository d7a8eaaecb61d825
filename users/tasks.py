"""What beat starts."""

from celery import shared_task

from users.services.okt import rydd_okter


@shared_task(name="users.rydd_okter")
def rydd_okter_task() -> int:
    """Hourly: old sessions go."""
    return rydd_okter()
