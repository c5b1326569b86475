"""What came of it: nothing lost, nothing doubled, and the figures that say so."""

from collections import Counter

from dys_social.acknowledgements import ACKNOWLEDGEMENT
from notifications.models import Mail, MailAttempt, Notice, Obligation
from notifications.states import LEASED, AttemptOutcome, MailState

DOUBTFUL = ("", AttemptOutcome.DOUBT)  # a hand-over that ended without an answer


class Reckoning:
    """Compares who was owed a word, the inbox, the outbox, and what the mail server took in.

    A message that arrives twice is no fault when the outbox knows of a hand-over in doubt: those are counted apart.
    """

    def __init__(self, post, people=1):
        self.people = people  # who are owed a word of each thing due
        self.mails = {mail.message_id: mail for mail in Mail.objects.all()}
        self.arrived = Counter(post.message_ids)
        self.receivers = Counter(
            message_id for message_id, _to in set(zip(post.message_ids, post.recipients, strict=True))
        )
        doubts = MailAttempt.objects.filter(outcome__in=DOUBTFUL).values_list("mail__message_id", flat=True)
        self.doubts = Counter(doubts)
        self.told = Counter(Notice.objects.exclude(stage=None).values_list("stage__obligation", "recipient"))
        self.due = dict(Obligation.objects.exclude(kind=ACKNOWLEDGEMENT).values_list("pk", "subject_id"))
        self.resends = self.arrived.total() - len(self.arrived)

    @property
    def faults(self):
        """Each thing lost or doubled, by name; empty when all is well."""
        told = {obligation for obligation, _person in self.told}
        lost = [id_ for id_, mail in self.mails.items() if mail.state == MailState.SENT and not self.arrived[id_]]
        waiting = [mail for mail in self.mails.values() if mail.state in (MailState.PENDING, *LEASED)]
        doubled = [id_ for id_, times in self.arrived.items() if times > 1 + self.doubts[id_]]
        found = {
            "owed and nobody told": len(self.due.keys() - told),
            "told twice": sum(times > 1 for times in self.told.values()),
            "told too few or too many": len(self.told) - len(told) * self.people,
            "an entry without its mail": Notice.objects.filter(mail=None).count(),
            "marked sent and never arrived": len(lost),
            "still waiting": len(waiting),
            "arrived twice without a doubt": len(doubled),
            "one Message-ID for two people": sum(people > 1 for people in self.receivers.values()),
            "arrived and in no outbox": len(self.arrived.keys() - self.mails.keys()),
        }
        return {what: count for what, count in found.items() if count}

    def __str__(self):
        states = Counter(mail.state for mail in self.mails.values())
        entries = Notice.objects.values_list("key", flat=True)
        return (
            f"{len(self.due)} due, {len(entries)} inbox entries, {len(set(entries))} keys, {len(self.mails)} mails, "
            f"{self.arrived.total()} hand-overs taken in, {self.resends} resends after doubt, "
            f"{states[MailState.UNKNOWN]} unknown, {states[MailState.FAILED]} refused"
        )
