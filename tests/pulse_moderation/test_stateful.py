"""Anybody of the house tries anything with a post on Pulse, in any order: what is lawful works, the rest is refused (7.6).

Each machine keeps its own book of what stands, written from the domain (4.5, 5.11, 7.6) and not from the portal's table:
it says who may do what now, and what comes of it. Two of three steps are lawful acts, so that a post gets far; every third
is any act by anybody. What must hold whatever happened stands in the invariants; each run must have seen every act done,
and each refused, and a last test breaks what the invariants watch over, to see that they would tell.
"""

import hashlib
import itertools
import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule, run_state_machine_as_test

from audit.services import events_about
from people.models import RoleGrant
from people.roles import Role
from policy.models import Clause
from pulse_moderation.choices import Material, Origin, RevokedBy, Shown
from pulse_moderation.models import (
    Decision,
    Hit,
    Item,
    Post,
    PostRelease,
    Reconsideration,
    Revision,
    YouthRelease,
)
from pulse_moderation.services import (
    deciding,
    flags,
    orders,
    privileges,
    receiving,
    reconsidering,
    release_decisions,
    relying,
    screening,
)
from pulse_moderation.services.deciding import Grounds
from pulse_moderation.services.receiving import Incoming
from tests.cast import LONG_AGO
from tests.factories import pulse, releases
from tests.machines import CLOCK, Machine
from workflow.errors import NotAllowed, Stale

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
RECEIVED, SCREENED, PUBLISHED, HELD, FLAGGED, RETURNED, WITHDRAWN, REMOVED = (
    "received", "screened", "published", "held", "live_flagged", "returned", "withdrawn", "removed",
)  # fmt: skip
WAITING = (HELD, FLAGGED)
# Dana, who wrote the post, moderates as well; Beatrix, who moderates too, stands above her.
PEOPLE = ["dana", "lucinda", "bram", "beatrix", "mateo", "juniper", "hollis", "priya", "ines"]
MODERATORS = {"lucinda", "bram", "beatrix"}
ABOVE_THE_AUTHOR = {"beatrix"}
SETTLES = {"approve": PUBLISHED, "remind": PUBLISHED, "return": RETURNED, "remove": REMOVED, "bar": REMOVED,
           "restore": PUBLISHED}  # fmt: skip
AGAINST = ("remind", "return", "remove", "bar")
SAYS_FINE = ("approve", "restore")
SAID_OF_YOUTH = ("pulse_post.shows_said", "pulse_post.release_linked", "pulse_post.release_unlinked")
TAKES_DOWN = ("remove", "bar")
DECIDES = (*SETTLES, "hold", "escalate")
# From where to where a post may ever go (7.6), besides an undo, which goes back.
ARROWS = {
    (RECEIVED, SCREENED), (SCREENED, PUBLISHED), (SCREENED, HELD), (SCREENED, FLAGGED), (HELD, PUBLISHED),
    (HELD, RETURNED), (HELD, REMOVED), (HELD, WITHDRAWN), (RETURNED, WITHDRAWN), (PUBLISHED, HELD), (PUBLISHED, FLAGGED),
    (PUBLISHED, REMOVED), (FLAGGED, PUBLISHED), (FLAGGED, REMOVED), (REMOVED, PUBLISHED),
    *((state, RECEIVED) for state in (HELD, RETURNED, PUBLISHED, FLAGGED, RECEIVED)),  # another text
    *((state, state) for state in (HELD, FLAGGED, PUBLISHED, REMOVED)),  # kept, escalated, found fine, edited while removed
}  # fmt: skip
FLAGS_HOLD = 2  # of the settings
CLAUSE = "B.1.b"


@dataclass
class Taken:
    """A decision, as the book has it; `before` is what stood when it was taken."""

    kind: str
    by: str
    was: str
    became: str
    text: int
    before: dict
    is_undone: bool = False
    is_asked: bool = False


