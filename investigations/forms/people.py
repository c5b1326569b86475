"""Designating somebody for investigations, and ending it (B.3)."""

from django.utils.translation import gettext_lazy as _

from investigations.forms.fields import Day, Long, PersonField, PlainForm
from people.forms.step_up import WithProof


class DesignateForm(WithProof, PlainForm):
    designee = PersonField(label=_("Person"))
    scope = Long(
        label=_("Scope"), rows=3, max_length=1000, help_text=_("What the person may investigate. It is kept sealed.")
    )
    from_on = Day(label=_("First day"))
    to_on = Day(label=_("Last day"))

    def clean(self):
        data = super().clean()
        if data.get("from_on") and data.get("to_on") and data["to_on"] < data["from_on"]:
            self.add_error("to_on", _("The last day comes before the first. Choose a later day."))
        return data


class EndDesignationForm(WithProof, PlainForm):
    """Nothing but the proof."""
