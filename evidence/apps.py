"""Files by SHA-256 behind private storage, whoever uses them (B.2.f)."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "evidence"
