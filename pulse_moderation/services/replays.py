"""Running a draft of a rule over stored posts before it acts (domain 8): what it would catch, and nothing is changed.

A run has two parts, so that two workers share it. Each goes through its part from the newest text down, in chunks; what
a chunk found, what it counted and how far it came stand or fall together, so a worker that dies loses and doubles nothing.
"""

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Exists, F, OuterRef

from audit.services import record
from people.models import User
from policy.services import settings_now
from pulse_moderation.choices import Found, Kind
from pulse_moderation.models import Item, Post, Replay, ReplayFind, ReplayPart, Revision, RuleVersion, ScreenRule
from pulse_moderation.rules import rulebook as rules
from pulse_moderation.screening import Context, text_hash
from pulse_moderation.services import attached, relying, rulebook

logger = logging.getLogger(__name__)
PARTS, CHUNK = 2, 2000
MOST_KEPT = 80  # finds of each kind in each part: 480 of a run
LEFT_ALONE = timedelta(minutes=2)  # then whoever worked on it is gone
AT_ONCE = 50  # chunks of one sweep
DRAFT = ("mode", "severity", "terms", "exceptions", "options")
# Rules that ask more of a post than what stands in it; it is looked up for them alone.
REPEATS, RELEASES = "S-SPAM", "S-REL"


@transaction.atomic
def start(rule, *, draft, days, actor, at):
    """Keep a draft (mode, severity, terms, exceptions, options) to be run by `run`; the same sent again gives the same run.

    Raises NotAllowed, and RuleRefused for what cannot be looked for, alone or among all other rules.
    """
    rule = ScreenRule.objects.select_for_update(of=("self",)).get(pk=rule.pk)
    newest = rule.versions.first()
    draft = {name: draft[name] if name in draft else getattr(newest, name) for name in DRAFT}
    running = rule.replays.filter(finished_at=None).first()
    if running and draft_of(running) == draft and running.days == days:
        return running
    rules.may_replay(actor, rule.kind, running).enforce()
    rulebook.screen_among(RuleVersion(rule=rule, number=newest.number + 1, **draft))
    made = Replay(rule=rule, based_on=newest.number, days=days, since=at - timedelta(days=days), asked_by=actor,
                  asked_at=at, touched_at=at, **draft)  # fmt: skip
    made.total = _texts(made).count()
    made.finished_at = None if made.total else at
    made.save()
    ReplayPart.objects.bulk_create(_parts(made))
    record("pulse_rule.replayed", subject=rule, actor=actor, at=at, clause=rule.clause_id,
           facts={"days": days, "posts": made.total})  # fmt: skip
    return made


def _texts(replay):
    """The last text of every post that was received in those days."""
    texts = Revision.objects.filter(post__current=F("pk"))
    return texts.filter(received_at__gt=replay.since, received_at__lte=replay.asked_at)


