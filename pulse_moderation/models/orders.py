"""Orders to the sources of posts: what they must do, whether they said that it is done (domain 7.6; B.1.a, B.1.c)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Index, Q, UniqueConstraint
from django.urls import reverse

from pulse_moderation.choices import ConfirmedHow, OrderAnswer, OrderKind
from pulse_moderation.models.decisions import Decision, PrivilegeAction
from pulse_moderation.models.posts import MODERATES, Post, Source
from pulse_moderation.states import OPEN_ORDERS, ORDER_MOVES, OrderState
from sealing.fields import SealedTextField
from workflow.models import Stateful


class Webhook(models.Model):
    """Where the orders to a source go, and the secret they are signed with. The secret is shown once, when it is made."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.OneToOneField(Source, models.PROTECT, related_name="webhook")
    url = models.CharField(max_length=500)
    key_id = models.CharField(max_length=40, unique=True)
    secret = SealedTextField()
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [CheckConstraint(condition=Q(url__regex=r"^https?://"), name="pulse_webhook_is_on_the_web")]

    def __str__(self):
        return self.key_id


class OrderQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Moderators and administrators see all."""
        return self if user.roles & MODERATES else self.none()

    def open(self):
        return self.filter(state__in=OPEN_ORDERS)

    def first_ones(self):
        """Without those that were ordered again."""
        return self.filter(again_of=None)


class Order(Stateful):
    """One thing a source must do. `body` is what is sent, the same to the byte however often it is.

    `sequence` counts the orders about one post, or about one person at one source: a source that gets two out of order
    keeps the higher. `next_attempt_at` is None when nothing will be sent: somebody then does it by hand.
    """

    MOVES = ORDER_MOVES
    EVENT_PREFIX = "pulse_order"

    state = models.CharField(max_length=14, choices=OrderState, default=OrderState.ORDERED)
    kind = models.CharField(max_length=10, choices=OrderKind)
    source = models.ForeignKey(Source, models.PROTECT, null=True, related_name="orders")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="orders")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="orders")
    privilege = models.ForeignKey(PrivilegeAction, models.PROTECT, null=True, related_name="orders")
    again_of = models.OneToOneField("self", models.PROTECT, null=True, related_name="again")
    sequence = models.PositiveIntegerField()
    body = models.TextField()
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField()
    due_at = models.DateTimeField()  # unconfirmed then, people are told
    next_attempt_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    lease_token = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_how = models.CharField(max_length=8, choices=ConfirmedHow, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    executed_on = models.DateField(null=True)  # by hand: the day, and by whom, as an administrator reports it
    executed_by = models.CharField(max_length=200, blank=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering = ["-ordered_at", "-pk"]
        indexes = [
            Index(fields=["state", "-ordered_at", "-id"], name="pulse_order_by_state"),
            Index(fields=["due_at"], condition=Q(state=OrderState.ORDERED), name="pulse_order_due"),
            Index(
                fields=["next_attempt_at", "id"],
                condition=Q(state__in=OPEN_ORDERS, next_attempt_at__isnull=False),
                name="pulse_order_to_send",
            ),
        ]
        constraints = [
            UniqueConstraint(
                fields=["decision"], condition=Q(decision__isnull=False, again_of=None), name="pulse_order_once"
            ),
            UniqueConstraint(
                fields=["privilege", "source"],
                condition=Q(privilege__isnull=False, again_of=None),
                name="pulse_order_privilege_once",
            ),
            UniqueConstraint(
                fields=["post", "sequence"], condition=Q(post__isnull=False), name="pulse_order_of_post_counted"
            ),
            UniqueConstraint(
                fields=["source", "person", "sequence"],
                condition=Q(person__isnull=False),
                name="pulse_order_of_person_counted",
            ),
            CheckConstraint(condition=Q(state__in=OrderState.values), name="pulse_order_state_known"),
            CheckConstraint(
                condition=Q(
                    kind=OrderKind.PRIVILEGE, privilege__isnull=False, person__isnull=False, source__isnull=False,
                    post=None, decision=None,
                )
                | Q(
                    kind__in=[OrderKind.REMOVE, OrderKind.RESTORE], post__isnull=False, decision__isnull=False,
                    privilege=None, person=None,
                ),
                name="pulse_order_about_a_post_or_a_person",
            ),
            CheckConstraint(
                condition=(Q(state=OrderState.CONFIRMED, confirmed_at__isnull=False) & ~Q(confirmed_how=""))
                | (~Q(state=OrderState.CONFIRMED) & Q(confirmed_at=None, confirmed_how="", confirmed_by=None)),
                name="pulse_order_confirmed_how",
            ),
            CheckConstraint(
                condition=~Q(confirmed_how=ConfirmedHow.HAND)
                | (Q(confirmed_by__isnull=False, executed_on__isnull=False) & ~Q(executed_by="")),
                name="pulse_order_by_hand_says_who",
            ),
            CheckConstraint(
                condition=Q(lease_token=None, lease_until=None)
                | Q(lease_token__isnull=False, lease_until__isnull=False),
                name="pulse_order_lease_whole",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.get_kind_display()} {self.public_id.hex[:8]}"

    def get_absolute_url(self):
        return reverse("order_detail", args=[self.public_id])

    @property
    def is_open(self):
        return self.state in OPEN_ORDERS

    def about(self):
        """The person whose post or privileges it is about, or None."""
        return self.person or (self.post.author if self.post else None)


class OrderAttempt(models.Model):
    """One hand-over: begun before the source is spoken to, then what came of it. It keeps nothing of what was answered."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="tries")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=10, choices=OrderAnswer, blank=True)
    status = models.PositiveSmallIntegerField(null=True)  # of HTTP
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            UniqueConstraint(fields=["order", "number"], name="pulse_order_attempt_once"),
            CheckConstraint(condition=Q(answer__in=["", *OrderAnswer.values]), name="pulse_order_answer_known"),
        ]

    def __str__(self):
        return f"{self.number} {self.answer}"
