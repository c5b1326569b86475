"""Searching everything on Pulse: every post, comment and message, also what was removed (B.1.a, B.1.g)."""

from datetime import timedelta

from django.db import transaction
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, TextField, Value
from django.db.models.functions import Left, Lower

from audit.services import record
from people.models import User
from policy.calendar import local_day
from pulse_moderation.choices import Kind
from pulse_moderation.models import Decision, Hit, Post, Revision
from pulse_moderation.services.audits import period

LOOKS_BACK = timedelta(days=90)
MOST_PEOPLE = 50
UNDECIDED = "none"
INDEXED = 100_000  # characters of a text, as the index has it (the migration of audits)


class Words(Func):
    """The words of a revision as the index pulse_revision_words has them."""

    template = "to_tsvector('english', %(expressions)s)"
    arg_joiner = " || ' ' || "
    output_field = TextField()

    def __init__(self):
        super().__init__(F("title"), Left("body", INDEXED))


class Asked(Func):
    """What was typed: words, "phrases", or, and -not; no text breaks it."""

    template = "websearch_to_tsquery('english', %(expressions)s)"
    output_field = TextField()


class Matches(Func):
    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = BooleanField()

    def __init__(self, text):
        super().__init__(Words(), Asked(Value(text)))


def days_of(asked, at):
    """(first, last) day of a search; without a first day it looks back 90 days from the last."""
    last = asked.get("last") or local_day(at)
    return asked.get("first") or last - LOOKS_BACK, last


def found(user, asked, *, at):
    """The posts somebody may know of that match everything asked: `author` (words of a name or a number), `worksite` (id),
    `first`, `last`, `clause`, `decision`, `state`, `kind`, `words`. Page it by posted_at.

    Words are looked for in every revision, so that what was edited away is found too; never in private messages: what
    matches would be told without anybody opening it (B.1.a). What rules found in one's own posts finds nothing.
    """
    posts = Post.objects.visible_to(user)
    if asked.get("words"):
        posts = posts.exclude(kind=Kind.MESSAGE)
    return narrowed(posts, asked, at=at, reader=user).of_people()


def narrowed(posts, asked, *, at, reader=None):
    """Those of `posts` that match everything asked, as found() has it, but private messages too by their words."""
    start, end = period(*days_of(asked, at))
    posts = posts.filter(posted_at__gte=start, posted_at__lt=end)
    posts = posts.filter(**{name: asked[name] for name in ("state", "kind", "worksite") if asked.get(name)})
    if asked.get("author"):
        posts = posts.filter(_written_by(asked["author"]))
    if asked.get("clause"):
        posts = posts.filter(_cited(asked["clause"]) | _hit(asked["clause"], reader))
    if asked.get("decision"):
        posts = posts.filter(_decided(asked["decision"]))
    if asked.get("words"):
        revisions = Revision.objects.filter(Matches(asked["words"]), post=OuterRef("pk"))
        posts = posts.filter(Exists(revisions))
    return posts


@transaction.atomic
def record_search(user, asked, *, at):
    """Enter that somebody searched, and by what it was narrowed; not what was typed."""
    narrowed = ", ".join(sorted(name for name, value in asked.items() if value))
    record("pulse_search.made", subject=("page", "pulse_search"), actor=user, at=at, facts={"narrowed": narrowed})


def _written_by(text):
    """Somebody of the portal by name or number; or somebody else by the whole name their source gives."""
    people = list(User.objects.matching(name=text).values_list("pk", flat=True)[:MOST_PEOPLE])
    named = (
        Post.objects.alias(named=Lower("author_name")).filter(author=None, named=text.lower()).exclude(author_name="")
    )
    return Q(author__in=people) | Q(pk__in=named.values("pk"))


def _cited(clause):
    return Exists(Decision.objects.filter(post=OuterRef("pk"), clauses=clause))


def _hit(clause, reader):
    found = Q(Exists(Hit.objects.filter(revision__post=OuterRef("pk"), clause=clause).shown()))
    return found & ~Q(author=reader) if reader is not None else found


def _decided(kind):
    if kind == UNDECIDED:
        return ~Exists(Decision.objects.filter(post=OuterRef("pk")))
    return Exists(Decision.objects.filter(post=OuterRef("pk"), kind=kind, undone_by=None))
