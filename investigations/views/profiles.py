"""The pages of an investigation profile (B.3.a): reading it, its sealed groups, its account and the record of it."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from authorizations.services.accounts import CONFLICT_TEXT, HandleConflict
from investigations import rules
from investigations.choices import Group
from investigations.forms.fields import VersionedForm
from investigations.forms.profiles import AccountForm
from investigations.models import PERSONA, InvestigationProfile
from investigations.rules import profiles as profile_rules
from investigations.services import profiles, reveal
from investigations.views import profile_facts as facts
from investigations.views.access import confidential, known_or_404, note_reading
from investigations.views.acts import act_page
from investigations.views.profile_uses import (
    form_page,
    profile_compromise,
    profile_deactivate,
    profile_give_up,
    profile_hand_over,
    profile_image,
    profile_persona,
    profile_proof,
    profile_rest,
    profile_wake,
    profile_wind_down,
    recorded_or_404,
    standing_of_page,
)
from investigations.views.records import reveal_page
from people import kept_forms
from policy.calendar import local_day
from workflow.errors import NotAllowed

__all__ = [
    "profile_account_record",
    "profile_acknowledge",
    "profile_compromise",
    "profile_deactivate",
    "profile_detail",
    "profile_give_up",
    "profile_hand_over",
    "profile_image",
    "profile_new",
    "profile_persona",
    "profile_proof",
    "profile_record",
    "profile_rest",
    "profile_reveal",
    "profile_wake",
    "profile_wind_down",
]


@require_POST
@confidential
def profile_new(request, public_id):
    """Another profile under the same grant, or the one that still waits for its account."""
    authorization = known_or_404(request, public_id)
    if request.user.pk != authorization.investigator_id:
        raise Http404
    profile = profiles.add_profile(authorization, actor=request.user, at=now())
    return redirect("profile_record", profile.public_id)


@require_safe
@confidential
def profile_detail(request, public_id):
    profile = known_or_404(request, public_id, InvestigationProfile)
    note_reading(request, profile)
    return render(request, "investigations/profile_detail.html", facts.page(request, profile, at=now()))


@form_page
@confidential
def profile_reveal(request, public_id, group):
    """Open one group for five minutes. The youth and facts of its authorization open here too, for the desk."""
    profile = recorded_or_404(request, public_id)
    back = _back(request, profile)
    if group == Group.REQUEST:
        return reveal_page(request, profile.authorization, group, allowed=[group], back=back)
    return reveal_page(request, profile, group, allowed=facts.GROUPS, back=back)


def _back(request, profile):
    """Where a reveal leads: the page it was asked for, or the profile."""
    addresses = {
        "desk": f"{reverse('profile_desk')}?profile={profile.public_id}",
        "record": reverse("profile_account_record", args=[profile.public_id]),
        "persona": reverse("profile_persona", args=[profile.public_id]),
    }
    return addresses.get(request.GET.get("back", ""), profile.get_absolute_url())


# The account and its record ---------------------------------------------------------------------------------------------


@form_page
@confidential
def profile_record(request, public_id):
    """The account that was created: its name is claimed in the one space of all accounts."""
    profile = known_or_404(request, public_id, InvestigationProfile)
    if request.user.pk != profile.authorization.investigator_id:
        raise Http404
    details = {"profile": profile, "day": local_day(now())}
    if request.method == "POST":
        if profile_rules.is_recorded(profile):
            return redirect(profile)  # the second of two clicks
        form = AccountForm(request.POST, **details)
        if form.is_valid() and _is_recorded(profile, form, request.user):
            messages.success(request, _("Recorded. Your supervisor was told that a record waits to be held."))
            return redirect(profile)
    else:
        profile_rules.may_record(request.user, profile).enforce()
        form = AccountForm(kept_forms.restore(request), initial={"version": profile.version}, **details)
    context = {"profile": profile, "form": form, "persona": [form[name] for name in PERSONA]}
    return render(request, "investigations/profile_record.html", context, status=_status(request))


def _is_recorded(profile, form, actor):
    answers = form.cleaned_data
    try:
        profiles.record_account(
            profile,
            platform=answers["platform"],
            other_site=answers["other_site"],
            handle_entered=answers["handle_entered"],
            created_on=answers["created_on"],
            persona=form.persona(),
            actor=actor,
            at=now(),
        )
    except HandleConflict:
        form.add_error("handle_entered", CONFLICT_TEXT)  # and the transaction goes on: Legal was told in it
    except NotAllowed as refusal:
        form.add_error(None, refusal.verdict.reason)
    return not form.errors


def _status(request):
    return 400 if request.method == "POST" else 200


@require_safe
@confidential
def profile_account_record(request, public_id):
    """The confidential account record of B.3.a, to print: the newest first, and those of earlier holders."""
    profile = recorded_or_404(request, public_id)
    if reveal.opened_until(request, profile, Group.ACCOUNT, at=now()) is None:
        return redirect(f"{reverse('profile_reveal', args=[profile.public_id, Group.ACCOUNT.value])}?back=record")
    note_reading(request, profile)
    context = {"profile": profile, "records": facts.record_letters(profile)}
    return render(request, "investigations/profile_account_record.html", context)


@form_page
@confidential
def profile_acknowledge(request, public_id):
    profile = recorded_or_404(request, public_id)
    standing = standing_of_page(request, profile)
    if not rules.is_supervisor(request.user, profile.authorization, standing):
        raise Http404
    words = (
        _("Hold the account record"),
        _("You keep it in your confidential file: who may access the account, who granted it, its name."),
        _("I hold this record"),
        _("Recorded: you hold it."),
    )
    may = profile_rules.may_acknowledge(request.user, profile.records.first(), profile, standing)
    return act_page(request, profile, words=words, form_class=VersionedForm, do=profiles.acknowledge_record, may=may,
                    clause="B.3.a/3")  # fmt: skip
