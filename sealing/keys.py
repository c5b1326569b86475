"""Keysets: JSON files that live outside the database and its backups (Google Tink).

`fields.json` seals values (AES-256-GCM), `files.json` seals files (streaming AES-256-GCM), `hashes.json` makes keyed
hashes (HMAC-SHA256 as a pseudo-random function), `anchors.json` signs the anchors of the audit chain. Losing
`fields.json` or `files.json` loses what they sealed for good.
"""

import os
from functools import cache

import tink
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from tink import aead, json_proto_keyset_format, mac, prf, secret_key_access, streaming_aead

aead.register()
mac.register()
prf.register()
streaming_aead.register()

TEMPLATES = {
    "fields": aead.aead_key_templates.AES256_GCM,
    "files": streaming_aead.streaming_aead_key_templates.AES256_GCM_HKDF_1MB,
    "hashes": prf.prf_key_templates.HMAC_SHA256,
    "anchors": mac.mac_key_templates.HMAC_SHA256_256BITTAG,
}


def path_of(name):
    return settings.KEYSET_DIR / f"{name}.json"


def create_missing():
    """Write every keyset that does not exist yet, readable by the owner only; returns the names written."""
    settings.KEYSET_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
    written = []
    for name, template in TEMPLATES.items():
        content = json_proto_keyset_format.serialize(tink.new_keyset_handle(template), secret_key_access.TOKEN)
        try:
            descriptor = os.open(path_of(name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(content)
        written.append(name)
    return written


def _handle(name):
    try:
        content = path_of(name).read_text(encoding="utf-8")
        return json_proto_keyset_format.parse(content, secret_key_access.TOKEN)
    except (OSError, tink.TinkError) as error:
        raise ImproperlyConfigured(
            f"The keyset {path_of(name)} is missing or unreadable. Restore it, or, on a portal that holds no data "
            "yet, run `manage.py create_keysets`."
        ) from error


@cache
def field_cipher():
    return _handle("fields").primitive(aead.Aead)


@cache
def file_cipher():
    return _handle("files").primitive(streaming_aead.StreamingAead)


@cache
def hash_function():
    return _handle("hashes").primitive(prf.PrfSet).primary()


@cache
def anchor_mac():
    return _handle("anchors").primitive(mac.Mac)
