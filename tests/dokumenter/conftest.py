"""Stand-ins for what delinger to businesses need."""

from tests.altinn import altinn, kjorende_altinn, standin

__all__ = ["altinn", "kjorende_altinn", "standin"]
