"""What somebody sends who comes back to a report they made."""

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms.fields import PlainText
from violations.choices import Basis
from violations.rules import SHORTEST
from violations.rules.thread import LONGEST

YES_NO = [("yes", _("Yes")), ("no", _("No"))]
NOT_OPENED = _("This does not open a report. Check the seven words, or try again in an hour.")
TYPED_FOR_MACHINES = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


class _Form(forms.Form):
    """The page draws the form element and the buttons around it."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class KeyForm(_Form):
    """`text` is what was being written when the page had been open too long."""

    words = forms.CharField(
        label=_("Your seven words"),
        help_text=_("In their order. Capitals and what stands between them do not matter."),
        max_length=300,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2} | TYPED_FOR_MACHINES),
        error_messages={"required": _("Type the seven words."), "max_length": NOT_OPENED},
    )


class CodeForm(_Form):
    code = forms.CharField(
        label=_("Code of the receipt"),
        help_text=_("Twenty letters and digits in groups of four."),
        max_length=100,
        widget=forms.TextInput(attrs=TYPED_FOR_MACHINES),
        error_messages={"required": _("Type the code.")},
    )


class MessageForm(_Form):
    text = PlainText(
        label=_("Write to those who handle it"),
        help_text=_("Leave out what tells who you are, if they are not to know."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
        error_messages={"required": _("Write something first.")},
    )


class GateForm(_Form):
    """The first question, before anything can be uploaded (domain 1, trap 21)."""

    shows_minor = forms.ChoiceField(
        label=_("Does it appear to show sexual images of a person who may be under 18?"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages={"required": _("Answer this question first.")},
    )
    where = PlainText(
        label=_("Where it can be seen"),
        help_text=_("The account or address. Leave it out if you do not know."),
        max_length=500,
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["where"].conditional = True

    @property
    def is_yes(self):
        return self.cleaned_data["shows_minor"] == "yes"


class FileForm(_Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("PNG, JPEG, WebP or PDF. Its name is not kept."),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("This file is empty. Choose another."),
            "missing": _("Choose a file."),
            "invalid": _("Choose a file."),
        },
    )


class PunishedForm(_Form):
    text = PlainText(
        label=_("What is happening to you"),
        help_text=_("Shifts, duties, reviews, remarks: what, and since when."),
        max_length=LONGEST,
        min_length=SHORTEST,
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
        error_messages={
            "required": _("Say in a sentence or two what is happening."),
            "min_length": _("Say in a sentence or two what is happening."),
        },
    )
    described = PlainText(
        label=_("Who does it, if it is somebody you did not report"),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    bases = forms.MultipleChoiceField(
        label=_("Is it because of one of these?"),
        help_text=_("C.2.i names these. Leave it open if it is for the report alone: it is looked at all the same."),
        choices=Basis.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
