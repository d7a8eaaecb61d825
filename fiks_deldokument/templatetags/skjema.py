"""Form controls in the design system's markup, complete from the server: class, ids, aria-describedby, aria-invalid."""

from __future__ import annotations

from django import template
from django.forms.boundfield import BoundField, BoundWidget
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def kontroll(felt: BoundField) -> SafeString:
    """The control itself. Django adds the rest of the attributes, by the ids that `deler/felt.html` uses."""
    return felt.as_widget(attrs={"class": _klasse(felt)})


@register.simple_tag
def alternativer(felt: BoundField) -> list[BoundWidget]:
    """The controls of a group of radio buttons or check boxes, one for each choice."""
    valg = list(felt.subwidgets)
    for ett in valg:
        ett.data["attrs"]["class"] = _klasse(felt)
    return valg


@register.filter
def ankerid(felt: BoundField) -> str:
    """The id that a link to the field goes to: the control's, or the first control's of a group."""
    return f"{felt.auto_id}_0" if felt.use_fieldset else str(felt.auto_id)


def _klasse(felt: BoundField) -> str:
    egne = felt.field.widget.attrs.get("class", "")
    return f"ds-input {egne}".strip()
