"""Forms of a written release: whose it is, what it allows, what is decided about it (B.1.h; domain 5.12)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from authorizations.forms.fields import PlainForm, PlainText, version_field
from people.forms.fields import DateInput
from people.models import Youth
from pulse_moderation.choices import GuardianCapacity, Material, ReleaseUse, RevokedBy, Shown
from pulse_moderation.rules import releases as rules
from pulse_moderation.states import ReleaseState

OTHER = "other"
LONG = 1000
PAPERS = "image/jpeg,image/png,image/webp,application/pdf"


class ReleaseFilterForm(PlainForm):
    """Sent by POST and kept in the session: no number of a youth stands in an address."""

    find = PlainText(label=_("Release or JJEMS number"), max_length=40, required=False)
    state = forms.ChoiceField(
        label=_("State"),
        choices=[("", _("All")), *ReleaseState.choices, ("ending", _("Ending within 30 days"))],
        required=False,
    )


class ReleaseYouthForm(PlainForm):
    """Which youth: of one's own caseload, or by exact look-up within `reach`. `looked_up`: what a look-up found."""

    youth_choice = forms.ChoiceField(label=_("Youth"), required=False)
    youth_lookup = PlainText(
        label=_("JJEMS number or full name"),
        help_text=_("The look-up is exact and is recorded."),
        max_length=160,
        required=False,
    )

    def __init__(self, *args, caseload, reach, **kwargs):
        super().__init__(*args, **kwargs)
        self.caseload, self.reach, self.looked_up = caseload, reach, None
        named = sorted((f"{youth.short_name} · {youth.jjems_number}", str(youth.public_id)) for youth in caseload)
        choices = [(public_id, label) for label, public_id in named]
        self.fields["youth_choice"].choices = [("", _("Choose")), *choices, (OTHER, _("Another youth"))]
        if not choices:
            self.fields["youth_choice"].widget = forms.HiddenInput()
        self.fields["youth_choice"].conditional = self.fields["youth_lookup"].conditional = True

    def clean(self):
        data = super().clean()
        if not self.errors:
            data["youth"] = self._youth(data.get("youth_choice"), data.get("youth_lookup", ""))
        return data

    def _youth(self, choice, text):
        if choice and choice != OTHER:
            return next((youth for youth in self.caseload if str(youth.public_id) == choice), None)
        if not text:
            is_list = choice != OTHER and len(self.fields["youth_choice"].choices) > 2
            field = "youth_choice" if is_list else "youth_lookup"
            self.add_error(field, _("Choose a youth, or enter a JJEMS number or full name."))
            return None
        self.looked_up = list(self.reach.found_by(text)[:2])
        if len(self.looked_up) > 1:
            self.add_error("youth_lookup", _("More than one youth has this name. Enter the JJEMS number."))
        elif not (verdict := rules.may_choose_youth(bool(self.looked_up))):
            self.add_error("youth_lookup", verdict.reason)
        else:
            return self.looked_up[0]
        return None


def reach_of(user):
    """(caseload, youth one may look up): all of them for who moderates, else those within one's reach."""
    caseload = list(Youth.objects.in_caseload(user))
    return caseload, Youth.objects.all() if rules.handles_releases(user) else Youth.objects.within_reach(user)


class PaperField(forms.FileField):
    """One paper; what it is, is judged by its content, elsewhere."""

    def __init__(self, **kwargs):
        super().__init__(required=False, widget=forms.ClearableFileInput(attrs={"accept": PAPERS}), **kwargs)

    def clean(self, data, initial=None):
        return data or None


