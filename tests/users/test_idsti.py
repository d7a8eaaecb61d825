"""Ids in addresses may come in capitals, whatever the door."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from django.urls.converters import UUIDConverter

from users.idsti import IdConverter


def monstre(under: URLResolver | None = None) -> Iterator[URLPattern]:
    """Every address of the service."""
    for en in (under or get_resolver()).url_patterns:
        if isinstance(en, URLResolver):
            yield from monstre(en)
        else:
            yield en


def test_it_takes_ids_in_letters_of_either_size_in_every_address() -> None:
    brukt = [type(ett) for en in monstre() for ett in getattr(en.pattern, "converters", {}).values()]
    assert brukt.count(IdConverter) > 40
    assert UUIDConverter not in brukt


@pytest.mark.parametrize("navn", ["dokumenter:hent", "dokumenter:deling", "kontoer:konto", "dokumenter:utkast"])
def test_it_leads_capitals_to_the_same_page(navn: str) -> None:
    id_ = uuid4()
    sti = reverse(navn, args=[id_])
    assert str(id_) in sti
    store = resolve(sti.replace(str(id_), str(id_).upper()))
    assert (store.view_name, list(store.kwargs.values())) == (navn, [UUID(str(id_))])
