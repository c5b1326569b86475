"""Asking for emergency access, and answering it (design §4.3)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from investigations.choices import EmergencyReason
from investigations.forms.fields import Long, PlainForm, Short, VersionedForm
from investigations.services.emergency import SHORTEST
from people.forms.step_up import WithProof


class AskForm(WithProof, PlainForm):
    record_named = Short(
        label=_("Number of the record"), max_length=40, help_text=_("As you know it, such as INV-2026-0001.")
    )
    kind = forms.ChoiceField(
        label=_("Kind of reason"),
        choices=EmergencyReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the kind of reason.")},
    )
    reason = Long(
        label=_("Reason"),
        min_length=SHORTEST,
        max_length=2000,
        help_text=_("In at least 20 characters. Who agrees reads it; auditors see only the kind."),
    )


class AnswerForm(WithProof, VersionedForm):
    decision = forms.ChoiceField(
        label=_("Your answer"),
        choices=[("agree", _("Agree: open it for an hour, to read")), ("refuse", _("Refuse"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer.")},
    )
    reason = Long(label=_("Reason"), rows=3, max_length=1000, error_messages={"required": _("Give a reason.")})