class Written(Machine):
    """A post that Dana writes in the portal. Examples leave nothing: each is rolled back."""

    ACTS = ["approve", "remind", "return", "remove", "bar", "restore", "hold", "escalate", "undo", "revise", "withdraw",
            "flag", "ask", "uphold", "overturn"]  # fmt: skip
    ALSO = frozenset({"screen"})  # by the clock
    NEVER = frozenset()  # acts refused whoever tries
    ENDS = frozenset({"withdraw"})  # seldom, or nothing else happens
    HIDDEN = HELD  # where a post goes that is taken from its readers for now
    SPARE = 0  # releases of a youth

    def __init__(self, house, reached):
        super().__init__()
        self.house, self.at, self.reached = house, house.at, reached
        self.block = transaction.atomic()
        self.block.__enter__()
        self.done, self.refused, self.turns = Counter(), Counter(), itertools.count(1)
        self.outsiders = itertools.cycle(["mateo", "juniper", "hollis"])
        self.is_barred, self.spare = False, self.SPARE  # also when another post is begun
        self.begin()

    @classmethod
    def prepare(cls, house):
        """What every example begins with, made once."""

    def teardown(self):
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def begin(self):
        self.texts, self.dirty, self.state = [], set(), RECEIVED
        self.taken, self.last, self.asked = [], None, []
        self.overturned, self.judged = defaultdict(set), defaultdict(lambda: "open")
        self.flags, self.waits, self.is_gone, self.ordered = set(), False, False, None
        self.kept_decisions, self.kept_events = [], 0
        self.pk = self.write(self.new_text()).pk

    def write(self, body):
        return pulse.written(self.house.dana, body, at=self.at)

    def new_text(self):
        """Two of three are clean; in the third a rule finds something."""
        number = next(self.turns)
        if number % 3 == 0:
            self.dirty.add(len(self.texts))
            body = f"See my page https://www.instagram.com/demo_{number} today."
        else:
            body = f"Potluck on Thursday in room {number}."
        self.texts.append(body)
        return body

    # Steps

    @rule(data=st.data(), turn=st.integers(0, 8), ends=st.integers(0, 11))
    def somebody_acts(self, data, turn, ends):
        lawful = {act: set(names) for act, names in self.lawful().items() if names}
        ending = sorted(self.ENDS & lawful.keys()) if ends == 11 else []
        open_acts = ending or sorted(lawful.keys() - self.ENDS, key=lambda act: (self.done[act], act))
        if open_acts and turn % 3 < 2:
            act = data.draw(st.sampled_from(open_acts[:4]))  # of those done least
            name = data.draw(st.sampled_from(sorted(lawful[act])))
        else:
            acts = sorted(self.ACTS[:: -1 if turn == 5 else 1], key=lambda act: self.refused[act])
            act, name = data.draw(st.sampled_from(acts[:6])), data.draw(st.sampled_from(PEOPLE))
        self.try_it(act, name, is_lawful=name in lawful.get(act, ()))

    def try_it(self, act, name, *, is_lawful):
        is_done = self.attempt(act, name)

        assert is_done is is_lawful, f"{name}: {act} of what is {self.state} is {'done' if is_done else 'refused'}"
        if is_done:
            self.note(act, name)
        self.done[act] += is_done
        self.refused[act] += not is_done
        self.reached[act, is_done] += 1

    def post(self):
        return Post.objects.select_related("current", "source", "author").get(pk=self.pk)

    def perform(self, act, person):
        post, named = self.post(), {"actor": person, "at": self.at}
        if act in DECIDES:
            return self._decide(post, act, **named)
        return {
            "undo": lambda: deciding.undo(post.decisions.get(pk=self._newest(post).pk), **named),
            "revise": lambda: self.revise(post, **named),
            "withdraw": lambda: receiving.withdraw(post, **named),
            "screen": lambda: screening.screen_posts([post.pk], at=self.at),
            "flag": lambda: flags.flag(Post.objects.to_read(person).get(pk=post.pk), by=person, form_key=uuid.uuid4(),
                                       clause=None, comment="", at=self.at),
            "ask": lambda: reconsidering.ask(self._newest(post), text="It is a potluck.", **named),
            "uphold": lambda: self._look_again(is_overturned=False, **named),
            "overturn": lambda: self._look_again(is_overturned=True, **named),
            "write": lambda: None,
        }[act]()  # fmt: skip

    def _decide(self, post, act, **named):
        """As its reader saw it; who saw what stood before is refused."""
        kind = "remove" if act == "bar" else act
        wish = privileges.Wish("termination", "It is enough.") if act == "bar" else None
        why = Grounds(clauses=(self.house.clause,), reason="It links to a page of one's own.")
        given = {"kind": kind, "grounds": why if act in AGAINST else Grounds(), "privilege": wish, **named}
        with pytest.raises(Stale):
            deciding.decide(post, version=post.version - 1, **given)
        deciding.decide(post, version=post.version, **given)

    def _newest(self, post):
        if (newest := post.decisions.first()) is None:
            raise Decision.DoesNotExist
        return newest

    def _look_again(self, **more):
        asked = Reconsideration.objects.filter(decision__post=self.pk, outcome="asked").order_by("pk").first()
        if asked is None:
            raise Reconsideration.DoesNotExist
        reconsidering.decide(asked, answer="We looked at it once more.", **more)

    def revise(self, post, **named):
        body = self.new_text()
        try:
            receiving.revise_own(post, body=body, **named)
        except NotAllowed:
            self.texts.pop()
            self.dirty.discard(len(self.texts))
            raise

    # The book: who may do what

    @property
    def text(self):
        """The number of the text that stands."""
        return len(self.texts) - 1

    def is_covered(self):
        """Whether it may be shown as far as the releases of youth go."""
        return True

    def lawful(self):
        state, others = self.state, MODERATORS - self.overturned[self.text]
        shows = MODERATORS if self.is_covered() else set()
        may = {"undo": self._who_undoes(), **self._of_the_author(), **self._of_another_look()}
        if state in (*WAITING, PUBLISHED):
            may |= {"approve": shows, "remind": shows & others, "remove": others, "bar": others - ABOVE_THE_AUTHOR,
                    "hold": others}  # fmt: skip
        if state in (*WAITING, PUBLISHED, REMOVED):
            may["escalate"] = MODERATORS
        if state == HELD:
            may["return"] = others
        if state == REMOVED:
            may["restore"] = shows
        if state == PUBLISHED and not self.is_gone:
            may["flag"] = set(PEOPLE) - {"dana"} - self.flags
        if state == RECEIVED:
            may["screen"] = {CLOCK}
        return may

    def _of_the_author(self):
        return {
            "revise": {"dana"} if self.state in (HELD, RETURNED, PUBLISHED) else (),
            "withdraw": {"dana"} if self.state in (HELD, RETURNED) else (),
            "write": {"dana"} if self.state == WITHDRAWN else (),
        }

    def _of_another_look(self):
        """Asked by the author of a removal that stands, asked again it is the same; decided by who did not take it."""
        last = self.last
        stands = last is not None and last.kind in TAKES_DOWN and self.state == REMOVED
        may = {"ask": {"dana"} if stands else ()}
        if self.asked:
            other = MODERATORS - {self.asked[0].by}
            is_changed = self.state == REMOVED and self.asked[0].text != self.text
            restores = self.state == REMOVED
            may["uphold"] = other
            may["overturn"] = () if is_changed or (restores and not self.is_covered()) else other
        return may

    def _who_undoes(self):
        """The newest decision alone, while what it led to stands and the text is the same; an undo is not undone."""
        last = self.last
        if last is None or last.became != self.state or last.text != self.text:
            return set()
        if last.was == PUBLISHED != last.became and not self.is_covered():
            return set()
        if last.kind == "restore":
            return MODERATORS - self.overturned[self.text]
        return MODERATORS - ABOVE_THE_AUTHOR if last.kind == "bar" else MODERATORS

    # The book: what comes of it

    def note(self, act, name):
        if act in DECIDES:
            return self._note_decision(act, name)
        return {
            "undo": self._note_undo, "revise": self._note_revision, "withdraw": self._note_withdrawal,
            "screen": self._note_screening, "flag": lambda: self._note_flag(name), "ask": self._note_asked,
            "uphold": lambda: self.asked.pop(0), "overturn": lambda: self._note_overturned(name), "write": self.begin,
        }[act]()  # fmt: skip

    def standing(self):
        return [one for one in self.taken if not one.is_undone]

    def is_fine(self):
        """Whether a moderator found this very text fine: flags are then quiet until it changes."""
        return any(one.kind in SAYS_FINE and one.text == self.text for one in self.standing())

    def not_settled(self):
        """The kinds of decisions that stand since the last one that settled something: held, escalated, or none."""
        kinds = [one.kind for one in self.standing()]
        settled = max((place for place, kind in enumerate(kinds) if kind in SETTLES), default=-1)
        return set(kinds[settled + 1 :])

    def is_escalated(self):
        return "escalate" in self.not_settled()

    def _note_decision(self, act, name):
        was, before = self.state, {"waits": self.waits, "judged": self.judged[self.text], "is_barred": self.is_barred}
        if act in SETTLES:
            self.state, self.waits, self.flags = SETTLES[act], False, set()
            self.judged[self.text] = "confirmed" if act in AGAINST else "false_alarm"
        elif act == "hold":
            self.state, self.waits = (self.HIDDEN if was == PUBLISHED else was), True
        else:
            self.waits = True
        self.is_barred = self.is_barred or act == "bar"
        self._note_order(was)
        self.last = Taken(act, name, was, self.state, self.text, before)
        self.taken.append(self.last)

    def _note_undo(self):
        one, self.last = self.last, None
        one.is_undone, self.state = True, one.was
        self.waits = one.before["waits"] or bool(self.flags) or self.state in WAITING
        self.judged[self.text] = one.before["judged"]
        self.is_barred = one.before["is_barred"]
        self._note_order(one.became)

    def _note_order(self, was):
        """What a source was told last: to take the post away, or to show it again."""

    def _note_revision(self):
        self.state, self.is_gone = RECEIVED, False

    def _note_withdrawal(self):
        self.state, self.waits, self.flags = WITHDRAWN, False, set()

    def _note_screening(self):
        is_reported = len(self.flags) >= FLAGS_HOLD
        is_held = self.text in self.dirty or bool(self.not_settled()) or is_reported or not self.is_covered()
        is_held = is_held or self.is_barred
        self.state = self.HIDDEN if is_held else PUBLISHED
        self.waits = is_held or bool(self.flags)

    def _note_flag(self, name):
        if self.is_fine():
            return
        self.flags.add(name)
        self.waits = True
        if len(self.flags) >= FLAGS_HOLD:
            self.state = self.HIDDEN

    def _note_asked(self):
        if not self.last.is_asked:
            self.last.is_asked = True
            self.asked.append(self.last)

    def _note_overturned(self, name):
        one = self.asked.pop(0)
        self.overturned[one.text].add(one.by)
        if self.state == REMOVED:
            self._note_decision("restore", name)

    # What holds whatever happened

    @invariant()
    def it_stands_as_the_book_says(self):
        post = self.post()
        items = list(post.items.filter(closed_at=None))
        assert post.state == self.state
        assert (post.gone_at is not None) == self.is_gone
        assert len(items) == self.waits
        assert {flag.by.username for flag in post.flags.filter(outcome="open").select_related("by")} == self.flags
        assert privileges.is_barred(self.house.dana, self.at) == self.is_barred
        assert all(item.is_escalated == self.is_escalated() for item in items)
        hits = Hit.objects.filter(revision=post.current, clause=CLAUSE)
        assert set(hits.values_list("outcome", flat=True)) <= {self.judged[self.text]}

    @invariant()
    def what_waits_says_why_it_stands_where_it_stands(self):
        for item in Item.objects.filter(post=self.pk, closed_at=None):
            why = {one["why"]: one for one in item.addends}
            assert item.priority == sum(one["points"] for one in item.addends)
            assert ("escalated" in why) == item.is_escalated
            assert ("flags" in why) == bool(self.flags)

    @invariant()
    def every_text_is_kept_as_it_was_sent(self):
        rows = Revision.objects.filter(post=self.pk).order_by("number").values_list("number", "body", "sha256")
        assert list(rows) == [
            (number, body, hashlib.sha256(f"\0{body}".encode()).hexdigest())
            for number, body in enumerate(self.texts, start=1)
        ]
        assert self.post().current.number == len(self.texts)

    @invariant()
    def its_readers_see_it_while_it_is_shown_and_who_audits_at_any_time(self):
        is_shown = self.state == PUBLISHED and not self.is_gone
        reader, posts = getattr(self.house, next(self.outsiders)), Post.objects
        for rows in (posts.visible_to(reader), posts.to_read(reader), posts.shown()):
            assert rows.filter(pk=self.pk).exists() == is_shown
        for name in ("dana", "lucinda", "ines", "priya"):
            assert posts.visible_to(getattr(self.house, name)).filter(pk=self.pk).exists(), name
        assert not posts.to_moderate(self.house.dana).filter(pk=self.pk).exists()

    @invariant()
    def decisions_are_added_and_never_changed(self):
        rows = list(Decision.objects.filter(post=self.pk).order_by("pk").values())
        assert rows[: len(self.kept_decisions)] == self.kept_decisions
        assert len(rows) == len(self.taken) + sum(one.is_undone for one in self.taken)
        assert not any(row["decided_by_id"] == self.house.dana.pk for row in rows)
        self.kept_decisions = rows

    @invariant()
    def its_history_has_no_gap(self):
        post = self.post()
        events = list(events_about(post))
        moves = [(event.was, event.becomes, event.action) for event in events if event.becomes]
        said = [event for event in events if event.action in SAID_OF_YOUTH]
        assert moves[0][:2] == ("", RECEIVED)
        assert all(before[1] == after[0] for before, after in zip(moves, moves[1:], strict=False))
        assert moves[-1][1] == post.state
        assert post.version == len(moves) + len(said)  # each makes a page stale
        for was, becomes, action in moves[1:]:
            assert ((becomes, was) if action == "pulse_post.undone" else (was, becomes)) in ARROWS
        assert len(moves) >= self.kept_events
        self.kept_events = len(moves)

    @invariant()
    def another_look_is_never_taken_by_who_decided_first_or_wrote_it(self):
        for asked in Reconsideration.objects.filter(decision__post=self.pk).exclude(decided_by=None):
            assert asked.decided_by_id not in (asked.first_decider_id, self.house.dana.pk)


