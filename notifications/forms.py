"""What the inbox and the brake of the sweep send back."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms.fields import PlainText


class SeenForm(forms.Form):
    """The instant the reader's page was made: nothing newer is marked read unseen."""

    up_to = forms.DateTimeField()


class ReleaseForm(forms.Form):
    """Why a step of the sweep may end so many records at once."""

    reason = PlainText(
        label=_("Why so many end at once"),
        help_text=_("Kept on the audit trail with your name. No names of youth."),
        max_length=500,
        error_messages={"required": _("Say why so many end at once.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
