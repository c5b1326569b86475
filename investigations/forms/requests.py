"""The request for an investigation authorization (domain 5.5). Nothing of B.2 is asked here (B.3.d)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from authorizations.models import Platform
from investigations.choices import CLOSE_REASONS, EndReason, Equipment, Level, Purpose
from investigations.forms.fields import Day, Long, PersonField, PlainForm, Short, VersionedForm, YouthField
from people.forms.step_up import WithProof

CHOOSE = [("", _("Choose"))]
NEEDED = ("title", "youth", "purpose", "facts", "level", "platforms", "requested_from", "requested_to",
          "attests_no_discrimination")  # fmt: skip


class RequestForm(PlainForm):
    """Saved at any time; what is missing is said when it is signed."""

    title = Short(
        label=_("Title"), max_length=120, required=False, help_text=_("Neutral words. It is never used in mail.")
    )
    reference = Short(label=_("Case number"), max_length=80, required=False)
    youth = YouthField(label=_("Youth involved"), required=False)
    described = Short(
        label=_("Somebody not known by name"), required=False, help_text=_("Describe them when no number is known.")
    )
    purpose = forms.ChoiceField(label=_("Purpose"), choices=CHOOSE + Purpose.choices, required=False)
    facts = Long(
        label=_("Facts this rests on"),
        required=False,
        rows=6,
        help_text=_("What was seen or said, by whom, when. Specific, at least 50 characters."),
    )
    level = forms.ChoiceField(
        label=_("Level of engagement"), choices=Level.choices, widget=forms.RadioSelect, required=False
    )
    platforms = forms.ModelMultipleChoiceField(
        label=_("Sites"),
        queryset=Platform.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        to_field_name="slug",
        required=False,
    )
    asks_profile = forms.BooleanField(label=_("I ask to create an investigation profile"), required=False)
    asks_communication = forms.BooleanField(
        label=_("I will ask for approval to communicate with youth"),
        required=False,
        help_text=_("Each contact is approved on its own."),
    )
    necessity = Long(label=_("Why it is necessary"), required=False, rows=2)
    less_intrusive = Long(label=_("Less intrusive ways considered"), required=False, rows=2)
    third_parties = Long(label=_("Effect on others"), required=False, rows=2)
    equipment = forms.ChoiceField(label=_("Device"), choices=CHOOSE + Equipment.choices, required=False)
    equipment_reason = Short(label=_("Why a personal device"), required=False)
    deconfliction = Short(
        label=_("Deconfliction check elsewhere"), required=False, help_text=_("System, reference, day and result.")
    )
    requested_from = Day(label=_("First day"), required=False)
    requested_to = Day(label=_("Last day"), required=False)
    attests_no_discrimination = forms.BooleanField(
        label=_("Nobody is chosen because of race, sex, religion, disability or another protected status."),
        required=False,
    )

    def __init__(self, *args, longest, **kwargs):
        super().__init__(*args, **kwargs)
        for name in NEEDED:
            self.fields[name].conditional = True  # asked for when it is signed
        self.fields["platforms"].queryset = Platform.objects.exclude(status=Platform.Status.RETIRED)
        self.fields["requested_to"].help_text = _("%(days)s days at most") % {"days": longest}

    def answers(self):
        """What requests.save takes: sealed text that was left empty is none."""
        data = dict(self.cleaned_data)
        sealed = ("title", "reference", "facts", "necessity", "less_intrusive", "third_parties", "equipment_reason",
                  "deconfliction")  # fmt: skip
        return data | {name: data[name] or None for name in sealed}


class SignForm(WithProof, VersionedForm):
    signature = Short(label=_("Sign with your full name"), max_length=160)


class GrantForm(WithProof, VersionedForm):
    """Grant, return or deny. Only the chosen one's fields count; use, profile and communication are granted apart."""

    decision = forms.ChoiceField(
        choices=[("grant", _("Grant")), ("return", _("Return")), ("deny", _("Deny"))],
        error_messages={"required": _("Choose a decision."), "invalid_choice": _("Choose a decision.")},
    )
    grants_profile = forms.BooleanField(label=_("An investigation profile may be created"), required=False)
    grants_communication = forms.BooleanField(
        label=_("Communication may be asked for, each time with its own approval"), required=False
    )
    expires_on = Day(label=_("Valid until"), required=False)
    interval_days = forms.IntegerField(
        label=_("Review meeting every (days)"), min_value=1, max_value=90, required=False
    )
    conditions = Long(label=_("Conditions"), required=False, rows=2)
    changes = Long(label=_("What is to be changed"), required=False, rows=3)
    denial = Long(label=_("Reason"), required=False, rows=3)
    signature = Short(label=_("Sign with your full name"), max_length=160)

    def __init__(self, *args, authorization, longest, interval, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["expires_on"].help_text = _("%(days)s days at most") % {"days": longest}
        self.fields["interval_days"].help_text = _("%(days)s at most, a DYS setting; it can be shorter.") % {
            "days": interval
        }
        for name in ("expires_on", "interval_days", "conditions", "changes", "denial"):
            self.fields[name].conditional = True
        if not authorization.asks_profile:
            del self.fields["grants_profile"]
        if not authorization.asks_communication:
            del self.fields["grants_communication"]

    def clean(self):
        data = super().clean()
        needed = {
            "grant": [("expires_on", _("Enter the last day.")), ("interval_days", _("Enter the interval."))],
            "return": [("changes", _("Say what is to be changed."))],
            "deny": [("denial", _("Give the reason."))],
        }.get(data.get("decision"), [])
        for name, sentence in needed:
            if not data.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        return data


class ConcurForm(WithProof, VersionedForm):
    """The Legal Unit's answer to a grant."""

    answer = forms.ChoiceField(
        label=_("Answer"),
        choices=[("concur", _("Concur: it is in force")), ("object", _("Object: it goes back"))],
        widget=forms.RadioSelect,
    )
    note = Long(label=_("Note"), required=False, help_text=_("The investigator and the supervisor read it."))

    def clean(self):
        data = super().clean()
        if data.get("answer") == "object" and not data.get("note") and "note" not in self.errors:
            self.add_error("note", _("Say what the objection is."))
        return data


class ReasonForm(WithProof, VersionedForm):
    reason = Long(label=_("Reason"), max_length=1000)


class CloseForm(VersionedForm):
    reason = forms.ChoiceField(
        label=_("Why it ends"),
        choices=[(reason.value, reason.label) for reason in CLOSE_REASONS],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why it ends.")},
    )
    text = Long(label=_("In your words"), required=False, rows=2)

    def clean(self):
        data = super().clean()
        if data.get("reason") == EndReason.OTHER and not data.get("text") and "text" not in self.errors:
            self.add_error("text", _("Say why it ends."))
        return data


class AssignForm(VersionedForm):
    person = PersonField(label=_("Member of the Investigation Unit"))
