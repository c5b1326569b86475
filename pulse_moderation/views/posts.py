"""The page of a post where moderators work and auditors look; its author and its readers have a page of their own."""

from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST, require_safe

from people.roles import Role
from pulse_moderation.choices import Detection, FlagOutcome
from pulse_moderation.forms.decide import KINDS, DecideForm
from pulse_moderation.models.posts import MODERATES
from pulse_moderation.rules.deciding import may_work_on
from pulse_moderation.services import own_reports, queue, reading
from pulse_moderation.views import post_facts, queue_rows
from pulse_moderation.views.access import asked_of, item_of, known_or_404, to_moderate_or_404
from pulse_moderation.views.last_done import last_done

SEES_COURSE = MODERATES | {Role.AUDITOR, Role.LEGAL, Role.GENERAL_COUNSEL}


@require_safe
def post_detail(request, public_id):
    """A moderator works here; others of DYS who audit read what happened; everybody else is led to where one reads."""
    post = known_or_404(request, public_id)
    if not request.user.roles & SEES_COURSE or post.author_id == request.user.pk:
        return redirect("pulse_post", post.public_id)
    if not reading.is_open_to(post, request.user, at=now()):
        return render(request, "pulse_moderation/post_closed.html", {"post": post})
    return page(request, post)


def page(request, post, form=None, *, preview=None, is_uncovered=False, status=200):
    """The working page; `form` as it was sent, when something is wrong with it or it is only previewed."""
    at, item = now(), item_of(post)
    facts = post_facts.facts(post, user=request.user, at=at, item=item, is_uncovered=is_uncovered)
    verdict = may_work_on(request.user, post)
    context = facts | {"post": post, "item": item, "last_done": last_done(request), "preview": preview}
    if verdict:
        form = form or decide_form(request, post, at=at)
        near, others = post_facts.grounds(form, facts["suggested"])
        beside = queue.around(request.user, asked_of(request), item, at=at)
        context |= {
            "form": form,
            "near": near,
            "others": others,
            "kinds": kinds_of(form),
            "rows": queue_rows.rows(beside, user=request.user, at=at, current=post),
            "lease": _lease(item, request.user, at),
        }
    return render(request, "pulse_moderation/post_detail.html", context, status=status)


def _lease(item, user, at):
    """Who works on it: {holder, is_mine, minutes}; nothing for a post that does not wait."""
    if item is None:
        return None
    holder = item.holder(at)
    minutes = max(int((item.leased_until - at).total_seconds()) // 60, 1) if holder else 0
    return {"holder": holder, "is_mine": holder is not None and holder.pk == user.pk, "minutes": minutes}


def decide_form(request, post, *, at, data=None):
    """`data` None: a new form for the version that is shown."""
    return DecideForm(
        data, post=post, actor=request.user, at=at, may_act=post.author is not None,
        reports=own_reports.filed_by(request.user), initial={"version": post.version},
    )  # fmt: skip


def kinds_of(form):
    """[{value, label, key, is_chosen, why_not}] of the buttons that belong to a post in this state."""
    chosen = form["kind"].value()
    return [
        {"value": kind.value, "label": kind.label, "key": key, "n": number, "is_chosen": chosen == kind.value}
        for number, (kind, key) in enumerate(KINDS, start=1)
        if form.verdicts[kind]
    ]


def detection_of(post, reasons):
    """How what is decided about came to light: what screening found, else a flag, else whoever moderates."""
    if reasons:
        return Detection.AUTOMATIC
    return Detection.FLAG if post.flags.filter(outcome=FlagOutcome.OPEN).exists() else Detection.MODERATOR


@require_POST
def post_open(request, public_id):
    """Open a private message of others: entered before it is shown (B.1.a)."""
    post = known_or_404(request, public_id)
    if not reading.is_open_to(post, request.user, at=now()):
        reading.open_message(post, actor=request.user, at=now())
    return redirect(post)


@require_POST
def post_uncover(request, public_id):
    """Show the numbers and addresses that are masked, once: entered before they are shown."""
    post = to_moderate_or_404(request, public_id)
    if not reading.is_open_to(post, request.user, at=now()):
        return redirect(post)
    reading.uncover(post, actor=request.user, at=now())
    return page(request, post, is_uncovered=True, status=201)
