"""The acts of B.2, one function each. Every act takes `actor` and `at`, is atomic, and raises NotAllowed or Stale."""
