"""What "my work" shows to those who hold a system role: the Legal Unit, administrators, auditors."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dys_social import work_investigations
from dys_social import work_words as say
from people.roles import Role


def of(desk):
    """[{title, entries, links, calm}], one for each role that has a desk of its own."""
    desks = {
        Role.LEGAL: _legal,
        Role.COMMISSIONER_DESIGNEE: _designee,
        Role.PULSE_MODERATOR: _moderator,
        Role.ADMIN: _administrator,
        Role.AUDITOR: _auditor,
    }
    return [make(desk) for role, make in desks.items() if desk.user.has_role(role)]


def _legal(desk):
    n = desk.counts
    entries = [
        _entry(
            n["stopped"],
            ngettext(
                "content gate was answered with yes and reports are open",
                "content gates were answered with yes and reports are open",
                n["stopped"],
            ),
            "evidence_list",
            _("Reports to DCF, police and the CyberTipline may not have been made."),
        ),
        _entry(
            n["issues"],
            ngettext("compliance issue is open", "compliance issues are open", n["issues"]),
            "compliance_list",
            _("The requests concerned cannot be sent until the Legal Unit has answered."),
        ),
        _entry(
            n["conflicts"],
            ngettext("account name was refused in 30 days", "account names were refused in 30 days", n["conflicts"]),
            "handle_conflict_list",
            _("The name stays with its holder. The person refused was told to contact the Legal Unit."),
        ),
        _entry(
            n["roles_to_confirm"],
            ngettext("role waits for a second person", "roles wait for a second person", n["roles_to_confirm"]),
            "people_list",
            _("The role opens nothing until a member of the Legal Unit confirms it."),
        ),
        *work_investigations.entries(n),
    ]
    links = [("compliance_list", _("Compliance issues")), ("platform_list", _("Sites and rulings")),
             ("account_list", _("Accounts")), ("investigation_list", _("Investigations")),
             ("profile_desk", _("Profile review desk"))]  # fmt: skip
    calm = [] if n["issues"] else [_("Compliance issues: none open")]
    return _desk(_("Legal Unit"), entries, links, calm)


def _designee(desk):
    links = [("emergency_list", _("Emergency access"))]
    return _desk(_("Commissioner's designee"), work_investigations.entries(desk.counts), links, [])


def _moderator(desk):
    n = desk.counts
    entries = [
        _entry(
            n["posts_late"],
            ngettext(
                "post on Pulse is overdue for a decision", "posts on Pulse are overdue for a decision", n["posts_late"]
            ),
            "queue",
            _("They move up the queue. What lives on Pulse itself stays there until it is decided."),
        ),
        _entry(
            n["posts"] - n["posts_late"],
            ngettext(
                "post on Pulse waits for a decision", "posts on Pulse wait for a decision", n["posts"] - n["posts_late"]
            ),
            "queue",
            _("What was written here stays hidden until somebody decides."),
        ),
        _entry(
            n["posts_again"],
            ngettext(
                "author asked for another look at a decision",
                "authors asked for another look at a decision",
                n["posts_again"],
            ),
            "reconsideration_list",
            _("The decision stands until another moderator has looked."),
        ),
    ]
    links = [("queue", _("Pulse moderation")), ("rule_list", _("Screening rules"))]
    return _desk(_("Pulse"), entries, links, [] if n["posts"] else [_("Posts on Pulse: none waits")])


def _administrator(desk):
    n, days = desk.counts, desk.settings["supervisor_vacancy_days"]
    entries = [
        _entry(
            n["without_supervisor"],
            ngettext(
                "person has no supervisor of record", "people have no supervisor of record", n["without_supervisor"]
            ),
            "people_list",
            ngettext(
                "After %(days)s day without one their authorizations are suspended.",
                "After %(days)s days without one their authorizations are suspended.",
                days,
            )
            % {"days": days},
        ),
        _entry(
            n["mail_failed"],
            ngettext("mail could not be delivered", "mails could not be delivered", n["mail_failed"]),
            "",
            _("Nothing is sent again. The inbox of each person holds what the mail announced."),
        ),
        _entry(
            n["mail_stuck"],
            ngettext("mail waits longer than ten minutes", "mails wait longer than ten minutes", n["mail_stuck"]),
            "",
            _("They leave once the worker and the mail server answer."),
        ),
        _entry(
            n["reminders_late"],
            ngettext("reminder did not go out", "reminders did not go out", n["reminders_late"]),
            "",
            _("They go out once, with the next sweep. Check that worker and beat are running."),
        ),
    ]
    calm = [] if n["mail_failed"] or n["mail_stuck"] else [_("Mail: all delivered")]
    if not n["reminders_late"]:
        calm.append(_("Reminders: up to date"))
    if not n["without_supervisor"]:
        calm.append(_("Supervisors of record: none missing"))
    words = {"live": n["in_force"], "waiting": n["waiting"]}
    calm.append(_("Authorizations: %(live)s in force, %(waiting)s waiting") % words)
    links = [("people_list", _("People")), ("youth_list", _("Youth list")), ("platform_list", _("Sites")),
             ("settings_list", _("Settings")), ("emergency_list", _("Emergency access")),
             ("portal_health", _("How the portal is"))]  # fmt: skip
    return _desk(_("The portal"), entries, links, calm)


def _auditor(desk):
    links = [("trail_list", _("Audit trail")), ("emergency_journal", _("Journal of emergency access")),
             ("supervision_list", _("Authorizations")), ("settings_list", _("Settings")),
             ("policy_home", _("Policy and its clauses"))]  # fmt: skip
    return _desk(_("Where to look"), [], links, [])


def _desk(title, entries, links, calm):
    return {
        "title": title,
        "entries": [entry for entry in entries if entry],
        "links": [{"url": reverse(name), "label": label} for name, label in links],
        "calm": calm,
    }


def _entry(count, words, url_name, nothing):
    """An item of due_list.html, or None when there is nothing of the kind."""
    if not count:
        return None
    title = f"{say.capital(say.in_words(count))} {words}"
    return {"title": title, "url": reverse(url_name) if url_name else "", "nothing": nothing}