def _parts(replay):
    ids = _texts(replay).order_by("pk").values_list("pk", flat=True)
    size = -(-replay.total // PARTS)
    firsts = [ids[n * size] for n in range(PARTS) if n * size < replay.total]
    ends = [*firsts[1:], (ids.last() or 0) + 1]
    return [ReplayPart(replay=replay, first=first, reached=end) for first, end in zip(firsts, ends, strict=False)]


def draft_of(one):
    """What a run, or a version, says of its rule."""
    return {name: getattr(one, name) for name in DRAFT}


# The run --------------------------------------------------------------------------------------------------------------


def run(part_id, *, now):
    """Go through one part to its end, unless somebody else does. `now` is a clock: it says when each chunk was done."""
    for _chunk in chunks(part_id, now=now):
        pass


def go_on(at):
    """Go on with runs whose worker is gone, or that no worker ever took; returns how many chunks were done."""
    done = 0
    left = ReplayPart.objects.filter(is_done=False, replay__finished_at=None, replay__touched_at__lte=at - LEFT_ALONE)
    for part_id in list(left.order_by("replay__asked_at", "pk").values_list("pk", flat=True)):
        try:
            for _done_chunk in chunks(part_id, now=lambda: at):
                done += 1
                if done >= AT_ONCE:
                    return done
        except (OperationalError, InterfaceError):  # the database is away: nothing is said of the draft
            raise
        except Exception as error:  # noqa: BLE001, one run must not keep the others from their turn
            logger.error("Part %s of a run over stored posts failed: %s", part_id, type(error).__name__)
            _fail(part_id, at)
    return done


def _fail(part_id, at):
    """End a run that cannot come to its end, so that another may begin."""
    Replay.objects.filter(parts=part_id, finished_at=None).update(finished_at=at, touched_at=at, has_failed=True)


def chunks(part_id, *, now):
    """Yield after each chunk of a part; what was yielded is kept, whatever becomes of the rest."""
    part = ReplayPart.objects.select_related("replay__rule").get(pk=part_id)
    if part.is_done or part.replay.finished_at:
        return
    draft = RuleVersion(rule=part.replay.rule, number=part.replay.based_on + 1, **draft_of(part.replay))
    worker = _Worker(part.replay, rulebook.screen_among(draft))
    while _chunk(part_id, worker, at=now()):
        yield


def take(part_id):
    """The part, for this transaction alone; None when it is done, or somebody else has it in hand."""
    parts = ReplayPart.objects.select_for_update(skip_locked=True, of=("self",))  # the run itself both workers share
    return parts.filter(pk=part_id, is_done=False, replay__finished_at=None).first()


@transaction.atomic
def _chunk(part_id, worker, *, at):
    """Returns whether more is left to do here."""
    part = take(part_id)
    if part is None:
        return False
    texts = worker.texts(part.first, part.reached)
    found = worker.found(texts)
    counts = Counter(kind for _text, _hit, kind in found)
    ReplayFind.objects.bulk_create(_kept(part, found))
    part.reached = texts[-1].pk if texts else part.first
    part.is_done = len(texts) < CHUNK or part.reached == part.first
    part.save()
    _count(part.replay_id, len(texts), counts, at)
    return not part.is_done


def _kept(part, found):
    for text, hit, kind in found:
        if part.kept.get(kind, 0) < MOST_KEPT:
            part.kept[kind] = part.kept.get(kind, 0) + 1
            excerpt = "" if text.kind == Kind.MESSAGE else hit.excerpt[:120]
            yield ReplayFind(
                replay_id=part.replay_id, revision_id=text.pk, kind=kind, start=hit.start, end=hit.end, excerpt=excerpt
            )


def _count(replay_id, many, counts, at):
    replay = Replay.objects.select_for_update(no_key=True).get(pk=replay_id)  # both workers' finds refer to it
    replay.done = min(replay.done + many, replay.total)
    replay.caught += counts.total()
    replay.newly += counts[Found.NEWLY]
    replay.cleared += counts[Found.CLEARED]
    replay.touched_at = at
    if not replay.parts.filter(is_done=False).exists():
        replay.finished_at, replay.total = at, replay.done
    replay.save()


@dataclass(slots=True)
class _Text:
    """What a run needs of one stored text."""

    pk: int
    post: int
    title: str
    body: str
    sha256: str
    duplicate_key: bytes
    received_at: object
    author: int | None
    author_name: str
    kind: str
    has_image: bool
    is_youth_material: bool
    fine_sha256: str
    has_waited: bool
    attached: object = None  # services.attached.Attached

    @property
    def text(self):
        return f"{self.title}\n{self.body}" if self.title else self.body


COLUMNS = (
    "pk", "post", "title", "body", "sha256", "duplicate_key", "received_at", "post__author", "post__author_name",
    "post__kind", "post__has_image", "post__is_youth_material", "post__fine_sha256", "has_waited",
)  # fmt: skip


class _Worker:
    """One draft among the other rules, ready to go through texts chunk by chunk; holds one chunk at a time."""

    def __init__(self, replay, screen):
        self._replay, self._screen, self._code = replay, screen, replay.rule.code
        self._settings = settings_now()
        self._names, self._values = {None: ()}, {None: ()}

    def texts(self, first, before):
        texts = _texts(self._replay).filter(pk__gte=first, pk__lt=before).order_by("-pk")
        texts = texts.annotate(has_waited=Exists(Item.objects.filter(post=OuterRef("post"))))
        texts = [_Text(*row) for row in texts.values_list(*COLUMNS)[:CHUNK]]
        beside = attached.of(texts)
        for text in texts:
            text.attached = beside[text.pk]
        return texts

    def found(self, texts):
        """(text, the first hit of the draft, what it is) of each text in which there is one."""
        self._learn_names({text.author for text in texts})
        repeated = self._repeated(texts) if self._code == REPEATS else ()
        found = []
        for text in texts:
            hits = attached.hits(self._screen, text.text, text.attached.said, self._context(text, repeated))
            hit = next((hit for hit in hits if hit.rule == self._code and not hit.restricted), None)
            if hit:
                found.append((text, hit, _kind(text)))
        return found

    def _context(self, text, repeated):
        names = self._names[text.author]
        return Context(
            author_names=(*names, text.author_name) if text.author_name else names,
            author_values=self._values[text.author],
            has_image=text.has_image and self._settings["pulse_hold_images"],
            youth_material=text.is_youth_material,
            released=text.is_youth_material and self._code == RELEASES and self._is_released(text),
            recent_hashes=(text_hash(text.text),) if text.pk in repeated else (),
        )

    def _is_released(self, text):
        post = Post.objects.select_related("current").get(pk=text.post)
        return bool(relying.may_show(post, at=self._replay.asked_at))

    def _learn_names(self, authors):
        for person in User.objects.filter(pk__in=authors - self._names.keys()):
            self._names[person.pk] = tuple(name for name in (person.full_name, person.preferred_name) if name)
            self._values[person.pk] = (person.work_email,)

    def _repeated(self, texts):
        """Ids of texts that their author had posted as often, within the window, as the setting says."""
        if not texts:
            return ()
        window = timedelta(hours=self._settings["duplicate_window_hours"])
        times = [text.received_at for text in texts]
        same = Revision.objects.filter(
            duplicate_key__in={bytes(text.duplicate_key) for text in texts},
            received_at__gt=min(times) - window, received_at__lte=max(times),
        ).values_list("duplicate_key", "post", "post__author", "post__author_name", "received_at")  # fmt: skip
        posted = {}
        for key, post, author, name, at in same:
            posted.setdefault((bytes(key), author or name), []).append((at, post))
        least = self._settings["duplicate_window_count"]
        return {
            text.pk
            for text in texts
            if _times(posted[bytes(text.duplicate_key), text.author or text.author_name], text.received_at, window)
            >= least
        }


def _times(posted, until, window):
    return len({post for at, post in posted if until - window < at <= until})


def _kind(text):
    if text.fine_sha256 and text.fine_sha256 == text.attached.content:
        return Found.CLEARED
    return Found.AGAIN if text.has_waited else Found.NEWLY
