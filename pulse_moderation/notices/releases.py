"""Who is told what about a written release: its number and what happened, never whose it is (domain 9: N13)."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as later

from notifications.ladders import Audience, Ladder, StageRule, register
from notifications.services import notify
from people.models import User
from people.roles import Role
from policy.calendar import local_day
from pulse_moderation.models import YouthRelease
from pulse_moderation.states import ReleaseState

EXPIRY = "release.expiry"
TO_UPLOADER = {
    "verified": later("%(number)s is verified: posts may rely on it"),
    "rejected": later("%(number)s was rejected. Read why, and correct it"),
    "revoked": later("%(number)s was revoked: nothing may rely on it any more"),
    "expired": later("%(number)s has expired: new posts need a new release"),
    "guardian_not_needed": later("%(number)s: the Legal Unit decided that no guardian needs to sign"),
}


def to_verify(release, *, at):
    """Moderators see in the inbox that a release waits; no mail, the list shows it as well."""
    for person in User.objects.working().holding(Role.PULSE_MODERATOR).exclude(pk=release.uploaded_by_id):
        title = _("%(number)s waits to be verified") % {"number": release.number}
        _tell(person, release, "submitted", title, at=at, mail=False)


def tell_uploader(release, event, *, at, by=None):
    """`by`: who did it, and so need not be told."""
    person = release.uploaded_by
    if person.is_working and (by is None or by.pk != person.pk):
        _tell(person, release, event, TO_UPLOADER[event] % {"number": release.number}, at=at)


def _tell(person, release, event, title, *, at, mail=True):
    notify(
        key=f"release.{event}:{release.public_id}:{release.version}:{person.public_id}",
        recipient=person,
        kind=f"release.{event}",
        title=title,
        url=release.get_absolute_url(),
        about=release.public_id,
        at=at,
        mail=mail,
    )


# What is due ----------------------------------------------------------------------------------------------------------


def _release(obligation):
    return YouthRelease.objects.select_related("uploaded_by").get(public_id=obligation.subject_id)


def _title(obligation, stage):
    days = (obligation.due_on - local_day(stage.fired_at)).days  # after an outage fewer than the stage's name says
    words = {"number": _release(obligation).number, "days": days}
    if days <= 0:
        return _("%(number)s ends today: new posts need a new release") % words
    return _("%(number)s ends in %(days)s days: new posts need a new release then") % words


def _moderators(obligation):
    return User.objects.working().holding(Role.PULSE_MODERATOR)


def register_ladders():
    """Called once, when the portal starts."""
    register(
        Ladder(
            kind=EXPIRY,
            setting="release_validity_days",
            label=later("A written release that ends"),
            clause="B.1.h",
            stages=[
                StageRule("30-days", -30, to=[Audience.EMPLOYEE]),
                StageRule("last-day", 0, to=[Audience.EMPLOYEE]),
            ],
            audiences={Audience.EMPLOYEE: lambda obligation, day: [_release(obligation).uploaded_by]},
            title=_title,
            url=lambda obligation, stage: _release(obligation).get_absolute_url(),
            still_open=lambda obligation: _release(obligation).state == ReleaseState.VERIFIED,
            nobody=_moderators,
        )
    )
