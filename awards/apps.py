from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AwardsConfig(AppConfig):
    """What may be conferred for how a ward did: papers now; nominations, councils and dossiers later."""

    name = "awards"
    verbose_name = _("Awards and papers")
