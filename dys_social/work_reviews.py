"""What "my work" says of supervisor reviews, for both people: a DYS control, and said so."""

from django.urls import reverse
from django.utils.translation import gettext as _

from authorizations import rules
from authorizations.services.reviews import NOTICE_OF
from authorizations.states import LIVE
from dys_social import work_words as say


def due_items(desk):
    """Items of due_list.html: what to hold within two weeks, to correct or to acknowledge."""
    items = []
    for row in desk.authorizations:
        if row.review_id is None or row.state not in LIVE:
            continue
        if row.employee_id == desk.user.pk:
            items.append(_of_own(desk, row))
        elif rules.is_in_charge(desk.user, row, desk.standing):
            items.append(_of_staff(desk, row))
    return [item for item in items if item]


def _waits_for_employee(row):
    return row.review_signed_at is not None and not row.review_is_disputed


def _is_near(desk, row):
    return row.review_due_on <= desk.day + NOTICE_OF


def _of_own(desk, row):
    if _waits_for_employee(row):
        return _item(desk, row, _("Acknowledge the supervisor review of"), "", _("It does not count as held."))
    if row.review_is_disputed or not _is_near(desk, row):
        return None
    return _item(desk, row, _("Supervisor review of"), _("with your supervisor"), _again())


def _of_staff(desk, row):
    after = _("of %(name)s") % {"name": row.employee}
    if row.review_is_disputed:
        return _item(desk, row, _("Correct the supervisor review of"), after, _("It does not count as held."))
    if _waits_for_employee(row) or not _is_near(desk, row):
        return None
    return _item(desk, row, _("Hold the supervisor review of"), after, _again())


def _again():
    return _("Both of you are asked again, once it is late every week. Nothing stops by itself.")


def _item(desk, row, before, after, nothing):
    return {
        "thing": f"review:{row.review_id}",
        "on": row.review_due_on,
        "status": say.coming(row.review_due_on, desk.day),
        "before": before,
        "title": row.number,
        "url": reverse("supervision_review_detail", args=[row.review_id]),
        "after": after,
        "ours": _("DYS control, not policy"),
        "nothing": nothing,
    }
