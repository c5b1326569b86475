"""Deciding and what follows: every form carries the version its reader saw."""

from django import forms
from django.utils.translation import gettext_lazy as _

from authorizations.choices import CLOSE_REASONS, EndReason, Usefulness
from authorizations.forms.fields import PlainForm, PlainText, version_field
from authorizations.forms.requests import DateInput

LONGEST_REASON = 1000


class VersionedForm(PlainForm):
    version = version_field()


def _text(label, hint="", rows=3, conditional=True):
    field = PlainText(
        label=label,
        help_text=hint,
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": rows}),
    )
    field.conditional = conditional
    return field


class DecisionForm(VersionedForm):
    """Grant, return or deny. Only the chosen one's fields count."""

    decision = forms.ChoiceField(
        choices=[("grant", _("Grant")), ("return", _("Return")), ("deny", _("Deny"))],
        error_messages={"required": _("Choose a decision."), "invalid_choice": _("Choose a decision.")},
    )
    conditions = _text(_("Other conditions"), conditional=False, rows=2)
    expires_on = forms.DateField(label=_("Valid until"), widget=DateInput, required=False)
    is_name_confirmed = forms.BooleanField(required=False)
    stand_in_reason = _text(_("Why you decide in the supervisor's place"), rows=2)
    changes = _text(_("What is to be changed"))
    denial = _text(_("Reason"))
    signature = PlainText(
        error_messages={"required": _("Sign with your full name.")},
        label=_("Sign with your full name"),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args, authorization, is_stand_in, needs_name, longest, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_stand_in, self.needs_name = is_stand_in, needs_name
        self.fields["expires_on"].help_text = _("%(days)s days at most") % {"days": longest}
        self.fields["expires_on"].conditional = True
        self.fields["is_name_confirmed"].label = _("I know “%(shown)s” to be %(name)s and accept the name shown.") % {
            "shown": authorization.display_name,
            "name": authorization.employee.full_name,
        }
        self.fields["changes"].help_text = _("%(name)s reads it and can send the request again.") % {
            "name": authorization.employee.first_name
        }
        self.fields["denial"].help_text = _("%(name)s reads it.") % {"name": authorization.employee.first_name}

    def clean(self):
        data = super().clean()
        decision = data.get("decision")
        if decision == "grant":
            self._need("expires_on", data.get("expires_on"), _("Enter the last day."))
            if self.needs_name:
                self._need("is_name_confirmed", data.get("is_name_confirmed"), _(
                    "The account shows another name. Confirm it, or return the request."))  # fmt: skip
            if self.is_stand_in:
                self._need("stand_in_reason", data.get("stand_in_reason"), _("Say why you decide in their place."))
        elif decision == "return":
            self._need("changes", data.get("changes"), _("Say what is to be changed."))
        elif decision == "deny":
            self._need("denial", data.get("denial"), _("Give the reason."))
        return data

    def _need(self, field, value, sentence):
        if not value and field not in self.errors:
            self.add_error(field, sentence)


class ReasonForm(VersionedForm):
    """An act that needs a reason: suspend, resume, revoke, decline."""

    reason = PlainText(label=_("Reason"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 4}))


class PrivacyForm(VersionedForm):
    """The setting that hides the viewer, checked again."""

    checked_on = forms.DateField(
        error_messages={"required": _("Enter the day.")},
        label=_("Day on which you checked the setting"),
        widget=DateInput,
    )


class CloseForm(VersionedForm):
    """Why it ends, and whether it was of use; the latter is never counted against anybody (B.2/0a)."""

    reason = forms.ChoiceField(
        error_messages={"required": _("Choose why it ends.")},
        label=_("Why it ends"),
        choices=[(reason.value, reason.label) for reason in CLOSE_REASONS],
        widget=forms.RadioSelect,
    )  # fmt: skip
    text = _text(_("In your words"))
    usefulness = forms.ChoiceField(
        label=_("Was it useful"),
        help_text=_("Helps to decide what is worth the effort. Nobody is rated by it."),
        choices=Usefulness.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    usefulness_text = _text(_("What it gave"), conditional=False, rows=2)

    def clean(self):
        data = super().clean()
        if data.get("reason") == EndReason.OTHER and not data.get("text") and "text" not in self.errors:
            self.add_error("text", _("Say why it ends."))
        return data


class NoteForm(VersionedForm):
    """Confirming that the note stands in JJEMS as generated."""

    entered_on = forms.DateField(
        error_messages={"required": _("Enter the day.")}, label=_("Entered on"), widget=DateInput
    )
    jjems_reference = PlainText(label=_("JJEMS reference"), max_length=60, required=False)


class RenameForm(VersionedForm):
    new_handle = PlainText(
        error_messages={"required": _("Enter the new account name.")},
        label=_("New account name"),
        help_text=_("As it stands on the site now, or the address of your profile page."),
        max_length=300,
    )
    reason = PlainText(
        label=_("Why it changed"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
