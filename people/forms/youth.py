"""Forms of the youth list."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.forms.fields import DateInput, PersonField, PlainText
from people.forms.staff import CHOOSE, PlainForm
from people.models import Worksite, Youth
from people.titles import CustodyNote, YouthStatus


class LookUpForm(PlainForm):
    number = PlainText(
        label=_("JJEMS number"), max_length=40, help_text=_("The whole number. Each look-up is recorded.")
    )


class YouthForm(PlainForm):
    status = forms.ChoiceField(label=_("Status"), choices=CHOOSE + YouthStatus.choices)
    worksite = forms.ModelChoiceField(label=_("Worksite"), queryset=Worksite.objects.all(), empty_label=_("Choose"))
    assigned_caseworker = PersonField(label=_("Assigned caseworker"), required=False)
    custody_note = forms.ChoiceField(
        label=_("Custody"), choices=[("", _("Not recorded")), *CustodyNote.choices], required=False
    )


class NewYouthForm(YouthForm):
    jjems_number = PlainText(label=_("JJEMS number"), max_length=40)
    first = PlainText(label=_("First name"), max_length=60)
    last = PlainText(label=_("Last name"), max_length=60)
    other_names = PlainText(label=_("Other names"), max_length=300, required=False, help_text=_("Separated by commas."))
    born_on = forms.DateField(label=_("Birth date"), widget=DateInput())
    field_order = ["jjems_number", "first", "last", "other_names", "born_on"]

    def clean_jjems_number(self):
        number = " ".join(self.cleaned_data["jjems_number"].split())
        if Youth.objects.filter(jjems_number__iexact=number).exists():
            raise forms.ValidationError(_("This number is on the list already."))
        return number

    def clean_born_on(self):
        day = self.cleaned_data["born_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come."))
        return day

    def clean_other_names(self):
        return [name.strip() for name in self.cleaned_data["other_names"].split(",") if name.strip()]
