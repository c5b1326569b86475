"""The forms of an investigation profile: its account, its persona, its files, another holder, its end, its review."""

from django import forms
from django.utils.translation import gettext_lazy as _

from authorizations.handles import HandleError, normalize
from authorizations.models import Platform
from investigations.choices import Answer, ReviewCheck, ReviewResult
from investigations.forms.fields import Day, Long, NoPassword, PersonField, PlainText, Short, VersionedForm
from investigations.models import PERSONA
from investigations.rules import profiles as rules

FILES = "image/jpeg,image/png,image/webp,application/pdf"
LABELS = {
    "display_name": _("Name shown"),
    "profile_url": _("Address of the profile"),
    "platform_user_id": _("Number of the account at the site"),
    "registration_email": _("E-mail used"),
    "registration_phone": _("Phone used"),
    "stated_birth_date": _("Birth date stated"),
    "other_identifiers": _("Other identifiers"),
    "description": _("Description"),
}


class AccountName(NoPassword):
    """The name or address of an account. A hyphen belongs to it: "pin-up" is no password."""

    def clean(self, value):
        super().clean((value or "").replace("-", "_"))
        return PlainText.clean(self, value)


def persona_field(name):
    if name in ("profile_url", "platform_user_id"):
        return AccountName(label=LABELS[name], max_length=500, required=False)
    if name in ("other_identifiers", "description"):
        return Long(label=LABELS[name], max_length=2000, rows=3, required=False)
    return Short(label=LABELS[name], max_length=160, required=False)


class PersonaForm(VersionedForm):
    """Identifiers as they are now; only those in `names` are asked, the others stay as they are."""

    def __init__(self, *args, names, **kwargs):
        super().__init__(*args, **kwargs)
        for name in names:
            self.fields[name] = persona_field(name)
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"  # browsers keep what is typed

    def persona(self):
        return {name: self.cleaned_data[name] for name in PERSONA if name in self.cleaned_data}


class AccountForm(PersonaForm):
    """The account that was created (B.3.a/3). Every rule is also the service's; here it is said at its field."""

    platform = forms.ModelChoiceField(
        label=_("Site"),
        queryset=Platform.objects.none(),
        empty_label=_("Choose"),
        to_field_name="slug",
        error_messages={"required": _("Choose the site.")},
    )
    other_site = Short(label=_("Name of the other site"), max_length=60, required=False)
    handle_entered = AccountName(
        label=_("Name of the account"),
        max_length=300,
        help_text=_("As it stands on the site. It is kept for good and never given to anybody else."),
        error_messages={"required": _("Enter the account name.")},
    )
    created_on = Day(label=_("Created on"))

    def __init__(self, *args, profile, day, **kwargs):
        super().__init__(*args, names=PERSONA, **kwargs)
        self.profile, self.day = profile, day
        self.fields["platform"].queryset = Platform.objects.exclude(status=Platform.Status.RETIRED)
        self.fields["other_site"].conditional = True

    def clean(self):
        data = super().clean()
        if data.get("created_on"):
            self._enforce("created_on", rules.may_be_created_on(data["created_on"], self.profile, self.day))
        platform = data.get("platform")
        if platform is None:
            return data
        self._clean_site(platform, data)
        if data.get("handle_entered"):
            try:
                normalize(data["handle_entered"], platform.site)
            except HandleError as error:
                self.add_error("handle_entered", error.args[0])
        return data

    def _clean_site(self, platform, data):
        if not platform.is_other:
            data["other_site"] = ""
        elif not data.get("other_site"):
            if "other_site" not in self.errors:
                self.add_error("other_site", _("Name the site."))
        elif Platform.listed_as(data["other_site"]) is not None:
            self.add_error("other_site", _("This site is in the list. Choose it there."))

    def _enforce(self, name, verdict):
        if not verdict:
            self.add_error(name, verdict.reason)


class ImageForm(VersionedForm):
    file = forms.FileField(
        label=_("Profile image"),
        help_text=_("PNG, JPEG, WebP or PDF."),
        widget=forms.FileInput(attrs={"accept": FILES}),
        error_messages={"required": _("Choose the file."), "empty": _("This file is empty. Choose another.")},
    )
    source = Short(
        label=_("Where the image is from"),
        max_length=500,
        help_text=_("Who made it, or where it was taken."),
        error_messages={"required": _("Say where the image is from.")},
    )


