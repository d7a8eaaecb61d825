"""The embedded broker: a message is seen whole, by one consumer, oldest first."""

from collections.abc import Iterator
from pathlib import Path
from queue import Empty
from typing import Any

import pytest
from kombu import Connection


@pytest.fixture
def kanal(tmp_path: Path) -> Iterator[Any]:
    """A channel with its queue in a directory that does not exist yet."""
    ko = str(tmp_path / "data" / "ko")
    valg = {"data_folder_in": ko, "data_folder_out": ko, "control_folder": str(tmp_path / "data" / "styring")}
    with Connection(transport="fiks_deldokument.filko:Transport", hostname="", transport_options=valg) as forbindelse:
        yield forbindelse.default_channel


def test_it_gives_messages_in_order_and_then_says_that_there_are_none(kanal: Any) -> None:
    for nummer in range(20):
        kanal._put("celery", {"nummer": nummer})
    assert [kanal._get("celery")["nummer"] for _ in range(20)] == list(range(20))
    with pytest.raises(Empty):
        kanal._get("celery")


def test_it_gives_only_messages_of_the_queue_asked_for(kanal: Any) -> None:
    kanal._put("annen", {"nummer": 1})
    with pytest.raises(Empty):
        kanal._get("celery")
    assert kanal._get("annen") == {"nummer": 1}


def test_it_does_not_see_half_a_message_or_one_that_another_has_taken(kanal: Any, tmp_path: Path) -> None:
    ko = tmp_path / "data" / "ko"
    (ko / ".ny-1_x.celery.msg").write_text("{", encoding="utf-8")
    (ko / ".tatt-1_x.celery.msg").write_text("{", encoding="utf-8")
    with pytest.raises(Empty):
        kanal._get("celery")


def test_it_keeps_the_queue_from_other_users_and_leaves_nothing_behind(kanal: Any, tmp_path: Path) -> None:
    kanal._put("celery", {"nummer": 1})
    kanal._get("celery")
    ko = tmp_path / "data" / "ko"
    assert ko.stat().st_mode & 0o077 == 0
    assert list(ko.iterdir()) == []
