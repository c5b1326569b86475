"""What the Legal Unit's pages send back: the filter of the registers, an export, the answer to an issue, a disclosure."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from authorizations.forms.issues import AnswerForm
from investigations.choices import RevealReason
from investigations.forms.fields import Day, Long, PersonField, PlainForm, Short
from people.forms.step_up import WithProof
from people.models import Region
from people.roles import Role
from people.titles import EmploymentType

ANY = [("", _("Any"))]


class RegisterFilterForm(PlainForm):
    """Sent by POST and kept in the session: whom one looks for never stands in an address or a log."""

    first = Day(label=_("From"), required=False)
    last = Day(label=_("To"), required=False)
    region = forms.ChoiceField(label=_("Region"), choices=ANY + Region.choices, required=False)
    employment_type = forms.ChoiceField(label=_("Employed as"), choices=ANY + EmploymentType.choices, required=False)

    def clean(self):
        data = super().clean()
        if data.get("first") and data.get("last") and data["last"] < data["first"]:
            self.add_error("last", _("The last day comes before the first. Choose a later day."))
        return data


class SealedExportForm(WithProof, PlainForm):
    """An export that holds sealed fields: why, and the proof."""

    sealed = forms.CharField(widget=forms.HiddenInput, initial="1", max_length=1)
    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[("", _("Choose")), *RevealReason.choices],
        error_messages={"required": _("Choose the reason. It is kept.")},
    )


class AnswerIssueForm(WithProof, AnswerForm):
    no_report_reason = Long(
        label=_("Why none is owed"), help_text=_("Kept sealed, for the Legal Unit alone."), rows=3, required=False
    )
    resolution = Long(
        label=_("Your answer"),
        help_text=_("What was found and what follows. It is kept sealed, for the Legal Unit."),
        rows=6,
        error_messages={"required": _("Write the answer.")},
    )


class DisclosureForm(PlainForm):
    """What 109 CMR 3.06 asks to be kept of every hand-over."""

    recipient = Short(label=_("To whom"), help_text=_("Name, office and how the identity was checked."))
    purpose = Long(label=_("Why"), rows=3, max_length=2000, help_text=_("The law, order or request it rests on."))
    given = Long(label=_("What was given"), rows=4)
    format = Short(label=_("Format"), max_length=60, help_text=_("Paper, encrypted file, shown on screen."))
    disclosed_on = Day(label=_("Day"))
    authorized_by = PersonField(label=_("Authorized by"), help_text=_("A member of the Legal Unit, by full name."))

    def clean_authorized_by(self):
        person = self.cleaned_data["authorized_by"]
        if person is not None and not person.has_role(Role.LEGAL, Role.GENERAL_COUNSEL):
            raise ValidationError(_("A member of the Legal Unit authorizes a disclosure."), code="not_legal")
        return person