class LivesElsewhere(Written):
    """A post of Dana that Pulse itself sends: it is flagged and not held, and a removal of it is ordered there."""

    ALSO = frozenset({"screen", "edit", "delete"})
    NEVER = frozenset({"return", "withdraw", "revise"})
    ENDS = frozenset({"delete"})
    HIDDEN = FLAGGED

    def write(self, body):
        post = pulse.sent(body, at=self.at, author=self.house.dana)
        self.source, self.external_id = post.source, post.external_id
        return post

    def _of_the_author(self):
        return {"edit": {CLOCK}, "delete": () if self.is_gone else {CLOCK}}

    def perform(self, act, person):
        if act not in ("edit", "delete"):
            return super().perform(act, person)
        if act == "delete":
            return self.send(is_delete=True)
        self.send(external_revision=str(next(self.turns)), body=self.new_text())
        if self.state == REMOVED:
            screening.screen_posts([self.pk], at=self.at)

    def send(self, **more):
        entry = Incoming(self.external_id, self.at, author=self.house.dana, **more)
        receiving.receive_many([entry], source=self.source, origin=Origin.API, at=self.at)

    def note(self, act, name):
        if act == "delete":
            self.is_gone = True
        elif act == "edit":
            self.is_gone = False
            self.state = REMOVED if self.state == REMOVED else RECEIVED
        else:
            super().note(act, name)

    def _note_order(self, was):
        if was != REMOVED == self.state:
            self.ordered = "remove"
        if was == REMOVED != self.state:
            self.ordered = "restore"

    @invariant()
    def its_source_was_told_what_stands(self):
        newest = orders.newest_about(self.post())
        assert (newest.kind if newest else None) == self.ordered


