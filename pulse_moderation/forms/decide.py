"""One decision, with everything that is done in the same act; and the words of an undo."""

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from authorizations.forms.fields import version_field
from people.forms.fields import DateInput
from policy.calendar import local_day
from pulse_moderation.choices import AGAINST, DecisionKind, Privilege
from pulse_moderation.forms.grounds import GroundsForm
from pulse_moderation.rules.deciding import may_decide
from pulse_moderation.services.privileges import Wish

# In the order of the buttons; a key each, as drawn on them.
KINDS = (
    (DecisionKind.APPROVE, "a"),
    (DecisionKind.REMIND, "w"),
    (DecisionKind.RETURN, "t"),
    (DecisionKind.REMOVE, "r"),
    (DecisionKind.RESTORE, "o"),
    (DecisionKind.ESCALATE, "e"),
    (DecisionKind.HOLD, "h"),
)
WISHES = (Privilege.REMINDER, Privilege.WARNING, Privilege.SUSPENSION, Privilege.TERMINATION)


class DecideForm(GroundsForm):
    """About one post. `may_act` says whether its author is somebody whose privileges this person may act on."""

    version = version_field()
    kind = forms.ChoiceField(label=_("Decide"), error_messages={"required": _("Choose what becomes of the post.")})
    privilege = forms.ChoiceField(
        label=_("The author’s use of Pulse (B.1.c)"), required=False,
        choices=[("", _("No change")), *((one.value, one.label) for one in WISHES)],
    )  # fmt: skip
    until = forms.DateField(
        label=_("Last day of a suspension"), required=False, widget=DateInput(),
        help_text=_("Left empty, it lasts until somebody restores it."), error_messages={"invalid": _("Enter the day.")},
    )  # fmt: skip

    def __init__(self, *args, post, actor, may_act, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.post, self.at = post, at
        self.verdicts = {kind: may_decide(actor, post, kind) for kind, _key in KINDS}
        self.fields["kind"].choices = [(kind.value, kind.label) for kind, _key in KINDS]
        if not may_act:
            del self.fields["privilege"], self.fields["until"]

    def chosen_kind(self, cleaned):
        return cleaned["kind"]

    def clean_kind(self):
        verdict = self.verdicts[self.cleaned_data["kind"]]
        if not verdict:
            raise forms.ValidationError(verdict.reason)
        return self.cleaned_data["kind"]

    def clean(self):
        cleaned = super().clean()
        if not self.errors and "privilege" in self.fields:
            self._check_privilege(cleaned)
        return cleaned

    def _check_privilege(self, cleaned):
        until = cleaned["until"]
        if cleaned["privilege"] and not cleaned["reason"]:
            self.add_error("reason", _now("Say why: the person reads it."))
        if until and cleaned["privilege"] != Privilege.SUSPENSION:
            self.add_error("until", _now("Only a suspension has a last day."))
        elif until and until < local_day(self.at):
            self.add_error("until", _now("The last day of a suspension is today or later."))

    def wish(self):
        """What is done about the author in the same act, or None."""
        cleaned = self.cleaned_data
        if not cleaned.get("privilege"):
            return None
        return Wish(kind=cleaned["privilege"], reason=cleaned["reason"], until=cleaned["until"])

    @property
    def is_against(self):
        return self.cleaned_data.get("kind") in AGAINST
