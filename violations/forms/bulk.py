"""What several reports at once are asked for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from authorizations.forms.fields import PlainForm, PlainText
from investigations.forms.fields import PersonField


class AssignSeveralForm(PlainForm):
    person = PersonField(label=_("Who is asked to handle them"))
    reason = PlainText(label=_("Why them"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class CloseSeveralForm(PlainForm):
    told = PlainText(
        label=_("To the reporters"),
        help_text=_("Each reporter reads this on their own page: that it is closed, without what was found."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write to the reporters that it is closed, without what was found.")},
    )
