"""What a screening rule looks for, as those who moderate edit it: lists of one phrase a line."""

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from authorizations.forms.fields import PlainForm, PlainText
from pulse_moderation.rules.rulebook import does_more, may_promote
from pulse_moderation.screening.rules import Kind, Mode, Severity

MOST_LINES, LONGEST_LINE = 5000, 1000
DAYS, MOST_DAYS = 30, 366
# What the engine finds by itself; docs/guides/pulse-screening.md.
NEAR = {
    "@person": _("a person"),
    "@name": _("a name"),
    "@employee": _("an employee"),
    "@you": _("“you”"),
    "@told": _("what is said of one person"),
    "@youth": _("a youth"),
}


class Lines(PlainText):
    """One entry a line; empty lines and repeats are dropped. The value is a list."""

    def __init__(self, *, rows=6, **kwargs):
        super().__init__(max_length=200_000, required=False, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value):
        text = super().clean(value)
        lines = list(dict.fromkeys(" ".join(line.split()) for line in text.splitlines()))
        lines = [line for line in lines if line]
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(_now("At most %(n)s lines.") % {"n": MOST_LINES})
        if any(len(line) > LONGEST_LINE for line in lines):
            raise forms.ValidationError(_now("A line has at most %(n)s letters.") % {"n": LONGEST_LINE})
        return lines


class RuleForm(PlainForm):
    """The newest version of a rule, to be changed into the next. Groups of words keep what else is said of them.

    `is_replayed` says of the fields of a draft whether it was run over stored posts; doing more than before needs it.
    """

    number = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    mode = forms.ChoiceField(label=_("What a hit does"), choices=Mode.choices)
    severity = forms.ChoiceField(label=_("Severity"), choices=Severity.choices)
    words = Lines(label=_("Words and phrases, one a line"))
    patterns = Lines(
        label=_("Patterns, one a line"), help_text=_("Regular expressions. What cannot run in linear time is refused.")
    )
    exceptions = Lines(
        label=_("Allowed phrases, one a line"), help_text=_("What is found inside one of these is not counted."), rows=4
    )
    note = PlainText(label=_("What changed, and why"), max_length=500, required=False)
    sample = PlainText(
        label=_("Test a text"), help_text=_("Nothing is kept of it."), max_length=5000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    days = forms.IntegerField(
        label=_("Days to run it over"), help_text=_("Of what was received, the last text of each post. Nothing is changed."),
        min_value=1, max_value=MOST_DAYS, required=False,
    )  # fmt: skip

    def __init__(self, *args, rule, version, is_replayed, **kwargs):
        self.rule, self.version, self.is_replayed = rule, version, is_replayed
        plain = [one for one in version.terms if isinstance(one, str)]
        self.groups = [one for one in version.terms if isinstance(one, dict)]
        is_pattern = rule.kind == Kind.PATTERN
        given = {
            "number": version.number, "days": DAYS, "mode": version.mode, "severity": version.severity,
            "exceptions": version.exceptions, ("patterns" if is_pattern else "words"): plain,
        }  # fmt: skip
        given |= {f"group_{place}": group.get("words", []) for place, group in enumerate(self.groups)}
        super().__init__(*args, initial=given | kwargs.pop("initial", {}), **kwargs)
        del self.fields["words" if is_pattern else "patterns"]
        for place, group in enumerate(self.groups):
            self.fields[f"group_{place}"] = Lines(label=_label(group, version.severity))
        rest = ("exceptions", "note", "sample", "days")
        self.order_fields([name for name in self.fields if name not in rest] + list(rest))

    def clean_number(self):
        if self.cleaned_data["number"] != self.version.number:
            raise forms.ValidationError(_now("Somebody changed this rule meanwhile. Look at it as it stands now."))
        return self.cleaned_data["number"]

    def clean(self):
        super().clean()
        if not self.errors:
            draft = self.draft()
            stands = {name: getattr(self.version, name) for name in draft}
            verdict = may_promote(stands, draft, is_replayed=self.is_replayed(draft))
            if not verdict:
                more = does_more(stands, draft)
                self.add_error(more if more in self.fields else self._list(), verdict.reason)
        return self.cleaned_data

    @property
    def days_asked(self):
        return self.cleaned_data["days"] or DAYS

    def draft(self):
        """The fields of the next version."""
        cleaned = self.cleaned_data
        groups = [{**group, "words": cleaned[f"group_{place}"]} for place, group in enumerate(self.groups)]
        plain = cleaned["patterns"] if "patterns" in self.fields else cleaned["words"]
        return {
            "mode": cleaned["mode"],
            "severity": cleaned["severity"],
            "terms": [*(group for group in groups if group["words"]), *plain],
            "exceptions": cleaned["exceptions"],
            "options": self.version.options,
        }

    def add_refusal(self, refused):
        """What the engine could not compile, at the list it stands in."""
        self.add_error(self._list(), list(refused.messages))

    def _list(self):
        return "patterns" if "patterns" in self.fields else "words"


def _label(group, severity):
    """What is said of a group beside its words."""
    said = [str(Severity(group.get("severity", severity)).label)]
    if near := group.get("near"):
        said.append(_now("only near %(what)s") % {"what": _either(near)})
    if soften := group.get("soften"):
        said.append(_now("less near %(what)s") % {"what": _either(soften)})
    return _now("Words: %(said)s") % {"said": "; ".join(said)}


def _either(contexts):
    """The contexts of a group as they are read: what the engine finds by itself, and lists of words by their names."""
    return _now(" or ").join(str(NEAR.get(name) or _now("words of “%(list)s”") % {"list": name}) for name in contexts)


class ExceptionForm(PlainForm):
    phrase = PlainText(
        label=_("Phrase to let through"), max_length=120, error_messages={"required": _("Write the phrase.")}
    )
