"""The disclosure log: what was handed to somebody outside, entered and read by the Legal Unit (109 CMR 3.06)."""

from django.http import Http404
from django.shortcuts import render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.services import record_outside
from investigations import rules
from investigations.forms.records import DisclosureForm
from investigations.models import Disclosure
from investigations.services import records
from investigations.states import State
from investigations.views.access import confidential, form_key_of, known_or_404
from investigations.views.acts import act_page
from investigations.views.once import once
from workflow.keyset import paginate


@require_http_methods(["GET", "HEAD", "POST"])
@confidential
def disclosure_new(request, public_id):
    authorization = known_or_404(request, public_id)
    if authorization.state == State.DRAFT or not rules.is_for_legal(request.user, authorization):
        raise Http404
    form_key = form_key_of(request)
    words = (
        _("Enter a disclosure from %(number)s") % {"number": authorization},
        _(
            "Every hand-over to somebody outside is entered here: to whom, why, what, on whose word. It cannot be changed."
        ),
        _("Enter it"),
        _("Entered in the disclosure log."),
    )

    def do(authorization, *, format, **answers):
        return once(lambda: records.disclose(authorization=authorization, form_key=form_key, format_=format, **answers))

    return act_page(request, authorization, words=words, form_class=DisclosureForm, do=do,
                    context={"form_key": form_key})  # fmt: skip


@require_safe
@confidential
def disclosure_list(request):
    """Shows what was given and to whom, so every view is recorded with the disclosures it showed."""
    rows = Disclosure.objects.select_related("authorization", "authorized_by", "entered_by")
    page = paginate(rows, request.GET.get("cursor", ""), by="disclosed_on")
    record_outside(
        "investigation.read",
        subject=("page", "disclosure_list"),
        actor=request.user,
        at=now(),
        clause="B.3.a",
        facts={"disclosures": [str(row.public_id) for row in page.rows]},
        is_confidential=True,
    )
    return render(request, "investigations/disclosure_list.html", {"page": page})
