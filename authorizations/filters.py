"""Narrowing the register."""

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from authorizations.models import JJEMSNote, Platform, SupervisionAuthorization
from authorizations.states import State
from people.models import User, Youth

# What people ask for, in their words; a state of its own for each.
GROUPS = {
    "waiting": (_("Waiting for a decision"), [State.SUBMITTED]),
    "in_force": (_("In force"), [State.ACTIVE, State.APPROVED_PENDING_NOTE]),
    "suspended": (_("Suspended"), [State.SUSPENDED]),
    "unsent": (_("Drafts and returned"), [State.DRAFT, State.RETURNED]),
    "note_late": (_("JJEMS note overdue"), None),
    "ended": (_("Ended"), [State.EXPIRED, State.CLOSED, State.REVOKED]),
    "refused": (_("Denied or withdrawn"), [State.DENIED, State.WITHDRAWN]),
}


class SupervisionFilter(django_filters.FilterSet):
    find = django_filters.CharFilter(
        label=_("Number, employee or JJEMS number"),
        method="filter_find",
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[(key, label) for key, (label, _states) in GROUPS.items()],
        method="filter_state",
        empty_label=_("All"),
    )
    site = django_filters.ModelChoiceFilter(
        label=_("Site"),
        field_name="platform",
        queryset=Platform.objects.all(),
        to_field_name="slug",
        empty_label=_("All"),
    )

    class Meta:
        model = SupervisionAuthorization
        fields = []

    def filter_state(self, queryset, name, value):
        if value == "note_late":
            late = JJEMSNote.objects.overdue_on(localdate())
            return queryset.filter(Exists(late.filter(authorization=OuterRef("pk"))))
        return queryset.filter(state__in=GROUPS[value][1])

    def filter_find(self, queryset, name, value):
        """An authorization's or a youth's number, whole; or the beginning of an employee's first or last name.

        People and youth are looked up first: a condition across tables would read the whole register.
        """
        named = Q()
        for word in value.split():
            named |= Q(legal_first__istartswith=word) | Q(legal_last__istartswith=word)
        people = list(User.objects.filter(named).values_list("pk", flat=True))
        youth = list(Youth.objects.numbered(value).values_list("pk", flat=True))
        return queryset.filter(Q(number=value.upper()) | Q(youth__in=youth) | Q(employee__in=people))
