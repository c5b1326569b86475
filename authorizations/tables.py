"""The register of authorizations."""

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _


class SupervisionTable(tables.Table):
    number = tables.Column(verbose_name=_("Request"), linkify=True, empty_values=())
    employee = tables.Column(verbose_name=_("Employee"))
    youth = tables.Column(verbose_name=_("Youth"))
    state = tables.Column(verbose_name=_("State"))
    expires_on = tables.Column(verbose_name=_("Valid until"), empty_values=())

    caption = _("Supervision authorizations")

    class Meta:
        orderable = False
        empty_text = _("Nothing matches.")

    def render_number(self, record):
        return str(record)

    def render_employee(self, record):
        return format_html(
            '{}<span class="meta d-block">{}</span>', record.employee.full_name, record.site_name or _("No site yet")
        )

    def render_youth(self, record):
        return record.youth.reference if record.youth else ""

    def render_state(self, record):
        return render_to_string("components/status.html", {"kind": record.state, "text": record.get_state_display()})

    def render_expires_on(self, record):
        day = record.expires_on
        return f"{day:%b} {day.day}, {day.year}" if day else ""
