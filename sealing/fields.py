"""Model fields whose value is sealed in the database with AES-256-GCM.

The associated data binds a value to its model, field and row, so a sealed value copied to another row or column does
not open. What a row gives back is a `Sealed`: it shows as dots wherever it is printed and opens only by `.reveal()`.
"""

import json

from django.core.exceptions import FieldError
from django.db import models

from sealing.keys import field_cipher

DOTS = "•••• (sealed)"


class Sealed:
    """A sealed value in memory. Printing, logging or formatting it shows dots."""

    __slots__ = ("_cipher_text", "_context", "_plain", "_loads")

    def __init__(self, *, cipher_text=None, context=b"", plain=None, loads=None):
        self._cipher_text, self._context, self._plain, self._loads = cipher_text, context, plain, loads

    def reveal(self):
        """The value itself. Raises tink.TinkError when it was tampered with or belongs to another row."""
        if self._cipher_text is None:
            return self._plain
        opened = field_cipher().decrypt(self._cipher_text, self._context).decode("utf-8", "surrogatepass")
        return self._loads(opened)

    def __bool__(self):
        return self._cipher_text is not None or bool(self._plain)

    def __str__(self):
        return DOTS if self else ""

    __repr__ = __str__

    def __eq__(self, other):
        return isinstance(other, Sealed) and self.reveal() == other.reveal()

    __hash__ = None

    def __deepcopy__(self, memo):
        return self


class _SealedAttribute(models.query_utils.DeferredAttribute):
    """Wraps whatever is assigned, so that plain text never sits bare on a model instance."""

    def __set__(self, instance, value):
        instance.__dict__[self.field.attname] = self.field.wrap(instance, value)


class SealedField(models.BinaryField):
    """Base of the sealed fields; the model needs a `public_id` that is set before the row is saved."""

    descriptor_class = _SealedAttribute
    plain_type = str

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("editable", True)
        super().__init__(*args, **kwargs)

    def dumps(self, value):
        return value

    def loads(self, text):
        return text

    def wrap(self, instance, value):
        if value is None or isinstance(value, Sealed):
            return value if value is not None else Sealed()
        if isinstance(value, memoryview):  # a row read from the database
            return Sealed(cipher_text=bytes(value), context=self._context(instance.public_id), loads=self.loads)
        if isinstance(value, bytes) or not isinstance(value, self.plain_type):
            raise TypeError(f"{self.model.__name__}.{self.name} takes {self.plain_type}, not {type(value).__name__}.")
        return Sealed(plain=value)

    def _context(self, public_id):
        return f"{self.model._meta.label_lower}.{self.name}:{public_id}".encode()

    def seal_again(self, cipher_text, public_id):
        """What stands sealed in the row `public_id`, sealed anew under the primary key.

        Raises tink.TinkError when it does not open there.
        """
        context = self._context(public_id)
        return field_cipher().encrypt(field_cipher().decrypt(cipher_text, context), context)

    def pre_save(self, instance, add):
        sealed = getattr(instance, self.attname)
        if not sealed:
            return None
        text = self.dumps(sealed.reveal()).encode("utf-8", "surrogatepass")
        return field_cipher().encrypt(text, self._context(instance.public_id))

    def get_db_prep_value(self, value, connection, prepared=False):
        if isinstance(value, Sealed):
            raise FieldError(f"{self.name} is sealed: save it through its row, so that it is bound to it.")
        if isinstance(value, str | list | dict):
            raise FieldError(f"{self.name} is sealed: plain values are never sent to the database.")
        return super().get_db_prep_value(value, connection, prepared)

    def get_lookup(self, lookup_name):
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is sealed and cannot be looked up.")
        return super().get_lookup(lookup_name)

    def value_to_string(self, obj):
        raise FieldError(f"{self.name} is sealed and is not serialized.")

    def formfield(self, **kwargs):
        raise FieldError(f"{self.name} is sealed: forms name their own field.")


class SealedTextField(SealedField):
    """Sealed text."""


class SealedJSONField(SealedField):
    """Sealed list or dictionary."""

    plain_type = (list, dict)

    def dumps(self, value):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)

    def loads(self, text):
        return json.loads(text)
