"""What supervisor and employee record of a review (domain 5.8; our own control)."""

from crispy_forms.bootstrap import InlineRadios
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from authorizations.choices import ReviewCheck, ReviewMode, ReviewOutcome
from authorizations.forms.decisions import LONGEST_REASON, VersionedForm
from authorizations.forms.evidence import LONG, YES_NO, Moment
from authorizations.forms.fields import PlainText
from authorizations.forms.requests import DateInput
from authorizations.rules import reviews as rules
from policy.calendar import local_day

CHECK = "check_"


class HoldReviewForm(VersionedForm):
    """What the supervisor records and signs. `interval`: days to the next review at most; 0 asks for no day."""

    held_at = Moment(label=_("Held at"))
    mode = forms.ChoiceField(
        label=_("How you met"),
        choices=ReviewMode.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how you met.")},
    )
    activity = PlainText(
        label=_("What was viewed since the last review"),
        help_text=_("“No activity” is an answer. Kept sealed."),
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say what was viewed since the last review, or that there was no activity.")},
    )
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        help_text=_(
            "Carried out once the employee has acknowledged the review. What cannot wait is done on the record."
        ),
        choices=ReviewOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the outcome.")},
    )
    conditions = PlainText(
        label=_("Why, or under which conditions"),
        help_text=_("Not needed when it continues as it is. The employee reads it."),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    actions = PlainText(
        label=_("What is to be done"),
        help_text=_("What, by whom, by which day: one a line."),
        max_length=LONG,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    next_due_on = forms.DateField(label=_("Next review due"), required=False, widget=DateInput)

    def __init__(self, *args, review, interval, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.review, self.interval, self.at = review, interval, at
        self.fields["conditions"].conditional = True
        self.fields["next_due_on"].help_text = _(
            "%(days)s days after the day it was held at most; so it is when you leave this open."
        ) % {"days": interval}
        if not interval:
            del self.fields["next_due_on"]
        self._ask_checks()

    def _ask_checks(self):
        """Each check is a question of its own, asked after the activity."""
        for check in ReviewCheck:
            self.fields[CHECK + check] = forms.ChoiceField(
                label=check.label,
                choices=YES_NO,
                widget=forms.RadioSelect,
                error_messages={"required": _("Answer with yes or no.")},
            )
        asked = [CHECK + check for check in ReviewCheck]
        first = ["version", "held_at", "mode", "activity"]
        self.order_fields(first + asked)
        beside = {"mode", *asked}
        self.helper.layout = Layout(*(InlineRadios(name) if name in beside else name for name in self.fields))

    def clean_held_at(self):
        verdict = rules.may_be_held_at(self.cleaned_data["held_at"], self.at, self.review)
        if not verdict:
            raise forms.ValidationError(verdict.reason, code="held")
        return self.cleaned_data["held_at"]

    def clean(self):
        data = super().clean()
        outcome = data.get("outcome")
        if (
            outcome
            and outcome != ReviewOutcome.CONTINUE
            and not data.get("conditions")
            and not self.errors.get("conditions")
        ):
            self.add_error("conditions", _("Say why, or under which conditions."))
        if data.get("next_due_on") and data.get("held_at") and outcome != ReviewOutcome.CLOSE:
            verdict = rules.may_come_next(data["next_due_on"], local_day(data["held_at"]), self.interval)
            if not verdict:
                self.add_error("next_due_on", verdict.reason)
        return data

    def answers(self):
        """As services.reviews.sign takes them."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        checks = {check.value: data.pop(CHECK + check) == "yes" for check in ReviewCheck}
        return data | {"checks": checks}


class DisputeReviewForm(VersionedForm):
    reason = PlainText(
        label=_("What was not so"),
        help_text=_("Your supervisor reads it, corrects the review and signs again. Kept sealed."),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say what was not so.")},
    )