class OfAYouth(Written):
    """Art of a youth, shown by a written release: without one it is held, and nothing lets it out (B.1.h)."""

    ACTS = [*Written.ACTS, "say", "link", "revoke"]
    SPARE = 6

    @classmethod
    def prepare(cls, house):
        for _number in range(cls.SPARE):
            releases.verified(house.koa, by=house.dana, verifier=house.lucinda, at=house.at)

    def begin(self):
        self.good, self.said = 0, None
        super().begin()

    def write(self, body):
        return pulse.written(self.house.dana, body, at=self.at, is_youth_material=True)

    def is_covered(self):
        return self.good > 0 and self.said == self.text

    def lawful(self):
        those = {"dana", *MODERATORS} if self.state not in (REMOVED, WITHDRAWN) else ()
        return super().lawful() | {
            "say": those,
            "link": those if self.spare else (),
            "revoke": {"dana", "priya", *MODERATORS} if self.good else (),
        }

    def perform(self, act, person):
        post, named = self.post(), {"actor": person, "at": self.at}
        if act == "say":
            relying.say_what_it_shows(post, kinds=[Material.ART], shows=[Shown.FIRST_NAME], youth_count=1, **named)
        elif act == "link":
            relying.link(post, self._free(), **named)
        elif act == "revoke":
            linked = PostRelease.objects.filter(post=post, release__state="verified").order_by("pk").first()
            release_decisions.revoke(self._of(linked), by_whom=RevokedBy.YOUTH, **named)
        else:
            super().perform(act, person)

    def _free(self):
        return self._or_missing(YouthRelease.objects.filter(state="verified", posts=None).order_by("pk").first())

    def _of(self, linked):
        return self._or_missing(linked and linked.release)

    def _or_missing(self, release):
        if release is None:
            raise YouthRelease.DoesNotExist
        return release

    def note(self, act, name):
        if act == "say":
            self.said = self.text
        elif act == "link":
            self.good, self.spare = self.good + 1, self.spare - 1
        elif act == "revoke":
            self.good -= 1
            self.waits = self.waits or self.state == PUBLISHED
            self.state = HELD if self.state == PUBLISHED else self.state
        else:
            super().note(act, name)

    @invariant()
    def nothing_of_a_youth_is_shown_without_a_release_that_stands(self):
        if self.post().state == PUBLISHED:
            standing = PostRelease.objects.standing().filter(post=self.pk, release__state="verified")
            assert standing.exists()


