"""The minutes of a review meeting (B.3.b; domain 5.8)."""

from datetime import timedelta

from crispy_forms.bootstrap import InlineRadios
from crispy_forms.layout import Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from investigations.choices import MeetingCheck, MeetingMode, Outcome
from investigations.forms.contacts import to_the_minute
from investigations.forms.fields import Day, Long, Moment, VersionedForm
from investigations.rules import meetings as rules
from people.forms.step_up import WithProof
from policy.calendar import local_day

YES_NO = [("yes", _("Yes")), ("no", _("No"))]
GOES_ON = (Outcome.CONTINUE, Outcome.CONDITIONS)


class HoldForm(WithProof, VersionedForm):
    """What the supervisor records and signs.

    `profiles`: [(profile, name)] of the active ones, each of which is reviewed; `has_communication`: since the last one.
    """

    held_at = Moment(label=_("Held at"))
    mode = forms.ChoiceField(
        label=_("How you met"),
        choices=MeetingMode.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how you met.")},
    )
    activity = Long(
        label=_("Activity since the last meeting"),
        help_text=_("What was viewed or done. “No activity” is an answer."),
        error_messages={"required": _("Say what was viewed since the last meeting, or that there was no activity.")},
    )
    profiles = forms.MultipleChoiceField(
        label=_("Profiles reviewed"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Review every active profile: tick each.")},
    )
    communication_note = Long(
        label=_("Communication reviewed"),
        rows=2,
        help_text=_("There was communication since the last meeting: what of it you went through."),
        error_messages={"required": _("Say what was reviewed of the communication.")},
    )
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the outcome.")},
    )
    conditions = Long(
        label=_("Why, or under which conditions"),
        required=False,
        rows=2,
        help_text=_("Not needed when it continues as it is."),
    )
    actions = Long(
        label=_("What is to be done"), required=False, rows=2, help_text=_("What, by whom, by which day: one a line.")
    )
    next_due_on = Day(label=_("Next meeting due"), required=False)

    def __init__(self, *args, meeting, profiles, has_communication, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.meeting, self.at = meeting, at
        self.active = {str(profile.public_id): profile for profile, _name in profiles}
        self.fields["profiles"].choices = [(str(profile.public_id), name) for profile, name in profiles]
        self.fields["conditions"].conditional = True
        self.fields["next_due_on"].help_text = _(
            "%(days)s days after the day it was held at most; so it is when you leave this open."
        ) % {"days": meeting.authorization.review_interval_days}
        if not profiles:
            del self.fields["profiles"]
        if not has_communication:
            del self.fields["communication_note"]
        self._ask_checks(has_profiles=bool(profiles))

    def _ask_checks(self, *, has_profiles):
        """Each check is a question of its own, asked after the activity; without a profile none is still needed."""
        self.checks = [check for check in MeetingCheck if has_profiles or check != MeetingCheck.PROFILE]
        for check in self.checks:
            self.fields[f"check_{check.value}"] = forms.ChoiceField(
                label=check.label,
                choices=YES_NO,
                widget=forms.RadioSelect,
                error_messages={"required": _("Answer with yes or no.")},
            )
        asked = [f"check_{check.value}" for check in self.checks]
        last = ["outcome", "conditions", "actions", "next_due_on", "password"]
        self.order_fields([name for name in self.fields if name not in (*asked, *last)] + asked + last)
        beside = {"mode", *asked}
        self.helper.layout = Layout(*(InlineRadios(name) if name in beside else name for name in self.fields))

    def clean_profiles(self):
        ticked = self.cleaned_data["profiles"]
        if set(ticked) != set(self.active):
            raise forms.ValidationError(_("Review every active profile: tick each."), code="some")
        return [self.active[public_id] for public_id in ticked]

    def clean_held_at(self):
        held_at = to_the_minute(self.cleaned_data["held_at"], self.meeting.authorization.active_since)
        verdict = rules.may_be_held_at(held_at, self.at, self.meeting)
        if not verdict:
            raise forms.ValidationError(verdict.reason, code="held")
        return held_at

    def clean(self):
        data = super().clean()
        outcome = data.get("outcome")
        if outcome and outcome != Outcome.CONTINUE and not data.get("conditions") and "conditions" not in self.errors:
            self.add_error("conditions", _("Say why, or under which conditions."))
        if data.get("next_due_on") and data.get("held_at") and outcome in GOES_ON:
            authorization = self.meeting.authorization
            verdict = rules.may_come_next(
                data["next_due_on"], local_day(data["held_at"]), authorization, authorization.expires_on
            )
            if not verdict:
                self.add_error("next_due_on", verdict.reason)
        return data


def minutes(answers, authorization):
    """The answers as services.meetings.sign takes them. After a suspension the interval alone says what is due next."""
    checks = {check: answers.pop(f"check_{check}", "no") == "yes" for check in MeetingCheck.values}
    latest = local_day(answers["held_at"]) + timedelta(days=authorization.review_interval_days)
    chosen = answers["next_due_on"] if answers["outcome"] in GOES_ON else None
    next_due_on = None if answers["outcome"] == Outcome.CLOSE else chosen or latest
    return answers | {"checks": checks, "next_due_on": next_due_on}


class DisputeForm(VersionedForm):
    reason = Long(
        label=_("What was not so"),
        max_length=1000,
        help_text=_("Your supervisor reads it, corrects the minutes and signs again."),
        error_messages={"required": _("Say what is not as it was.")},
    )


class AcknowledgeForm(WithProof, VersionedForm):
    """Nothing but the proof: signed by a second person, the meeting counts."""
