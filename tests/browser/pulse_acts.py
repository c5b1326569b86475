"""What people do on Pulse, step by step, by whichever hands; and decisions made in the portal itself, for audits."""

import re

from django.utils import timezone

from people.models import User
from pulse_moderation.choices import DecisionKind
from tests.pulse_moderation.audited import decided
from workflow.identity import acting_as

AUTHOR, MODERATOR = "farah.whitlock", "lucinda.achebe-ross"
REMOVED = 5


def begin_a_post(author, arrives):
    """The page to write on; whoever has never posted reads the notice first."""
    author.page.goto("/pulse/")
    arrives(author, "Pulse")
    author.follow("Write a post")
    heading = author.page.get_by_role("heading", level=1)
    if heading.inner_text() == "Before you post":
        author.press("I have read it")
    arrives(author, "Write a post")
    author.choose("Everybody on Pulse")


def post(author, arrives, body):
    """Of a text that screening finds clean; returns where the author reads it."""
    begin_a_post(author, arrives)
    author.write("Text", body)
    author.press("Post it")
    arrives(author, "My post")
    author.sees("Shown on Pulse")
    return author.page.url


def finds_on_pulse(reader, body):
    """Opens the post with this text, of all that Pulse shows."""
    reader.page.goto("/pulse/")
    reader.is_at("Pulse")
    entry = reader.page.get_by_role("listitem").filter(has_text=body)
    entry.get_by_role("link", name=re.compile("^Open it")).first.click()
    reader.is_at(re.compile("^Post by "))
    reader.sees(body)


def decide_many(many):
    """Run inside the portal, by its scripts/manage: so many decisions of today, the first few of them removals."""
    author, moderator = (User.objects.get(username=name) for name in (AUTHOR, MODERATOR))
    for n in range(many):
        kind, clause = (DecisionKind.REMOVE, "B.1.d") if n < REMOVED else (DecisionKind.APPROVE, "")
        with acting_as(moderator):
            body = f"Number {n + 1} of the raffle is drawn at noon."
            decided(author, moderator, at=timezone.now(), kind=kind, clause=clause, body=body)
