"""What workers do for awards: draw papers and bind binders, and find those whose task or worker was lost."""

from celery import shared_task

from awards.documents import binders as binding
from awards.documents import kept
from awards.documents import papers as drawing
from awards.domain import provision_notices
from awards.domain.binders import binding as binders
from awards.domain.papers import drawing as papers
from awards.domain.papers import register_notices, waiting_scans
from emulation.queue import enqueue


@shared_task
def draw_paper(paper_id: int) -> None:
    """Draw one paper; harmless when repeated, late, or gone."""
    drawing.draw_paper(paper_id)


@shared_task
def draw_binder(binder_id: int) -> None:
    """Bind one binder; harmless when repeated, late, or gone."""
    binding.draw_binder(binder_id)


@shared_task
def sweep_papers() -> None:
    """Send again what a dead broker or a killed worker lost."""
    for paper_id in papers.sweep():
        enqueue(draw_paper, paper_id)
    for binder_id in binders.sweep():
        enqueue(draw_binder, binder_id)


@shared_task
def tell_registers() -> None:
    """Tell those who keep a register what waits there, and of rules that wait for a second person; each once."""
    register_notices.tell_waiting()
    provision_notices.tell_waiting()


@shared_task
def sweep_drawings() -> None:
    """Let go of kept drawings where there are many."""
    kept.sweep()


@shared_task
def sweep_scans() -> None:
    """Forget the doubtful scans that nobody gave a reason for."""
    waiting_scans.sweep()