class ProofForm(VersionedForm):
    file = forms.FileField(
        label=_("Proof"),
        help_text=_("A screenshot that shows that the account is closed. PNG, JPEG, WebP or PDF."),
        widget=forms.FileInput(attrs={"accept": FILES}),
        error_messages={"required": _("Choose the file."), "empty": _("This file is empty. Choose another.")},
    )


class HandOverForm(VersionedForm):
    """`allows(person)`: whether the account may go to this person."""

    person = PersonField(label=_("Person authorized from now on"))
    reason = Long(label=_("Why"), max_length=1000, rows=3, error_messages={"required": _("Say why.")})

    def __init__(self, *args, allows, **kwargs):
        super().__init__(*args, **kwargs)
        self.allows = allows

    def clean_person(self):
        person = self.cleaned_data["person"]
        verdict = self.allows(person)
        if not verdict:
            raise forms.ValidationError(verdict.reason)
        return person


class CompromiseForm(VersionedForm):
    compromised_on = Day(label=_("Since when"))
    note = Long(label=_("What happened"), rows=3, error_messages={"required": _("Say what happened.")})

    def __init__(self, *args, day, **kwargs):
        super().__init__(*args, **kwargs)
        self.day = day

    def clean_compromised_on(self):
        if self.cleaned_data["compromised_on"] > self.day:
            raise forms.ValidationError(_("This day has not come yet."))
        return self.cleaned_data["compromised_on"]


class DeactivateForm(VersionedForm):
    """Closed at the site, with a proof: a file, or words."""

    deactivated_on = Day(label=_("Closed at the site on"))
    file = forms.FileField(
        label=_("Proof"),
        help_text=_("Such as a screenshot of the closed account. PNG, JPEG, WebP or PDF."),
        widget=forms.FileInput(attrs={"accept": FILES}),
        required=False,
        error_messages={"empty": _("This file is empty. Choose another.")},
    )
    note = Long(label=_("How one can tell that it is closed"), rows=3, required=False)

    def __init__(self, *args, profile, has_proof, day, **kwargs):
        super().__init__(*args, **kwargs)
        self.profile, self.has_proof, self.day = profile, has_proof, day
        self.fields["file"].conditional = self.fields["note"].conditional = True

    def clean_deactivated_on(self):
        day = self.cleaned_data["deactivated_on"]
        if not self.profile.created_on <= day <= self.day:
            raise forms.ValidationError(_("Enter a day between the creation of the profile and today."))
        return day

    def clean(self):
        data = super().clean()
        has_proof = self.has_proof or data.get("file") or "file" in self.errors
        if not has_proof and not data.get("note") and "note" not in self.errors:
            self.add_error("note", _("Add a proof, such as a screenshot, or say how one can tell that it is closed."))
        return data


class ReviewForm(VersionedForm):
    """Legal's review: five checks that a person answers, a result, and what is to be done."""

    result = forms.ChoiceField(
        label=_("Result"),
        choices=ReviewResult.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the result."), "invalid_choice": _("Choose the result.")},
    )
    conditions = Long(
        label=_("Conditions"), rows=3, required=False, help_text=_("The person and the supervisor read this.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["conditions"].conditional = True
        asks = _("Answer this check.")
        for check in ReviewCheck:
            self.fields[f"check_{check.value}"] = forms.ChoiceField(
                label=check.label,
                choices=Answer.choices,
                widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
                error_messages={"required": asks, "invalid_choice": asks},
            )
        self.order_fields(["version", *(f"check_{check.value}" for check in ReviewCheck)])

    def answers(self):
        return {check.value: self.cleaned_data[f"check_{check.value}"] for check in ReviewCheck}

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        verdict = rules.may_result(self.answers(), data["result"], data["conditions"])
        if not verdict:
            is_concurring = data["result"] == ReviewResult.CONCUR
            self.add_error("result" if is_concurring else "conditions", verdict.reason)
        return data
