"""Does the process answer (/health/live), and is everything there that work needs (/health/)?"""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError

from emulation.celery import app
from emulation.models import Heartbeat

WORKER_SILENCE = timedelta(seconds=30)

logger = logging.getLogger(__name__)


class Missing(Exception):
    """A check's way to say what is not there; the text is shown."""


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """Touches neither database nor session: the yardstick that benchmarks divide by."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Run every check named in settings; 503 when one fails. Says nothing that a stranger should not know."""
    answers = {path.rpartition(".")[2]: _answer(path) for path in settings.HEALTH_CHECKS}
    well = all(answer["ok"] for answer in answers.values())
    return JsonResponse({"ok": well, "checks": answers}, status=200 if well else 503)


def _answer(path: str) -> dict[str, object]:
    """A check returns facts to show (a dict) and raises when what it looks for is missing."""
    try:
        return {"ok": True, **import_string(path)()}
    except Missing as missing:
        return {"ok": False, "problem": str(missing)}
    except Exception:  # whatever breaks, the page must still answer, and without inner details
        logger.exception("Health check %s failed", path)
        return {"ok": False, "problem": "failed, see the log"}


def database() -> dict[str, object]:
    """The database answers a query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {}


def broker() -> dict[str, object]:
    """The broker takes a connection within its time limit."""
    try:
        with app.connection_for_write() as link:
            link.ensure_connection(max_retries=1, interval_start=0, timeout=1)
    except (OSError, OperationalError) as error:
        raise Missing("the broker does not answer") from error
    return {}


def worker() -> dict[str, object]:
    """Some worker ran the timed heartbeat during the last half minute."""
    last = Heartbeat.objects.order_by("-seen_at").first()
    if last is None:
        raise Missing("no worker has reported yet")
    age = timezone.now() - last.seen_at
    if age > WORKER_SILENCE:
        raise Missing(f"no worker has reported for {age.total_seconds():.0f} s")
    return {"seconds_since_heartbeat": round(age.total_seconds())}


def note_worker(name: str) -> None:
    """Write down that this worker is alive, and forget those gone for a day."""
    now = timezone.now()
    Heartbeat.objects.update_or_create(worker=name, defaults={"seen_at": now})
    Heartbeat.objects.filter(seen_at__lt=now - timedelta(days=1)).delete()
