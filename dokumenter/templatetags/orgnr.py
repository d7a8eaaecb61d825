"""An organisasjonsnummer as people write it."""

from django import template

register = template.Library()


@register.filter
def orgnr(nummer: str) -> str:
    """999999999 as "999 999 999", kept on one line."""
    return "\N{NO-BREAK SPACE}".join((nummer[:3], nummer[3:6], nummer[6:]))
