"""The terms an organisation accepts when it takes the service into use.

A changed text is a new version with a new template; the old ones stay, for those who accepted them.
"""

VERSJON = "2026-11"


def mal_for(versjon: str) -> str:
    """The template with the text of a version."""
    return f"kontoer/vilkar/{versjon}.html"
