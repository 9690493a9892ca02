"""The project package is an app too: commands, template filters, the heartbeat."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EmulationConfig(AppConfig):
    name = "emulation"
    verbose_name = _("Plumbing")
