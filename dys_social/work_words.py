"""The words of "my work": days, deadlines, and what happens if nothing is done, by the rules and ladders as they are."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from authorizations.choices import NoteKind
from policy.calendar import business_days_between, is_business_day

HARD_SPACE = "\u00a0"


def weekday(day):
    """Fri Nov 20"""
    return date_format(day, "D M j").replace(" ", HARD_SPACE)


def month_day(day):
    """Nov 20"""
    return date_format(day, "M j").replace(" ", HARD_SPACE)


def with_year(day):
    """Nov 20, 2026"""
    return date_format(day, "M j, Y").replace(" ", HARD_SPACE)


def long_day(day):
    """Monday, November 23"""
    return date_format(day, "l, F j")


def clock(at):
    """8:42 am"""
    return date_format(at, "g:i A").lower().replace(" ", HARD_SPACE)


def in_words(number):
    """Counts up to nine as words, as running text has them."""
    small = [
        _("none"),
        _("one"),
        _("two"),
        _("three"),
        _("four"),
        _("five"),
        _("six"),
        _("seven"),
        _("eight"),
        _("nine"),
    ]
    return small[number] if number < len(small) else str(number)


def times(number):
    return {1: _("once"), 2: _("twice")}.get(number) or _("%(count)s times") % {"count": in_words(number)}


def capital(text):
    return text[:1].upper() + text[1:]


def business_days_until(day, due_on):
    """How many business days come after `day` up to `due_on`, that day included; both may be any day."""
    count = business_days_between(day, due_on)
    return count if is_business_day(day) else count + 1


def waiting(since, day):
    days = business_days_between(since, day)
    if days == 0:
        return _("Since today") if since == day else _("Under a day")
    return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}


def deadline(due_on, day, *, counted_in=business_days_until):
    """{kind, text}: overdue, due today, due in so many days (business days unless told otherwise)."""
    if due_on < day:
        late = business_days_between(due_on, day) if counted_in is business_days_until else (day - due_on).days
        if late < 1:
            return {"kind": "overdue", "text": _("Overdue")}
        return {
            "kind": "overdue",
            "text": ngettext("Overdue by %(n)s day", "Overdue by %(n)s days", late) % {"n": late},
        }
    if due_on == day:
        return {"kind": "today", "text": _("Due today")}
    left = counted_in(day, due_on)
    return {"kind": "later", "text": ngettext("Due in %(n)s day", "Due in %(n)s days", left) % {"n": left}}


def calendar_days(day, due_on):
    return (due_on - day).days


def coming(on, day):
    """{kind, text} for a date of the calendar: overdue, today, in so many days."""
    days = (on - day).days
    if days < 0:
        return {"kind": "overdue", "text": ngettext("%(n)s day overdue", "%(n)s days overdue", -days) % {"n": -days}}
    if days == 0:
        return {"kind": "today", "text": _("today")}
    return {"kind": "later", "text": ngettext("in %(n)s day", "in %(n)s days", days) % {"n": days}}


def late_by(due_on, day):
    days = business_days_between(due_on, day)
    if days < 1:
        return {"kind": "overdue", "text": _("late")}
    return {"kind": "overdue", "text": ngettext("%(n)s day late", "%(n)s days late", days) % {"n": days}}


# If nothing is done ---------------------------------------------------------------------------------------------------


def undecided(authorization, day, settings, *, supervisor, is_reader_next=False):
    """What becomes of a request nobody decides: rules.capacity_to_decide and the ladder of decisions say so."""
    next_one = supervisor.reports_to
    is_alone = not supervisor.is_working or authorization.employee.reports_to_id is None
    if is_reader_next and is_alone:
        return _("It stays undecided. You are reminded every second business day once it is late.")
    if is_reader_next:
        return _("It stays undecided. You and %(name)s are reminded every second business day.") % {"name": supervisor}
    if next_one is None:
        return _("It stays undecided. You are reminded every second business day once it is late.")
    if not settings["allow_chain_decision"]:
        return _("It stays undecided. Once it is late %(name)s is told as well, every second business day.") % {
            "name": next_one
        }
    if authorization.decide_by < day:
        return _("%(name)s may decide it in your place, giving a reason.") % {"name": next_one}
    if authorization.decide_by == day:
        return _("From tomorrow %(name)s may decide it.") % {"name": next_one}
    return _("After %(day)s %(name)s may decide it.") % {"day": weekday(authorization.decide_by), "name": next_one}


def goes_back(delegation):
    return _("It goes back to %(name)s, for whom you decide until %(day)s.") % {
        "name": delegation.supervisor,
        "day": month_day(delegation.to_on),
    }


def undecided_for_the_asker(authorization, day, settings):
    """The same for the one who waits."""
    supervisor = authorization.employee.reports_to or authorization.supervisor_at_submission
    next_one = supervisor.reports_to
    if next_one is None or not settings["allow_chain_decision"]:
        return _("%(name)s is reminded.") % {"name": supervisor}
    if authorization.decide_by < day:
        return _("%(next)s may decide it in the place of %(name)s.") % {"next": next_one, "name": supervisor}
    return _("After %(day)s %(next)s may decide it as well.") % {
        "day": weekday(authorization.decide_by),
        "next": next_one,
    }


def unconfirmed(note, day):
    """Who is asked about an open JJEMS note, and when somebody else is: the ladder of notes."""
    employee = note.authorization.employee
    supervisor = employee.reports_to
    if supervisor is None:
        return _("You are asked again every business day.")
    words = {"name": supervisor, "next": supervisor.reports_to}
    if supervisor.reports_to is None:
        return _("You and %(name)s are asked every business day.") % words
    if business_days_between(note.due_on, day) >= 5:
        return _("You, %(name)s and %(next)s are asked every business day.") % words
    if note.due_on < day:
        return _("You and %(name)s are asked every business day; after five, %(next)s too.") % words
    return _("Once it is late, you and %(name)s are asked every business day.") % words


def asked_so_far(owed, day):
    """ "Asked twice; again tomorrow." of an open obligation; nothing without one."""
    if owed is None:
        return ""
    if owed.next_on is None:
        again = ""
    elif owed.next_on <= day:
        again = _("again today")
    elif (owed.next_on - day).days == 1:
        again = _("again tomorrow")
    else:
        again = _("again on %(day)s") % {"day": weekday(owed.next_on)}
    if not owed.asked:
        return _("Asked %(again)s.") % {"again": again} if again else ""
    asked = _("Asked %(times)s") % {"times": times(owed.asked)}
    return f"{asked}; {again}." if again else f"{asked}."


def note_name(note):
    names = {NoteKind.AMENDMENT: _("Amendment note"), NoteKind.ENDED: _("End note")}
    return names.get(note.kind, _("JJEMS note"))
