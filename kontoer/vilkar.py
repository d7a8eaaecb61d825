"""The terms an organisation accepts when it takes the service into use.

A changed text is a new version with a new template; the old ones stay, for those who accepted them.
"""

VERSJON = "2026-11"
MAL = f"kontoer/vilkar/{VERSJON}.html"
