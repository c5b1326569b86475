"""The portal refuses to start without its keys: better than writing what nobody can open."""

from django.core.checks import Error, register
from django.core.exceptions import ImproperlyConfigured

from sealing import keys


@register(deploy=False)
def keysets_are_readable(app_configs, **kwargs):
    problems = []
    for opened in (keys.field_cipher, keys.file_cipher, keys.hash_function, keys.anchor_mac):
        try:
            opened()
        except ImproperlyConfigured as error:
            problems.append(Error(str(error), id="sealing.E001"))
    return problems
