"""Signed calls of a source: whose they are, what came in them, what became of it (B.1)."""

import json

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from policy.services import settings_now
from pulse_moderation.choices import Origin
from pulse_moderation.models import Delivery, Post, SourceKey
from pulse_moderation.rules import signing
from pulse_moderation.services import activities, entries, orders, receiving, sources
from pulse_moderation.states import State

MOST_BYTES = 4 * 1024 * 1024
COUNTED = (receiving.NEW, receiving.REVISED, receiving.KNOWN, receiving.GONE, receiving.MISSING)


class Refused(Exception):
    """A call that is not taken: `status` of HTTP, `code` for programs, `title` and `detail` for people."""

    def __init__(self, status, code, title, detail, **more):
        super().__init__(code)
        self.status, self.code, self.title, self.detail, self.more = status, code, title, detail, more


def who_signed(*, key_id, timestamp, signature, body, at):
    """The live key a call was signed with. Raises Refused: the same words for a key that is unknown, ended or stopped."""
    if not (key_id and timestamp and signature):
        raise Refused(
            401, "not-signed", _("The call is not signed"),
            _("Send X-Pulse-Key, X-Pulse-Timestamp and X-Pulse-Signature."),
        )  # fmt: skip
    key = _live_key(key_id, at)
    if key is None:
        raise Refused(401, "unknown-key", _("No such key"), _("The key is unknown or has ended."))
    off = signing.seconds_off(timestamp, at)
    if off is None:
        raise Refused(
            401,
            "bad-timestamp",
            _("The timestamp cannot be read"),
            _("Send whole seconds since 1970 in UTC, in digits."),
        )
    if not signing.SIGNATURE.fullmatch(signature) or not signing.is_signed(
        key.secret.reveal(), timestamp, body, signature
    ):
        raise Refused(
            401, "bad-signature", _("The signature is wrong"),
            _("It is the hexadecimal HMAC-SHA256, in lower case, of timestamp, full stop and body, with the key's secret."),
        )  # fmt: skip
    minutes = settings_now()["pulse_call_window_minutes"]
    if off > minutes * 60:
        raise Refused(
            401, "old-timestamp", _("The call is too old"),
            _("Its timestamp is more than %(minutes)s minutes off. Sign it anew.") % {"minutes": minutes},
        )  # fmt: skip
    sources.used(key, at=at)
    return key


def _live_key(key_id, at):
    if not key_id.isascii() or len(key_id) > 40 or "\0" in key_id:
        return None
    return SourceKey.objects.live(at).select_related("source").filter(key_id=key_id).first()


def document_in(body):
    """The JSON in a body. Raises Refused."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise Refused(400, "not-utf-8", _("The body is not UTF-8"), _("Send JSON in UTF-8.")) from None
    if "\0" in text:
        raise Refused(400, "nul", _("The body holds a NUL byte"), _("Send JSON in UTF-8."))
    try:
        return json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Refused(400, "not-json", _("The body is not JSON"), _("Send JSON in UTF-8.")) from None


def _no_number(word):
    raise ValueError(word)


def take(key, *, signature, body, at):
    """Take a signed call in: all of it stands in Postgres when this returns its Delivery. Raises Refused.

    Of a batch what can be taken is taken, and the rest is told with its place and reason; a single activity that cannot be
    taken is refused.
    """
    try:
        found, is_batch = activities.items_of(document_in(body))
    except entries.Unfit as error:
        raise Refused(422, "no-activity", _("This is no activity"), str(error)) from None
    if len(found) > activities.MOST:
        raise Refused(
            413, "too-many", _("Too many activities"),
            _("Send at most %(most)s in one call.") % {"most": activities.MOST},
        )  # fmt: skip
    people = entries.People(activities.names_in(found))
    fit, problems = [], []
    for index, activity in enumerate(found):
        try:
            fit.append(activities.read(activity, people=people, at=at))
        except entries.Unfit as error:
            problems.append({"index": index, "reason": str(error)})
    if problems and not is_batch:
        raise Refused(422, "bad-activity", _("This activity cannot be taken"), problems[0]["reason"])
    return _keep(key, signature, fit, problems, total=len(found), at=at)


def _keep(key, signature, fit, problems, *, total, at):
    try:
        with transaction.atomic():
            delivery = Delivery.objects.create(
                source=key.source, key=key, signature=signature, received_at=at, total=total, problems=problems
            )
            received = receiving.receive_many(fit, source=key.source, origin=Origin.API, at=at)
            what = [one.what for one in received]
            delivery.counts = {name: what.count(name) for name in COUNTED} | {"rejected": len(problems)}
            changed = (receiving.NEW, receiving.REVISED)
            delivery.posts = list(dict.fromkeys(one.post.pk for one in received if one.what in changed))
            delivery.save(update_fields=["counts", "posts"])
    except IntegrityError:
        taken = Delivery.objects.filter(key=key, signature=signature).first()
        if taken is None:
            raise
        raise Refused(
            409, "replay", _("This call was taken already"),
            _("Nothing was done. Its status says what became of it. To send it once more, sign it anew."), taken=taken,
        ) from None  # fmt: skip
    return delivery


def outcome_of(key, *, body, at):
    """What a source says it did about an order it was sent: the order as it stands now. Raises Refused."""
    said = document_in(body)
    order_id, outcome = (said.get("order"), said.get("outcome")) if isinstance(said, dict) else (None, None)
    if not isinstance(order_id, str) or outcome not in orders.OUTCOMES:
        raise Refused(
            422, "bad-outcome", _("This is no outcome"),
            _("Send “order”, its id, and “outcome”: %(words)s.") % {"words": ", ".join(orders.OUTCOMES)},
        )  # fmt: skip
    order = orders.confirm_by_call(key.source, order_id, outcome, at)
    if order is None:
        raise Refused(404, "no-order", _("No such order"), _("This source was sent none of that id."))
    return order


def status(delivery):
    """What became of a delivery, as its source is told: how many of its posts wait for screening is counted now."""
    waiting = Post.objects.filter(pk__in=delivery.posts, state=State.RECEIVED).count() if delivery.posts else 0
    counts = dict.fromkeys((*COUNTED, "rejected"), 0) | delivery.counts
    return {
        "id": delivery.public_id,
        "state": "screening" if waiting else "done",
        "received_at": delivery.received_at,
        "total": delivery.total,
        "waiting": waiting,
        "counts": counts,
        "problems": delivery.problems,
    }
