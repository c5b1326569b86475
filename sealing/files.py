"""Files sealed as streams (Tink streaming AEAD): a file opens only whole, unchanged and as the file it was sealed as."""

from sealing.keys import file_cipher

CHUNK = 1 << 20


class _KeptOpen:
    """Lets Tink close its end of a stream without closing the file underneath."""

    def __init__(self, file):
        self._file = file

    def __getattr__(self, name):
        return getattr(self._file, name)

    def close(self):
        self._file.flush()

    @property
    def closed(self):
        return False


def seal_into(sealed_file, plain, *, context):
    """Write the bytes `plain` sealed into an open binary file. `context` names the file: it opens under no other."""
    with file_cipher().new_encrypting_stream(_KeptOpen(sealed_file), context.encode()) as stream:
        view = memoryview(plain)
        for start in range(0, len(view), CHUNK):
            stream.write(bytes(view[start : start + CHUNK]))


def open_sealed(sealed_file, *, context):
    """A readable stream of the plain bytes. Reading raises tink.TinkError when anything was changed, cut or exchanged."""
    return file_cipher().new_decrypting_stream(sealed_file, context.encode())
