"""What beat starts."""

from celery import shared_task

from hendelser.klokkevakt import klokken_gar_rett
from users.services.okt import rydd_okter


@shared_task(name="users.rydd_okter")
def rydd_okter_task() -> int:
    """Hourly: old sessions go."""
    return rydd_okter() if klokken_gar_rett("rydd_okter") else 0
