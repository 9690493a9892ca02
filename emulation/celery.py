"""The Celery application: `celery --app emulation worker` and `celery --app emulation beat`."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emulation.settings")

app = Celery("emulation")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_ready.connect
def report(sender: Any, **_kwargs: Any) -> None:
    """A new worker need not wait for the clock to be seen: its first task takes the whole way, through the broker."""
    app.send_task("emulation.tasks.heartbeat")
