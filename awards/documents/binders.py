"""Bind one binder as a worker: claim it, hold the lease, tell how far it has come, keep the parts, write the result."""

import json
import logging
import resource
import uuid
from dataclasses import dataclass
from pathlib import Path

from django.db import Error

from awards.documents import shelf
from awards.documents.binder_pages import Frame
from awards.documents.binding import FILED, Binding, Written
from awards.documents.originals import CannotBind
from awards.domain import leases
from awards.domain.binders import binding as binders
from awards.models import Binder
from emulation import scratch

OPEN_FILES = 16_384  # every exhibit is open until its volume is written

logger = logging.getLogger(__name__)


class Stopped(Exception):
    """Somebody cancelled the work, or another worker has it."""


def draw_binder(binder_id: int) -> bool:
    """Bind a binder if it is free; False when there was nothing to do, it was cancelled or another was quicker.

    What cannot be bound is marked failed, with the document. Anything else that goes wrong (no disk, no database) is
    raised: the lease runs out and the sweep has it bound again.
    """
    token = binders.claim(binder_id)
    if token is None:
        return False
    binder = Binder.objects.get(pk=binder_id)
    with leases.held(Binder, binder_id, token), scratch.folder() as folder:
        try:
            written = _bind(binder, token, folder)
        except Stopped:
            return False
        except CannotBind as fault:
            logger.warning("Binder %s cannot be bound: %s", binder_id, fault)
            binders.fail(binder_id=binder_id, token=token, fault=fault.fault, label=fault.label)
            return False
        except (OSError, Error):  # of the disk or the database, not of this content
            raise
        except Exception:  # whatever the engine stumbles over is a fault of this content, and is told as such
            logger.exception("Binder %s cannot be bound", binder_id)
            binders.fail(binder_id=binder_id, token=token, fault="engine")
            return False
        return binders.finish(binder_id=binder_id, token=token, parts=[_kept(part) for part in written])


def _bind(binder: Binder, token: uuid.UUID, folder: Path) -> list[Written]:
    _allow_files()
    plan = json.loads(binder.plan)
    filed = sum(section["kind"] in FILED for section in plan["sections"])
    progress = _Progress(binder.pk, token, steps=filed + 2)
    frame = Frame(cover=plan["cover"], code=binder.code, identifier=bytes.fromhex(binder.digest)[:16])
    binding = Binding(plan, frame, binder.duplex, binder.part_limit, folder, progress.tell)
    return binding.bind()


@dataclass
class _Progress:
    """Counts steps into the binder's row."""

    binder_id: int
    token: uuid.UUID
    steps: int
    done: int = -1  # what is told is only beginning

    def tell(self, step: str) -> None:
        self.done += 1
        self.steps = max(self.steps, self.done + 1)
        told = {"done": self.done, "steps": self.steps, "step": step[:200]}
        if not binders.tell(binder_id=self.binder_id, token=self.token, **told):
            raise Stopped


def _kept(part: Written) -> binders.Part:
    name, sha256 = shelf.take(part.path)
    return binders.Part(name, sha256, part.path.stat().st_size, part.pages, part.contents)


def _allow_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
