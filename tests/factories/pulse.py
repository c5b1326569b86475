"""Posts on Pulse in the states tests begin with."""

import itertools
import uuid

from django.db import transaction

from people.models import User
from pulse_moderation.choices import DecisionKind, Origin
from pulse_moderation.models import Post, Source
from pulse_moderation.screening.rules import Severity
from pulse_moderation.services import deciding, items, receiving, webhooks
from pulse_moderation.services.receiving import Incoming
from pulse_moderation.states import Act, State
from workflow.moves import transition

TEXT = "Potluck on Thursday in the break room. Bring something you like to eat."
numbers = itertools.count(1)


def with_access(person):
    """Virtual Gateway access, so that they may write on Pulse (B.1)."""
    User.objects.filter(pk=person.pk).update(vg_username=f"vg-{person.username}", vg_access_authorized=True)
    person.vg_username, person.vg_access_authorized = f"vg-{person.username}", True
    return person


def written(author, body=TEXT, *, at, **fields):
    """Written here, not screened yet."""
    return receiving.compose(with_access(author), form_key=uuid.uuid4(), body=body, at=at, **fields)


def source(name="Pulse", *, at):
    return Source.objects.get_or_create(name=name, defaults={"made_at": at})[0]


def sent(body=TEXT, *, at, author=None, author_name="somebody", **fields):
    """Sent by Pulse itself, not screened yet."""
    entry = Incoming(f"post-{next(numbers)}", at, body=body, author=author, author_name=author_name, **fields)
    received = receiving.receive_many([entry], source=source(at=at), origin=Origin.API, at=at)
    return Post.objects.get(pk=received[0].post.pk)


def published(post, *, at):
    """`post`, shown: as screening leaves one in which it found nothing."""
    transition(post, State.SCREENED, act=Act.SCREEN, actor="system", at=at)
    return transition(post, State.PUBLISHED, act=Act.PUBLISH, actor="system", at=at)


@transaction.atomic
def held(post, *, at, severity=Severity.HOLD, is_about_youth=False):
    """`post`, waiting for a moderator: held, or flagged where it lives elsewhere; its item is `post.items.get()`."""
    transition(post, State.SCREENED, act=Act.SCREEN, actor="system", at=at)
    to, act = (State.HELD, Act.HOLD) if post.is_ours else (State.LIVE_FLAGGED, Act.FLAG)
    transition(post, to, act=act, actor="system", at=at)
    items.attach(post, at=at, severity=severity, is_about_youth=is_about_youth)
    return post


def removed(post, *, by, at):
    """`post`, removed by a moderator under the discretion of DYS; its order is `post.orders.get()`."""
    grounds = deciding.Grounds(is_discretion=True, reason="It has no place here.")
    deciding.decide(post, kind=DecisionKind.REMOVE, actor=by, at=at, version=post.version, grounds=grounds)
    return Post.objects.get(pk=post.pk)


def webhook(to, url="https://pulse.example/orders", *, by, at):
    """Orders to the source `to` go to that address."""
    return webhooks.set_webhook(to, url=url, is_active=True, actor=by, at=at)[0]
