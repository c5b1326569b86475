"""The request in three steps (domain 5.4): the youth and why, the account, check and sign.

Each step keeps what was typed in the draft. What each platform needs is asked and nothing else (B.2.d).
"""

from urllib.parse import urlsplit

from crispy_forms.layout import Div, Field, Layout, Submit
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from authorizations import rules
from authorizations.choices import AccountKind, Connection, Device, Purpose, ViewerAnswer
from authorizations.forms.fields import PlainAddress, PlainForm, PlainText, version_field
from authorizations.handles import HandleError, normalize
from authorizations.models import AccountState, Platform
from authorizations.names import belongs_to
from people.models import Youth

OTHER = "other"
NEW_ACCOUNT = "new"


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class Statements(forms.CheckboxSelectMultiple):
    """Statements to tick, each with the clause it serves."""

    clauses = {}

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        option["clause"] = self.clauses.get(value, "")
        return option


class StepForm(PlainForm):
    """A step: `save` sends it, `later` keeps whatever is right and stops asking for the rest."""

    def __init__(self, *args, employee, day, draft=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.employee, self.day, self.draft = employee, day, draft

    save_label = _("Save and continue")

    @property
    def is_for_later(self):
        return "later" in self.data

    def lay_out(self, *fields):
        buttons = [
            Submit("save", self.save_label),
            Submit("later", _("Save for later"), css_class="btn-outline-primary"),
        ]
        buttons[1].field_classes = "btn btn-outline-primary"
        self.helper.layout = Layout(*fields, Div(*buttons, css_class="actions"))


class YouthForm(StepForm):
    """Which youth, why, and for how long."""

    youth_choice = forms.ChoiceField(label=_("Youth"), required=False)
    youth_lookup = PlainText(
        label=_("JJEMS number or full name"),
        help_text=_("For a youth outside your caseload. The look-up is exact and is recorded."),
        max_length=160,
        required=False,
    )
    youth_accounts = PlainText(
        label=_("Accounts of the youth to be viewed"),
        help_text=_("Site and name of each, as far as you know them."),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    purposes = forms.MultipleChoiceField(
        error_messages={"required": _("Choose at least one purpose.")},
        label=_("What for"),
        choices=Purpose.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    justification = PlainText(
        error_messages={"required": _("Say how it helps, in two or three sentences.")},
        label=_("How it helps to supervise this youth"),
        help_text=_("Two or three sentences your supervisor can decide on. At least 30 characters."),
        min_length=30,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    requested_from = forms.DateField(
        error_messages={"required": _("Enter the first day.")}, label=_("First day"), widget=DateInput
    )
    requested_to = forms.DateField(
        error_messages={"required": _("Enter the last day.")}, label=_("Last day"), widget=DateInput
    )

    def __init__(self, *args, longest, **kwargs):
        super().__init__(*args, **kwargs)
        self.longest = longest
        self.looked_up = None  # the youth an exact look-up found, once one was made
        caseload = sorted(
            ((str(youth.public_id), f"{youth.short_name} · {youth.jjems_number}") for youth in self._caseload()),
            key=lambda choice: choice[1],
        )
        self.fields["youth_choice"].choices = [("", _("Choose")), *caseload, (OTHER, _("Another youth"))]
        if not caseload:
            self.fields["youth_choice"].widget = forms.HiddenInput()
            self.fields["youth_lookup"].help_text = _(
                "You have no caseload on record. The look-up is exact and is recorded."
            )
        self.fields["youth_choice"].conditional = True
        self.fields["youth_lookup"].conditional = True
        self.fields["requested_to"].label = _("Last day, %(days)s days at most") % {"days": longest}
        self.lay_out(
            Field("youth_choice", wrapper_class="medium"),
            Field("youth_lookup", wrapper_class="medium only-another"),
            Field("purposes", wrapper_class="choices-2"),
            "justification",
            Div(Field("requested_from"), Field("requested_to"), css_class="in-line field"),
            "youth_accounts",
        )  # fmt: skip

    def _caseload(self):
        return Youth.objects.in_caseload(self.employee).supervised()

    def clean(self):
        data = super().clean()
        data["youth"] = self._youth(data)
        starts, ends = data.get("requested_from"), data.get("requested_to")
        may_start = rules.may_start(starts, self.day) if starts else None
        if starts and not may_start:
            self.add_error("requested_from", may_start.reason)
        elif starts and ends and ends < starts:
            self.add_error("requested_to", _("The last day comes before the first. Choose a later day."))
        elif starts and ends and (ends - starts).days > self.longest:
            self.add_error(
                "requested_to", _("This is longer than %(days)s days. Choose an earlier day.") % {"days": self.longest}
            )
        return data

    def _youth(self, data):
        """The youth chosen or found by exact look-up within the employee's reach, or None with an error at the field."""
        reach = Youth.objects.within_reach(self.employee)
        choice, text = data.get("youth_choice"), data.get("youth_lookup", "").strip()
        if choice and choice != OTHER:
            return self._caseload().filter(public_id=choice).first()
        if not text:
            if "youth_lookup" not in self.errors:
                field = (
                    "youth_lookup"
                    if choice == OTHER or self.fields["youth_choice"].widget.is_hidden
                    else "youth_choice"
                )
                self.add_error(field, _("Choose a youth, or enter a JJEMS number or full name."))
            return None
        found = self.looked_up = list(reach.found_by(text)[:2])
        if len(found) > 1:
            self.add_error("youth_lookup", _("More than one youth has this name. Enter the JJEMS number."))
            return None
        verdict = rules.may_choose_youth(found[0] if found else None, is_within_reach=bool(found))
        if not verdict:
            self.add_error("youth_lookup", verdict.reason)
            return None
        return found[0]

    FIELDS = ("youth", "youth_accounts", "purposes", "justification", "requested_from", "requested_to")


class AccountForm(StepForm):
    """Which account is used, whose name it shows, whether it is connected with anybody.

    `is_own`: filled in by the employee. A supervisor who drafts is not asked what only the employee can answer.
    """

    account = forms.ChoiceField(label=_("Account"), widget=forms.RadioSelect, required=False)
    platform = forms.ModelChoiceField(
        label=_("Site"), queryset=Platform.objects.none(), empty_label=_("Choose"), required=False, to_field_name="slug"
    )
    other_site = PlainText(
        label=_("Name of the other site"), help_text=_("Only when the site is not in the list."), max_length=60,
        required=False,
    )  # fmt: skip
    handle_entered = PlainText(
        label=_("Account name"),
        help_text=_("As it stands on the site, for example demo_name, or the address of your profile page."),
        max_length=300,
        required=False,
    )
    account_kind = forms.ChoiceField(
        label=_("Kind of account"), choices=AccountKind.choices, widget=forms.RadioSelect, required=False
    )
    profile_url = PlainAddress(label=_("Address of your profile page"), max_length=300, required=False)
    display_name = PlainText(
        error_messages={"required": _("Enter the name the account shows.")},
        label=_("Name the account shows"),
        help_text=_("Exactly as others see it. False names and identities are not allowed."),
        max_length=120,
    )
    name_mismatch_explanation = PlainText(
        label=_("Why this name differs from your record"),
        help_text=_("Only when it does. Your supervisor confirms it."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    existing_connection = forms.ChoiceField(
        error_messages={"required": _("Answer this question.")},
        label=_("Is this account connected with the youth, any other DYS youth, or family of a youth?"),
        help_text=_(
            "Friends, followers either way, contacts, groups. If it is, keep it as it is: the Legal Unit is told and"
            " says what happens next."
        ),
        choices=Connection.choices,
        widget=forms.RadioSelect,
    )
    connection_statement = PlainText(
        label=_("With whom, and since when"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    devices = forms.MultipleChoiceField(
        label=_("Devices you will use"), choices=Device.choices, widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args, is_own=True, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_own:
            del self.fields["existing_connection"], self.fields["connection_statement"]
        self.own = {
            str(account.public_id): account
            for account in self.employee.social_media_accounts.filter(state=AccountState.REGISTERED).select_related(
                "platform"
            )
        }
        sites = Platform.objects.filter(status=Platform.Status.ACTIVE)
        self.fields["platform"].queryset = sites
        choices = [(key, f"{account.site_name} · {account.handle}") for key, account in self.own.items()]
        self.fields["account"].choices = [*choices, (NEW_ACCOUNT, _("An account not registered yet"))]
        if not choices:
            self.fields["account"].widget = forms.HiddenInput()
        self.fields["account"].conditional = True
        for name in ("platform", "handle_entered", "account_kind", "other_site"):
            self.fields[name].conditional = True
        self.fields["name_mismatch_explanation"].conditional = True
        connection = []
        if is_own:
            self.fields["connection_statement"].conditional = True
            connection = ["existing_connection", Field("connection_statement", wrapper_class="connection-statement")]
        self.lay_out(
            "account",
            Div(
                Field("platform", wrapper_class="short"),
                Field("other_site", wrapper_class="short only-other"),
                Field("handle_entered", wrapper_class="medium"),
                "account_kind",
                Field("profile_url", wrapper_class="medium"),
                css_class="new-account",
            ),
            Field("display_name", wrapper_class="medium"),
            *self._explanation(),
            *connection,
            Field("devices", wrapper_class="choices-2"),
        )

    def clean(self):
        data = super().clean()
        chosen = self.own.get(data.get("account") or "")
        if chosen is not None:
            data |= {
                "platform": chosen.platform,
                "other_site": chosen.other_site,
                "handle_entered": chosen.handle_entered,
                "account_kind": chosen.kind,
                "profile_url": chosen.profile_url,
            }
        else:
            self._clean_new_account(data)
        self._clean_name(data)
        if data.get("existing_connection", Connection.NONE) != Connection.NONE and not data.get("connection_statement"):
            self._need("connection_statement", _("Say with whom and since when. Legal decides what happens next."))
        return data

    def _explanation(self):
        """The question why the name differs is put only where it may differ (B.2.b)."""
        shown = self.initial.get("display_name") or self.employee.full_name
        is_asked = (
            self.is_bound or self.initial.get("name_mismatch_explanation") or not belongs_to(shown, self.employee)
        )
        return ["name_mismatch_explanation"] if is_asked else []

    def _clean_new_account(self, data):
        platform = data.get("platform")
        if platform is None:
            self._need("platform", _("Choose the site."))
            return
        viewers = rules.may_use_site(platform)
        if not viewers:
            self.add_error("platform", viewers.reason)
        if platform.is_other:
            self._clean_other_site(data)
        else:
            data["other_site"] = ""
        try:
            normalize(data.get("handle_entered", ""), platform.site)
        except HandleError as error:
            self._need("handle_entered", error.args[0])
        if not data.get("account_kind"):
            self._need("account_kind", _("Say what kind of account it is."))
        self._clean_profile_url(data, platform)

    def _clean_other_site(self, data):
        named = data.get("other_site", "")
        verdict = rules.may_name_site(named, Platform.listed_as(named))
        if not verdict:
            self._need("other_site", verdict.reason)

    def _clean_profile_url(self, data, platform):
        if not data.get("profile_url") or not platform.domains:
            return
        host = (urlsplit(data["profile_url"]).hostname or "").casefold()
        if not any(host == domain or host.endswith(f".{domain}") for domain in platform.domains):
            self.add_error("profile_url", _("This is not an address of %(site)s.") % {"site": platform.name})

    def _clean_name(self, data):
        shown = data.get("display_name")
        if shown and not belongs_to(shown, self.employee) and not data.get("name_mismatch_explanation"):
            self._need(
                "name_mismatch_explanation",
                _("“%(shown)s” differs from “%(record)s” on your record. Explain why, or correct the name.")
                % {"shown": shown, "record": self.employee.full_name},
            )

    def _need(self, field, sentence):
        """Ask for what is missing, unless the field says something already."""
        if field not in self.errors:
            self.add_error(field, sentence)

    FIELDS = (
        "platform",
        "other_site",
        "handle_entered",
        "account_kind",
        "profile_url",
        "display_name",
        "name_mismatch_explanation",
        "existing_connection",
        "devices",
    )


class SignForm(StepForm):
    """How the employee stays unseen, the six statements, and the signature."""

    save_label = _("Sign and send to my supervisor")

    version = version_field()
    attested = forms.MultipleChoiceField(
        label=_("What you agree to"),
        widget=Statements,
        error_messages={"required": _("Tick every statement you agree to. All of them are needed.")},
    )
    signature = PlainText(
        error_messages={"required": _("Sign with your full name.")},
        label=_("Sign with your full name"),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args, wordings, **kwargs):
        super().__init__(*args, **kwargs)
        self.wordings = wordings
        self.fields["signature"].help_text = self.employee.full_name
        answers = rules.viewer_answers(self.draft.platform)
        fields = ["version"]
        if answers:
            self._ask_about_viewers(answers)
            fields.append("viewer_answer")
            if ViewerAnswer.HIDDEN in answers:
                fields.append(Field("privacy_checked_on", wrapper_class="short"))
        self.fields["attested"].choices = [(kind, wording.text) for kind, wording in wordings.items()]
        self.fields["attested"].widget.clauses = {kind: wording.clause_id for kind, wording in wordings.items()}
        fields.append("attested")
        fields.append(Field("signature", wrapper_class="medium"))
        self.order_fields(["version", "viewer_answer", "privacy_checked_on", "attested", "signature"])
        self.lay_out(*fields)

    def _ask_about_viewers(self, answers):
        site = self.draft.platform
        self.fields["viewer_answer"] = forms.ChoiceField(
            label=_("How do you keep people on %(site)s from seeing that you viewed them?")
            % {"site": self.draft.site_name},
            help_text=" ".join(part for part in (site.visible_features, site.hide_howto) if part),
            choices=[(answer.value, answer.label) for answer in answers],
            widget=forms.RadioSelect,
            error_messages={"required": _("Say how you keep from being seen.")},
        )
        if ViewerAnswer.HIDDEN in answers:
            field = forms.DateField(
                label=_("Day on which you checked the setting"),
                help_text=_("Not more than %(days)s days ago.") % {"days": rules.PRIVACY_CHECK_DAYS},
                widget=DateInput,
                required=False,
            )
            field.conditional = True
            self.fields["privacy_checked_on"] = field

    def clean_privacy_checked_on(self):
        checked_on = self.cleaned_data["privacy_checked_on"]
        if self.cleaned_data.get("viewer_answer") != ViewerAnswer.HIDDEN:
            return None
        if checked_on is None:
            raise ValidationError(_("Enter the day on which you checked the setting."))
        verdict = rules.may_check_privacy_on(checked_on, self.day)
        if not verdict:
            raise ValidationError(verdict.reason)
        return checked_on

    def clean_attested(self):
        if set(self.cleaned_data["attested"]) != set(self.wordings):
            raise ValidationError(self.fields["attested"].error_messages["required"])
        return self.cleaned_data["attested"]

    FIELDS = ("viewer_answer", "privacy_checked_on")
