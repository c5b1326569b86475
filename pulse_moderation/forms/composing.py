"""Writing a post or a private message, and changing one's own."""

from django import forms
from django.utils.translation import gettext_lazy as _

from authorizations.forms.evidence import SeveralFiles
from people.forms.fields import PlainText
from pulse_moderation.choices import Kind
from pulse_moderation.forms.fields import OneOf, PlainForm, Words
from pulse_moderation.services.incoming import LONGEST_TITLE
from violations.forms.fields import PeopleField

LONGEST = 10_000
MOST_PICTURES = 10
PICTURES = "image/jpeg,image/png,image/webp"


class TextForm(PlainForm):
    title = PlainText(label=_("Title"), max_length=LONGEST_TITLE, required=False)
    body = Words(
        label=_("Text"),
        max_length=LONGEST,
        rows=8,
        error_messages={"required": _("Write something first.")},
    )
    files = SeveralFiles(label=_("Pictures"), help_text=_("PNG, JPEG or WebP, ten at most."), required=False)
    is_youth_material = forms.BooleanField(
        label=_("It holds a photo, art or other material of a youth"),
        help_text=_("Then a written release is needed from the youth, and from a parent or guardian if under 18."),
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["files"].widget.attrs["accept"] = PICTURES

    def facts(self):
        """What is posted, without its pictures, which are kept one by one as they arrive."""
        return {name: self.cleaned_data[name] for name in ("title", "body", "is_youth_material")}


class ComposeForm(TextForm):
    kind = OneOf(
        label=_("Who reads it?"),
        choices=[(Kind.POST, _("Everybody on Pulse")), (Kind.MESSAGE, _("Only the people I name: a private message"))],
    )
    recipients = PeopleField(
        label=_("To"),
        help_text=_("Full names, employee numbers or work e-mail addresses, one a line."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={
            "nobody": _("Nobody here is known as “%(name)s”. Check the spelling, or type the employee number."),
            "several": _("Several people are known as “%(name)s”. Type the employee number or work e-mail."),
            "too_many": _("A private message goes to at most %(n)s people."),
        },
    )
    field_order = ("kind", "recipients", "title", "body", "files", "is_youth_material")

    def __init__(self, *args, author, **kwargs):
        super().__init__(*args, **kwargs)
        self.author = author
        self.fields["recipients"].conditional = True

    def clean(self):
        said = super().clean()
        if said.get("kind") == Kind.MESSAGE and "recipients" not in self.errors:
            others = [person for person in said.get("recipients", []) if person.pk != self.author.pk]
            if not others:
                self.add_error("recipients", _("Name somebody it goes to."))
            said["recipients"] = others
        return said

    def facts(self):
        is_message = self.cleaned_data["kind"] == Kind.MESSAGE
        people = self.cleaned_data["recipients"] if is_message else ()
        return super().facts() | {"kind": self.cleaned_data["kind"], "recipients": people}
