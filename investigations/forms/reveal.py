"""Opening a sealed group: why, what it is compared with, and the proof."""

from django import forms
from django.utils.translation import gettext_lazy as _

from investigations.choices import RevealReason
from investigations.forms.fields import PlainForm, Short
from people.forms.step_up import WithProof


class RevealForm(WithProof, PlainForm):
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[("", _("Choose")), *RevealReason.choices],
        error_messages={"required": _("Choose the reason. It is kept.")},
    )
    note = Short(label=_("What you will do with it"), required=False, max_length=200)
