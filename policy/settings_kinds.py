"""The kinds a setting can be of: what may be stored, and how it reads. The settings stand in settings_table.py."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext


@dataclass(frozen=True)
class Entry:
    """One setting. `clause` is the clause it serves, "" where it serves none; `reason` says why it is as it is."""

    key: str
    group: str
    label: str
    default: object
    reason: str
    clause: str = ""

    kind = ""
    ours = _("DYS control, not policy")
    is_fixed = False

    def clean(self, value):
        """`value` as it is stored. Raises ValidationError with a sentence for the reader."""
        raise NotImplementedError

    def in_words(self, value):
        return str(value)

    @property
    def bounds(self):
        """What may be chosen, in words."""
        return ""

    def is_within(self, value):
        try:
            self.clean(value)
        except ValidationError:
            return False
        return True


@dataclass(frozen=True)
class Number(Entry):
    """A whole number from `minimum` to `maximum`; with `zero_is_off` also 0."""

    minimum: int = 0
    maximum: int = 0
    unit: str = "days"
    zero_is_off: bool = False

    kind = "number"
    ours = _("DYS target, not policy")

    def clean(self, value):
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        if is_whole and (self.minimum <= value <= self.maximum or (self.zero_is_off and value == 0)):
            return value
        raise ValidationError(_("Enter %(bounds)s.") % {"bounds": self.bounds}, code="bounds")

    def in_words(self, value):
        if self.zero_is_off and value == 0:
            return str(_("off"))
        return f"{value} {unit_words(self.unit, value)}"

    @property
    def bounds(self):
        words = _("a whole number from %(low)s to %(high)s") % {"low": self.minimum, "high": self.maximum}
        return _("%(bounds)s, or 0 for off") % {"bounds": words} if self.zero_is_off else words


@dataclass(frozen=True)
class Switch(Entry):
    """On or off."""

    kind = "switch"

    def clean(self, value):
        if isinstance(value, bool):
            return value
        raise ValidationError(_("Choose on or off."), code="bounds")

    def in_words(self, value):
        return str(_("on") if value else _("off"))

    @property
    def bounds(self):
        return _("on or off")


@dataclass(frozen=True)
class Choice(Entry):
    """One of `choices`, pairs of code and words."""

    choices: tuple = ()

    kind = "choice"

    def clean(self, value):
        if isinstance(value, str) and value in dict(self.choices):
            return value
        raise ValidationError(_("Choose one of the listed values."), code="bounds")

    def in_words(self, value):
        return str(dict(self.choices)[value])

    @property
    def bounds(self):
        return "; ".join(str(words) for _code, words in self.choices)


@dataclass(frozen=True)
class Fixed(Entry):
    """Shown so that everyone knows, never changed."""

    kind = "fixed"
    is_fixed = True

    def clean(self, value):
        if value == self.default:
            return value
        raise ValidationError(_("This cannot be changed."), code="bounds")

    def in_words(self, value):
        return str(_("not available"))


def unit_words(unit, number):
    """ "3 business days", "1 hour": the unit for that number."""
    return {
        "days": ngettext("day", "days", number),
        "business days": ngettext("business day", "business days", number),
        "hours": ngettext("hour", "hours", number),
        "minutes": ngettext("minute", "minutes", number),
        "years": ngettext("year", "years", number),
        "megabytes": ngettext("megabyte", "megabytes", number),
        "flags": ngettext("flag", "flags", number),
        "posts": ngettext("post", "posts", number),
        "accounts": ngettext("account", "accounts", number),
    }[unit]
