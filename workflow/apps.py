"""Who may enter, who may act, what changes. No tables."""

from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    name = "workflow"
