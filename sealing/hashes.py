"""Keyed hashes: equality without readability, for handle claims and exact look-ups of sealed names."""

from sealing.keys import hash_function

LENGTH = 32


def keyed_hash(purpose, value):
    """32 bytes that only the holder of the keyset can recompute; `purpose` keeps the uses apart."""
    message = f"{purpose}\0{value}".encode("utf-8", "surrogatepass")
    return hash_function().compute(message, LENGTH)
