"""Asking for leave to communicate, deciding it, logging what was done (B.3.c; domain 5.7)."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from investigations.choices import Direction, Method
from investigations.forms.fields import Day, Long, Moment, PlainForm, Short, VersionedForm, YouthField
from investigations.rules import contacts as rules
from people.forms.step_up import WithProof

CHOOSE = [("", _("Choose"))]
NOT_APPROVED = "none"


class OneYouth(YouthField):
    """At most one youth, by the whole JJEMS number."""

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", _("The whole JJEMS number, when it is known."))
        super().__init__(**kwargs)

    def clean(self, value):
        found = super().clean(value)
        if len(found) > 1:
            raise ValidationError(_("Enter one number only."), code="several")
        return found[0] if found else None


class MethodsInput(forms.CheckboxSelectMultiple):
    """Says beside a method that the Legal Unit has to advise first. `needs_advice`: those methods."""

    needs_advice = ()

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        if value in self.needs_advice:
            option["hint"] = _("Your supervisor can approve this once the Legal Unit has recorded its advice.")
            option["clause"] = "C.2.e"
        return option


class ContactForm(PlainForm):
    """One target through one profile, by named methods, for a purpose, within a window."""

    target = Short(
        label=_("Who, or which account"),
        help_text=_("The account name as it stands on the site."),
        error_messages={"required": _("Say who or which account it is.")},
    )
    youth = OneYouth(label=_("Youth"), required=False)
    methods = forms.MultipleChoiceField(
        label=_("Methods"),
        choices=Method.choices,
        widget=MethodsInput,
        error_messages={"required": _("Choose at least one method.")},
    )
    purpose = Long(
        label=_("Purpose"),
        rows=3,
        help_text=_("It must say how it serves the investigation."),
        error_messages={"required": _("Say how it serves the investigation.")},
    )
    limits = Long(
        label=_("Limits"), rows=2, required=False, help_text=_("Such as topics, hours, no meeting, nothing offered.")
    )
    valid_from = Day(label=_("First day"))
    valid_to = Day(label=_("Last day"))

    def __init__(self, *args, authorization, standing, **kwargs):
        super().__init__(*args, **kwargs)
        self.authorization, self.standing = authorization, standing
        longest = standing.settings["communication_approval_max_days"]
        self.fields["valid_to"].help_text = _("%(days)s days at most, a DYS setting.") % {"days": longest}
        self.fields["methods"].widget.needs_advice = [
            method for method in Method.values if rules.needs_advice([method], authorization.basis)
        ]

    def clean(self):
        data = super().clean()
        if data.get("valid_from") and data.get("valid_to"):
            may = rules.may_run(data["valid_from"], data["valid_to"], self.authorization, self.standing)
            if not may:
                self.add_error("valid_to", may.reason)
        return data


class AdviceForm(VersionedForm):
    advice = Long(
        label=_("Advice"),
        help_text=_("The supervisor and the investigator read it."),
        error_messages={"required": _("Write the advice.")},
    )


class ApproveForm(WithProof, VersionedForm):
    reason = Long(label=_("Note to the investigator"), required=False, rows=2)


class DenyForm(WithProof, VersionedForm):
    reason = Long(label=_("Reason"), max_length=1000, error_messages={"required": _("Give the reason.")})


class EndForm(VersionedForm):
    reason = Long(label=_("Why it ends"), required=False, rows=2)


def to_the_minute(moment, *since):
    """A time is typed to the minute: what began within that minute had begun."""
    begun = [one for one in since if one is not None and one.replace(second=0, microsecond=0) == moment]
    return max([moment, *begun])


class LogForm(PlainForm):
    """One contact as it happened. `covers(approval, method, occurred_at)`: whether it was approved."""

    approval = forms.ChoiceField(
        label=_("Approval"), error_messages={"required": _("Choose the approval, or that there was none.")}
    )
    occurred_at = Moment(label=_("When"))
    direction = forms.ChoiceField(
        label=_("Direction"),
        choices=Direction.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say who contacted whom.")},
    )
    method = forms.ChoiceField(
        label=_("Method"), choices=CHOOSE + Method.choices, error_messages={"required": _("Choose the method.")}
    )
    summary = Long(
        label=_("What was said or done"), error_messages={"required": _("Say what was said or done.")}, rows=4
    )
    explanation = Long(
        label=_("If no approval covers it: how it came about"),
        required=False,
        rows=2,
        help_text=_("A compliance issue is opened then, and the Legal Unit answers it."),
    )
    is_youth_unsafe = forms.BooleanField(
        label=_("A youth may be in danger: Legal and the supervisor are told at once. Call 911 first."), required=False
    )
    transcript = forms.FileField(
        label=_("Transcript or screenshot"),
        required=False,
        help_text=_("PNG, JPEG, WebP or PDF. Never a sexual image of a person who may be under 18."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
    )

    def __init__(self, *args, approvals, labels, covers, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.approvals = {str(one.public_id): one for one in approvals}
        self.covers, self.at = covers, at
        self.fields["approval"].choices = [*CHOOSE, *labels, (NOT_APPROVED, _("None: not approved"))]
        self.fields["explanation"].conditional = True

    def clean_approval(self):
        return self.approvals.get(self.cleaned_data["approval"])

    def clean(self):
        data = super().clean()
        occurred_at, approval = data.get("occurred_at"), data.get("approval")
        if not occurred_at:
            return data
        if occurred_at > self.at:
            self.add_error("occurred_at", _("This has not happened yet."))
            return data
        occurred_at = data["occurred_at"] = to_the_minute(occurred_at, approval and approval.decided_at)
        is_complete = "approval" in data and data.get("method")
        if is_complete and not data.get("explanation") and "explanation" not in self.errors:
            if not self.covers(approval, data["method"], occurred_at):
                self.add_error("explanation", _("No approval covers this. Explain how it came about."))
        return data
