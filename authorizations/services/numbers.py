"""The numbers people call records by."""

from django.db import transaction

from authorizations.models import NumberSeries


@transaction.atomic
def next_number(prefix, year):
    """The next number of the year, for example SUP-2026-0431. Numbers are given with the act, without gaps."""
    NumberSeries.objects.get_or_create(prefix=prefix, year=year)
    series = NumberSeries.objects.select_for_update().get(prefix=prefix, year=year)
    series.last += 1
    series.save(update_fields=["last"])
    return f"{prefix}-{year}-{series.last:04}"
