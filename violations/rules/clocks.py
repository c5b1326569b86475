"""When a report is to be looked at, and when its findings are due (ours, not policy; domain 7.7, 11). Pure.

Both clocks stand still while somebody outside has to answer: `pauses` are (first day, last day or None) of those times.
"""

from datetime import timedelta

from policy.calendar import add_business_days, business_days_between, next_business_day


def triage_due(filed_on, business_days, pauses=(), *, today):
    """The last business day on which triage is in time."""
    paused = sum(business_days_between(start, end or today) for start, end in pauses)
    return add_business_days(filed_on, business_days + max(paused, 0))


def findings_due(filed_on, days, pauses=(), *, today):
    """The business day by which a report is closed in time: `days` calendar days, and those of its pauses."""
    paused = sum(((end or today) - start).days for start, end in pauses)
    return next_business_day(filed_on + timedelta(days=days + max(paused, 0)))
