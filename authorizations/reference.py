"""The platform list of the first load."""

import tomllib
from pathlib import Path

from authorizations.models import Platform

SOURCE = Path(__file__).with_name("platforms.toml")


def load_platforms(*, using, **kwargs):
    """Add the sites that are missing. What administrators and Legal keep is left as it is."""
    standing = set(Platform.objects.using(using).values_list("slug", flat=True))
    entries = tomllib.loads(SOURCE.read_text(encoding="utf-8"))["platform"]
    Platform.objects.using(using).bulk_create(
        Platform(
            name=entry["name"],
            slug=entry["slug"],
            family=entry.get("family", entry["slug"]),
            is_named_in_policy=entry.get("in_policy", False),
            status=entry.get("status", Platform.Status.ACTIVE),
            domains=entry.get("domains", []),
            ignores_dots=entry.get("ignores_dots", False),
            has_ascii_handles=entry.get("ascii_handles", True),
            uses_subdomains=entry.get("uses_subdomains", False),
            is_other=entry.get("is_other", False),
            rules_url=entry.get("rules", ""),
            viewer_visibility=entry["visibility"],
            visible_features=entry.get("features", ""),
            hide_setting=entry["hide"],
            hide_howto=entry.get("howto", ""),
        )
        for entry in entries
        if entry["slug"] not in standing
    )
