"""Draw one paper as a worker: claim it, hold the lease, keep the file, write the result."""

import json
import logging

from django.db import Error

from awards.documents import pdf, qr, shelf
from awards.domain import leases
from awards.domain.papers import drawing
from awards.domain.writing import layouts, visit_facts
from awards.models import Paper

logger = logging.getLogger(__name__)


def draw_paper(paper_id: int) -> bool:
    """Draw a paper if it is free; False when there was nothing to do or another worker was quicker.

    What cannot be drawn is marked failed. Anything else that goes wrong (no disk, no database) is raised: the lease
    runs out and the sweep has the paper drawn again.
    """
    token = drawing.claim(paper_id)
    if token is None:
        return False
    with leases.held(Paper, paper_id, token):
        paper = Paper.objects.get(pk=paper_id)
        try:
            drawn = _draw(paper)
        except (OSError, Error):  # of the disk or the database, not of this content
            raise
        except Exception as error:  # whatever the engine stumbles over is a fault of this content, and is told as such
            logger.exception("Paper %s cannot be drawn", paper_id)
            drawing.fail(paper_id=paper_id, token=token, reason=f"{type(error).__name__}: {error}")
            return False
        name, sha256 = shelf.put(drawn.content)
        return drawing.finish(paper_id=paper_id, token=token, name=name, sha256=sha256, pages=drawn.pages)


def _draw(paper: Paper) -> pdf.Drawn:
    context = json.loads(paper.context)
    pictures = visit_facts.pictures(photo["sha256"] for photo in context.get("photos", []))
    if paper.code:
        pictures["code"] = qr.picture(layouts.check_address(paper.code))
    return pdf.draw(
        html=layouts.html(paper.kind, context, code=paper.code), stylesheet=layouts.stylesheet(),
        identifier=bytes.fromhex(paper.digest)[:16], pictures=pictures,
    )  # fmt: skip
