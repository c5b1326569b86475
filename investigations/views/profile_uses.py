"""What the holder of a profile and the supervisor do with it: identifiers, files, another holder, rest, its end."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from investigations import rules
from investigations.choices import FileKind, Group
from investigations.forms.fields import VersionedForm
from investigations.forms.profiles import (
    CompromiseForm,
    DeactivateForm,
    HandOverForm,
    ImageForm,
    PersonaForm,
    ProofForm,
)
from investigations.models import PERSONA, InvestigationProfile
from investigations.rules import profiles as profile_rules
from investigations.services import profiles, reveal
from investigations.services.standing import basis_now
from investigations.states import ProfileAct
from investigations.views import profile_acts
from investigations.views import profile_facts as facts
from investigations.views.access import confidential, known_or_404
from investigations.views.acts import act_page
from people import kept_forms
from policy.calendar import local_day
from workflow.errors import NotAllowed

form_page = require_http_methods(["GET", "HEAD", "POST"])


def recorded_or_404(request, public_id):
    """A profile this person may know of, and whose account was recorded."""
    profile = known_or_404(request, public_id, InvestigationProfile)
    if not profile_rules.is_recorded(profile):
        raise Http404
    return profile


def standing_of_page(request, profile):
    return facts.standing_on(request.user, profile, local_day(now()))


def _user_or_404(request, public_id):
    """A profile, for whom it is theirs to use: who holds it, the investigator, the supervisor."""
    profile = recorded_or_404(request, public_id)
    standing = standing_of_page(request, profile)
    is_part = (
        request.user.pk == profile.authorization.investigator_id
        or profile_rules.is_holder(request.user, profile)
        or rules.is_supervisor(request.user, profile.authorization, standing)
    )
    if not is_part:
        raise Http404
    return profile, standing


@form_page
@confidential
def profile_persona(request, public_id):
    """Identifiers as they are now: those of the groups that are open; what is not asked stays as it is."""
    profile = recorded_or_404(request, public_id)
    if not profile_rules.is_holder(request.user, profile):
        raise Http404
    if request.method == "POST":
        form = PersonaForm(request.POST, names=[name for name in PERSONA if name in request.POST])
        if form.is_valid():
            try:
                persona = profile.persona.reveal() | form.persona()
                profiles.change_persona(profile, persona=persona, actor=request.user, at=now())
            except NotAllowed as refusal:
                form.add_error(None, refusal.verdict.reason)
            else:
                messages.success(request, _("Changed. What it was is kept."))
                return redirect(profile)
    else:
        profile_rules.may_change_persona(request.user, profile).enforce()
        kept = kept_forms.restore(request)
        names = _shown(request, profile) if kept is None else [name for name in PERSONA if name in kept]
        if not names:
            return redirect(f"{reverse('profile_reveal', args=[profile.public_id, Group.PERSONA.value])}?back=persona")
        stored = profile.persona.reveal()
        initial = {"version": profile.version} | {name: stored.get(name, "") for name in names}
        form = PersonaForm(kept, names=names, initial=initial)
    context = {"profile": profile, "form": form, "has_account": "profile_url" in form.fields}
    return render(
        request, "investigations/profile_persona.html", context, status=400 if request.method == "POST" else 200
    )


def _shown(request, profile):
    """The identifiers of the groups that are open, once the persona is."""
    at, names = now(), ()
    if reveal.opened_until(request, profile, Group.PERSONA, at=at):
        names = facts.WORN
        if reveal.opened_until(request, profile, Group.ACCOUNT, at=at):
            names = PERSONA
    return names


def _keep(kind):
    def do(profile, *, file, actor, at, source=""):
        profiles.keep_file(profile, content=file.read(), name=file.name, kind=kind, source=source, actor=actor, at=at)

    return do


@form_page
@confidential
def profile_image(request, public_id):
    profile, _who = _user_or_404(request, public_id)
    profile_acts.is_in_use(profile).enforce()
    words = (
        _("Add a profile image"),
        _("Every image is kept for good, with where it is from."),
        _("Keep the image"),
        _("Kept."),
    )
    return act_page(request, profile, words=words, form_class=ImageForm, do=_keep(FileKind.IMAGE), files=True)


@form_page
@confidential
def profile_proof(request, public_id):
    profile, _who = _user_or_404(request, public_id)
    words = (
        _("Add a proof of deactivation"),
        _("It is kept for good. Legal looks at it."),
        _("Keep the proof"),
        _("Kept."),
    )
    return act_page(request, profile, words=words, form_class=ProofForm, do=_keep(FileKind.PROOF), files=True)


@form_page
@confidential
def profile_hand_over(request, public_id):
    """Another authorized person: one at a time, by a new approval."""
    profile = recorded_or_404(request, public_id)
    standing = standing_of_page(request, profile)
    if not rules.is_supervisor(request.user, profile.authorization, standing):
        raise Http404

    def allows(person):
        basis = basis_now(person, standing.day)
        return profile_rules.may_hand_over(request.user, profile, person, basis=basis, standing=standing)

    words = (
        _("Hand the account over"),
        _("One person at a time may access it. This is a new approval, and a new account record is written."),
        _("Approve and hand over"),
        _("Handed over. Both were told that something confidential has changed."),
    )
    return act_page(request, profile, words=words, form_class=HandOverForm, do=profiles.hand_over,
                    may=profile_acts.may_begin_hand_over(profile), allows=allows)  # fmt: skip


def _use_page(act, do, words, *, is_final=False, form_class=VersionedForm, details=None):
    """The page of one use of the account; `details(profile)`: what its form needs to know."""

    @form_page
    @confidential
    def view(request, public_id):
        profile, standing = _user_or_404(request, public_id)
        more = details(profile) if details else {}
        return act_page(request, profile, words=words, form_class=form_class, do=do, is_final=is_final,
                        may=profile_rules.may_use(act, request.user, profile, standing), **more)  # fmt: skip

    return view


profile_rest = _use_page(
    ProfileAct.REST,
    profiles.rest,
    (
        gettext_lazy("Put the profile at rest"),
        gettext_lazy("It is not used until it is taken up again. Reviews go on."),
        gettext_lazy("Put at rest"),
        gettext_lazy("It is at rest."),
    ),
)
profile_wake = _use_page(
    ProfileAct.WAKE,
    profiles.wake,
    (
        gettext_lazy("Take the profile up again"),
        gettext_lazy("It may be used from now on, within what was granted."),
        gettext_lazy("Take up again"),
        gettext_lazy("It is in use."),
    ),
)
profile_wind_down = _use_page(
    ProfileAct.WIND_DOWN,
    profiles.wind_down,
    (
        gettext_lazy("Have the profile closed"),
        gettext_lazy("It is no longer used. The account is to be closed at the site, and a proof recorded."),
        gettext_lazy("Call for deactivation"),
        gettext_lazy("It is to be deactivated."),
    ),
    is_final=True,
)
profile_compromise = _use_page(
    ProfileAct.COMPROMISE,
    profiles.compromise,
    (
        gettext_lazy("Report the profile as compromised"),
        gettext_lazy("Somebody knows of it, or may. Its use stops at once, Legal is told, and it is to be closed."),
        gettext_lazy("Report as compromised"),
        gettext_lazy("The Legal Unit was told. Close the account at the site."),
    ),
    is_final=True,
    form_class=CompromiseForm,
    details=lambda profile: {"day": local_day(now())},
)


def _close(profile, *, deactivated_on, note, file, actor, at):
    """The proof first; when the rest is refused, none of it was kept."""
    with transaction.atomic():
        if file:
            _keep(FileKind.PROOF)(profile, file=file, actor=actor, at=at)
        profiles.deactivate(profile, deactivated_on=deactivated_on, note=note, actor=actor, at=at)


profile_deactivate = _use_page(
    ProfileAct.DEACTIVATE,
    _close,
    (
        gettext_lazy("Record that the account is closed"),
        gettext_lazy("It is closed at the site for good. Legal checks the proof; the name is never given away."),
        gettext_lazy("Record the deactivation"),
        gettext_lazy("Deactivated. Legal was asked to check it."),
    ),
    is_final=True,
    form_class=DeactivateForm,
    details=lambda profile: {
        "profile": profile,
        "has_proof": profile.files.filter(kind=FileKind.PROOF).exists(),
        "day": local_day(now()),
        "files": True,
    },
)


@form_page
@confidential
def profile_give_up(request, public_id):
    profile = known_or_404(request, public_id, InvestigationProfile)
    standing = standing_of_page(request, profile)
    is_mine = request.user.pk == profile.authorization.investigator_id
    if not is_mine and not rules.is_supervisor(request.user, profile.authorization, standing):
        raise Http404
    words = (
        _("No account was created"),
        _("Nothing was created under this grant. Another profile can be added while the authorization is active."),
        _("No account was created"),
        _("Recorded."),
    )
    return act_page(request, profile, words=words, form_class=VersionedForm, do=profiles.give_up, is_final=True,
                    may=profile_rules.may_give_up(request.user, profile, standing))  # fmt: skip