# ----------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def house(cast, now, vault):
    cast.at, cast.clause = now, Clause.objects.get(pk=CLAUSE)
    for person in (cast.dana, cast.beatrix):
        RoleGrant.objects.create(person=person, role=Role.PULSE_MODERATOR, granted_at=LONG_AGO, confirmed_at=LONG_AGO)
    return cast


@pytest.mark.parametrize("machine", [Written, LivesElsewhere, OfAYouth], ids=["written", "elsewhere", "of_a_youth"])
def test_whatever_anybody_tries_only_what_is_lawful_happens(house, machine):
    reached = Counter()
    machine.prepare(house)

    run_state_machine_as_test(
        lambda: machine(house, reached),
        settings=settings(
            max_examples=8, stateful_step_count=40, deadline=None, database=None, derandomize=True,
            phases=[Phase.generate], suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip

    done, refused = ({act for act, is_done in reached if is_done is which} for which in (True, False))
    assert done >= {*machine.ACTS, *machine.ALSO} - machine.NEVER, "every act was done"
    assert not done & machine.NEVER
    assert refused >= set(machine.ACTS), "and refused"


BREAKS = {
    "a state that no act led to": (
        lambda machine: Post.objects.filter(pk=machine.pk).update(state=PUBLISHED),
        {"it_stands_as_the_book_says", "its_history_has_no_gap",
         "its_readers_see_it_while_it_is_shown_and_who_audits_at_any_time"},
    ),
    "what waits is taken out of the queue": (
        lambda machine: Item.objects.filter(post=machine.pk).update(closed_at=machine.at),
        {"it_stands_as_the_book_says"},
    ),
    "escalated without saying so": (
        lambda machine: Item.objects.filter(post=machine.pk).update(is_escalated=True),
        {"it_stands_as_the_book_says", "what_waits_says_why_it_stands_where_it_stands"},
    ),
    "a text nobody sent": (
        lambda machine: Revision.objects.create(post_id=machine.pk, number=9, body="Another.", sha256="0" * 64,
                                                duplicate_key=b"0" * 16, posted_at=machine.at, received_at=machine.at),
        {"every_text_is_kept_as_it_was_sent"},
    ),
    "a decision that no act took": (
        lambda machine: Decision.objects.create(post_id=machine.pk, revision=machine.post().current, kind="approve",
                                                was=HELD, became=HELD, detection="moderator", decided_at=machine.at,
                                                decided_by=machine.house.lucinda),
        {"decisions_are_added_and_never_changed"},
    ),
}  # fmt: skip


@pytest.fixture
def held(house):
    """A machine whose post a moderator holds."""
    machine = Written(house, Counter())
    machine.try_it("screen", CLOCK, is_lawful=True)
    machine.try_it("hold", "lucinda", is_lawful=True)
    yield machine
    machine.teardown()


@pytest.mark.parametrize(("breaks", "tell"), BREAKS.values(), ids=BREAKS)
def test_what_is_broken_is_told(held, breaks, tell):
    assert broken_in(held) == set()

    breaks(held)

    assert broken_in(held) == tell


def test_an_act_that_should_have_been_refused_or_done_is_told(held):
    with pytest.raises(AssertionError, match="lucinda: return of what is held is done"):
        held.try_it("return", "lucinda", is_lawful=False)
    with pytest.raises(AssertionError, match="mateo: restore of what is held is refused"):
        held.try_it("restore", "mateo", is_lawful=True)


def broken_in(machine):
    """The names of the invariants that do not hold."""
    found = set()
    for one in machine.invariants:
        try:
            one.function(machine)
        except AssertionError:
            found.add(one.function.__name__)
    return found
