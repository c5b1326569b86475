"""What became of the entries and mails about a record, for its page."""

from notifications.models import MailAttempt, Notice
from notifications.states import AttemptOutcome, MailState

MOST = 30
IN_WORDS = dict(AttemptOutcome.choices)


def told_about(*public_ids, most=MOST):
    """[{at, to, title, mail, is_well, tries}] of the newest entries about these records, by two queries.

    `mail` is the state of the mail in words, empty for an entry without one; `tries` is [(at, words)] of its attempts.
    """
    notices = Notice.objects.filter(subject_id__in=public_ids).select_related("recipient", "mail")
    rows = list(notices.order_by("-created_at", "-pk")[:most])
    tries = {}
    for attempt in MailAttempt.objects.filter(mail__in={row.mail_id for row in rows if row.mail_id}):
        tries.setdefault(attempt.mail_id, []).append({"at": attempt.at, "text": _in_words(attempt)})
    return [
        {
            "at": row.created_at,
            "to": row.recipient.full_name,
            "title": row.title,
            "mail": str(MailState(row.mail.state).label) if row.mail else "",
            "is_well": row.mail is None or row.mail.state not in (MailState.FAILED, MailState.UNKNOWN),
            "sent_at": row.mail.sent_at if row.mail else None,
            "tries": tries.get(row.mail_id, []),
        }
        for row in rows
    ]


def _in_words(attempt):
    outcome = str(IN_WORDS.get(attempt.outcome, IN_WORDS[AttemptOutcome.DOUBT]))
    return f"{outcome}: {attempt.reply}" if attempt.reply else outcome
