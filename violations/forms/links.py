"""Saying that two reports belong together."""

from django import forms
from django.utils.translation import gettext_lazy as _

from authorizations.forms.fields import PlainForm, PlainText, version_field
from violations.rules.links import CONFIRMED


class LinkForm(PlainForm):
    version = version_field()
    number = PlainText(
        label=_("Report"),
        help_text=_("Its number, for example VR-2026-0417."),
        max_length=20,
        error_messages={"required": _("Type the number of the other report.")},
    )
    kind = forms.ChoiceField(
        label=_("How they belong together"),
        choices=[(kind, kind.label) for kind in CONFIRMED],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how they belong together.")},
    )
    reason = PlainText(
        label=_("Why"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why they belong together.")},
    )
