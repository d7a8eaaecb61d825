"""The stand-ins, as the product's clients see them."""

from tests.altinn import kjorende_altinn, standin

__all__ = ["kjorende_altinn", "standin"]
