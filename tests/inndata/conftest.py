"""What the doors of the API need."""

from tests.dokumenter.api.conftest import _rask_hash, integrasjon, maskinporten, system

__all__ = ["_rask_hash", "integrasjon", "maskinporten", "system"]
