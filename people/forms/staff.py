"""Forms about staff: the record, the line, the place, the status, roles, and who decides while somebody is away."""

from crispy_forms.helper import FormHelper
from django import forms
from django.db.models import Value
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from people.forms.fields import DateInput, PersonField, PlainText, SupervisorChoice
from people.models import Provider, User, Worksite
from people.roles import Role
from people.titles import EmploymentStatus, EmploymentType, JobTitle, Unit

ANY = [("", _("Any"))]
CHOOSE = [("", _("Choose"))]


class PlainForm(forms.Form):
    """The page draws the form element, the buttons and the hidden fields around it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def refuse(self, field, verdict):
        """Show a rule's refusal at the field it is about."""
        self.add_error(field, str(verdict.reason))


class PeopleFilterForm(PlainForm):
    """Sent by POST and kept in the session, so that no name stands in an address or a log."""

    name = PlainText(label=_("Name"), max_length=100, required=False)
    worksite = forms.ModelChoiceField(
        label=_("Worksite"), queryset=Worksite.objects.all(), required=False, empty_label=_("Any")
    )
    job_title = forms.ChoiceField(label=_("Title"), choices=ANY + JobTitle.choices, required=False)
    employment_status = forms.ChoiceField(label=_("Status"), choices=ANY + EmploymentStatus.choices, required=False)


class PersonForm(PlainForm):
    """The facts of a record that only describe the person; what moves authorizations has its own form."""

    legal_first = PlainText(label=_("Legal first name"), max_length=60)
    legal_last = PlainText(label=_("Legal last name"), max_length=60)
    preferred_name = PlainText(label=_("Preferred name"), max_length=120, required=False)
    employee_number = PlainText(label=_("Employee number"), max_length=20)
    work_email = forms.EmailField(label=_("Work e-mail"))
    username = PlainText(label=_("User name"), max_length=100)
    employment_type = forms.ChoiceField(label=_("Employment type"), choices=CHOOSE + EmploymentType.choices)
    provider = forms.ModelChoiceField(
        label=_("Provider"),
        queryset=Provider.objects.order_by("name"),
        required=False,
        empty_label=_("None"),
        help_text=_("For a contracted-provider employee."),
    )
    unit = forms.ChoiceField(label=_("Unit"), choices=CHOOSE + Unit.choices)
    vg_username = PlainText(label=_("Virtual Gateway user name"), max_length=100, required=False)
    vg_access_authorized = forms.BooleanField(label=_("Virtual Gateway access is authorized"), required=False)

    def __init__(self, *args, person=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person
        self.fields["provider"].conditional = self.fields["vg_username"].conditional = True

    def clean_username(self):
        return self._free("username", self.cleaned_data["username"].lower())

    def clean_employee_number(self):
        return self._free("employee_number", self.cleaned_data["employee_number"])

    def clean_work_email(self):
        return self._free("work_email", self.cleaned_data["work_email"])

    def clean_vg_username(self):
        return self._free("vg_username", self.cleaned_data["vg_username"])

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("employment_type") == EmploymentType.PROVIDER and not cleaned.get("provider"):
            self.add_error("provider", _("Choose the provider who employs this person."))
        if cleaned.get("vg_access_authorized") and not cleaned.get("vg_username"):
            self.add_error("vg_username", _("Give the user name that access is authorized for."))
        return cleaned

    def _free(self, name, value):
        others = User.objects.alias(lowered=Lower(name)).filter(lowered=Lower(Value(value)))
        if self.person is not None:
            others = others.exclude(pk=self.person.pk)
        if value and others.exists():
            raise forms.ValidationError(_("Somebody else has this already. Check whether the person is on record."))
        return value


class PlaceForm(PlainForm):
    job_title = forms.ChoiceField(label=_("Title"), choices=CHOOSE + JobTitle.choices)
    title_text = PlainText(
        label=_("Title in words"), max_length=80, required=False, help_text=_("For the title “Other”.")
    )
    worksite = forms.ModelChoiceField(label=_("Worksite"), queryset=Worksite.objects.all(), empty_label=_("Choose"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["title_text"].conditional = True


class SupervisorForm(PlainForm):
    supervisor = PersonField(label=_("Supervisor of record"), required=False)


class NewPersonForm(PersonForm, PlaceForm, SupervisorForm):
    """A whole record at once."""

    field_order = [
        "legal_first",
        "legal_last",
        "preferred_name",
        "employee_number",
        "work_email",
        "username",
        "employment_type",
        "provider",
        "unit",
        "job_title",
        "title_text",
        "worksite",
        "supervisor",
    ]


class StatusForm(PlainForm):
    status = forms.ChoiceField(label=_("Employment status"), choices=EmploymentStatus, widget=forms.RadioSelect)
    day = forms.DateField(label=_("Since"), widget=DateInput(), help_text=_("Today or earlier."))

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come. Record it when it has come."))
        return day


class RoleForm(PlainForm):
    role = forms.ChoiceField(label=_("Role"), choices=CHOOSE + Role.choices)


class DelegationForm(PlainForm):
    delegate = SupervisorChoice(label=_("Who decides in the meantime"))
    from_on = forms.DateField(label=_("First day"), widget=DateInput())
    to_on = forms.DateField(label=_("Last day"), widget=DateInput())
    reason = PlainText(label=_("Reason"), max_length=200, help_text=_("Vacation, leave, training."))

    def __init__(self, *args, supervisor, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["delegate"].offer(without=supervisor)

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("from_on"), cleaned.get("to_on")
        if first and last and last < first:
            self.add_error("to_on", _("The last day comes before the first."))
        if last and last < timezone.localdate():
            self.add_error("to_on", _("This day is over. Choose today or a later day."))
        return cleaned