class ReleaseForm(PlainForm):
    """What the paper says. Sent as `save` it must be whole; as `later` it may have gaps."""

    version = version_field()
    document = PaperField(
        label=_("Signed document"),
        help_text=_("PDF, PNG, JPEG or WebP. All signatures can be read on it."),
    )
    material_kinds = forms.MultipleChoiceField(
        label=_("Material"), choices=Material.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    description = PlainText(
        label=_("Which material"),
        help_text=_("One picture, or a class of them: “art show in May”."),
        max_length=LONG,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    may_show = forms.MultipleChoiceField(
        label=_("What it may show of who the youth is"),
        help_text=_("Only what the paper names. Without a tick the material is shown without it."),
        choices=Shown.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    allowed_uses = forms.MultipleChoiceField(
        label=_("Uses it allows"), choices=ReleaseUse.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    youth_signed_on = forms.DateField(label=_("Day on which the youth signed"), widget=DateInput, required=False)
    guardian_name = PlainText(label=_("Parent or guardian who signed"), max_length=160, required=False)
    guardian_capacity = forms.ChoiceField(
        label=_("Signed as"),
        help_text=_("Never somebody who works for DYS or a provider: DYS does not have legal custody."),
        choices=[("", _("Nobody signed")), *GuardianCapacity.choices],
        required=False,
    )
    guardian_capacity_text = PlainText(label=_("As what, in words"), max_length=120, required=False)
    guardian_signed_on = forms.DateField(label=_("Day on which they signed"), widget=DateInput, required=False)
    valid_from = forms.DateField(
        label=_("Valid from"), help_text=_("Empty: the day of the last signature."), widget=DateInput, required=False
    )
    valid_to = forms.DateField(label=_("Valid until"), widget=DateInput, required=False)

    CONDITIONAL = (
        "document",
        "material_kinds",
        "description",
        "allowed_uses",
        "youth_signed_on",
        "guardian_name",
        "guardian_capacity",
        "guardian_capacity_text",
        "guardian_signed_on",
    )

    def __init__(self, *args, today, longest, has_document, **kwargs):
        super().__init__(*args, **kwargs)
        self.today, self.longest, self.has_document = today, longest, has_document
        self.fields["valid_to"].help_text = _("Empty: %(days)s days later, the longest it may last.") % {
            "days": longest
        }
        for name in self.CONDITIONAL:
            self.fields[name].conditional = True

    @property
    def is_for_later(self):
        return "later" in self.data

    def clean(self):
        data = super().clean()
        for name, sentence in rules.wrong_facts(data, today=self.today, longest=self.longest).items():
            self._say(name, sentence)
        if not self.is_for_later:
            self._ask_for_all(data)
        return data

    def _ask_for_all(self, data):
        if not data.get("document") and not self.has_document:
            self._say("document", _("Attach the signed document: a release is written."))
        if not data.get("material_kinds"):
            self._say("material_kinds", _("Choose at least one kind."))
        if not data.get("description"):
            self._say("description", _("Say which material it is for."))
        if not data.get("allowed_uses"):
            self._say("allowed_uses", _("Choose what the paper allows."))
        if not data.get("youth_signed_on"):
            self._say("youth_signed_on", _("Enter the day on which the youth signed."))
        guardian = [name for name in ("guardian_name", "guardian_capacity", "guardian_signed_on") if data.get(name)]
        for name in ("guardian_name", "guardian_capacity", "guardian_signed_on") if guardian else ():
            if not data.get(name):
                self._say(name, _("Complete who signed as guardian, or leave all of it empty."))

    def _say(self, field, sentence):
        if field not in self.errors:
            self.add_error(field, sentence)

    def facts(self):
        """The fields of the release as the service takes them."""
        data = dict(self.cleaned_data)
        shown = data.pop("may_show")
        del data["version"], data["document"]
        return data | {f"may_show_{one.value}": one.value in shown for one in Shown}


class ShowsForm(PlainForm):
    """What a post shows of youth."""

    version = version_field()
    kinds = forms.MultipleChoiceField(
        label=_("Material"),
        choices=Material.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one kind.")},
    )
    shows = forms.MultipleChoiceField(
        label=_("What tells who the youth is"),
        help_text=_("In the material or in the words beside it."),
        choices=Shown.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    youth_count = forms.IntegerField(
        label=_("How many youth it is of"),
        min_value=1,
        max_value=200,
        error_messages={"required": _("Count them all: each needs a release.")},
    )


class LinkForm(PlainForm):
    """One release, typed or chosen by its number. `among`: what may be relied on today."""

    version = version_field()
    number = PlainText(
        label=_("Number of a release"),
        max_length=20,
        widget=forms.TextInput(attrs={"list": "releases", "autocomplete": "off"}),
        error_messages={"required": _("Enter the number, for example REL-2026-0001.")},
    )

    def __init__(self, *args, among, **kwargs):
        super().__init__(*args, **kwargs)
        self.among = among

    def clean_number(self):
        release = self.among.filter(number__iexact=self.cleaned_data["number"]).first()
        if release is None:
            raise forms.ValidationError(rules.NOT_IN_FORCE)
        self.cleaned_data["release"] = release
        return release.number


class VerifyForm(PlainForm):
    version = version_field()
    is_read = forms.BooleanField(
        label=_("I have read the document: it names this youth and what is entered here, and bears these signatures."),
        error_messages={"required": _("Read the document and say so.")},
    )


class ReasonForm(PlainForm):
    version = version_field()
    reason = PlainText(
        label=_("Reason"),
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Give the reason.")},
    )


class RevokeForm(PlainForm):
    version = version_field()
    by_whom = forms.ChoiceField(
        label=_("Who took it back"),
        choices=RevokedBy.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say who took it back.")},
    )
    reason = PlainText(
        label=_("What was said"), max_length=LONG, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    document = PaperField(label=_("A paper that says so"), help_text=_("Not needed: a spoken word is enough."))


class CorrectForm(PlainForm):
    version = version_field()
