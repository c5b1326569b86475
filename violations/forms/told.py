"""What somebody named in a report answers to the notice they got."""

from django import forms
from django.utils.translation import gettext_lazy as _

from investigations.forms.fields import Long, PlainForm, Short


class HearingForm(PlainForm):
    """`waive` is the other button: then no answer is needed."""

    answer = Long(label=_("Your answer"), rows=6, required=False, help_text=_("You need not answer."))
    representative = Short(
        label=_("Who represents you"), required=False, help_text=_("A union representative or another person, if any.")
    )
    waive = forms.CharField(required=False, widget=forms.HiddenInput)

    @property
    def is_waived(self):
        return bool(self.data.get("waive"))

    def clean(self):
        cleaned = super().clean()
        if not self.is_waived and not cleaned.get("answer", "").strip() and "answer" not in self.errors:
            self.add_error("answer", _("Write your answer, or choose not to answer."))
        return cleaned
