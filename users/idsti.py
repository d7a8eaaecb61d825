"""Ids in addresses, `<id:…>`: as we write them, or in capitals, as some mail programs and systems do."""

from __future__ import annotations

from django.urls import register_converter
from django.urls.converters import UUIDConverter

ID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


class IdConverter(UUIDConverter):
    """A uuid, in letters of either size."""

    regex = ID


register_converter(IdConverter, "id")
