"""What Legal's pages send back: the answer to an issue, the filter of accounts, the release of a name."""

from django import forms
from django.utils.translation import gettext_lazy as _

from authorizations.forms.fields import PlainForm, PlainText, version_field
from authorizations.forms.issues import AnswerForm
from authorizations.models import Platform


class ResolveForm(AnswerForm):
    resolution = PlainText(
        label=_("Your answer"),
        help_text=_("What was found, and what happens with the connection. The employee reads it; it is kept sealed."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write the answer.")},
    )


class AccountFilterForm(PlainForm):
    """Sent by POST and kept in the session, so that no name stands in an address or a log."""

    name = PlainText(label=_("Owner"), max_length=100, required=False)
    platform = forms.ModelChoiceField(
        label=_("Site"), queryset=Platform.objects.all(), to_field_name="slug", required=False, empty_label=_("Any")
    )


class ReleaseForm(PlainForm):
    version = version_field()
    reason = PlainText(
        label=_("What was typed wrong"),
        help_text=_("Kept with the account; the audit trail says that you released it. No names of youth."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what was typed wrong.")},
    )
