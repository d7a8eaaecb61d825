"""What Django's test client answers, under a name that types can use."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Svar
else:
    from django.http import HttpResponse as Svar

__all__ = ["Svar"]
