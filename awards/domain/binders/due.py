"""Which volumes the next sending of a dossier needs, and which of them are bound."""

from dataclasses import dataclass

from awards import rules
from awards.domain.binders import binding, plan
from awards.models import Binder, Dossier
from emulation.text import canonical

Content = Binder.Content


@dataclass(frozen=True)
class Due:
    """A volume that goes along; `volume` shows what the records say now, None as long as it is to be bound."""

    content: Binder.Content
    volume: Binder | None


def due(dossier: Dossier) -> list[Due]:
    """The whole volume, and after a return the one of what was replaced, where anything was; of a dossier that its
    office has and of whose wards none is writing, else none."""
    if not dossier.is_open or any(map(rules.is_writing, plan.wards_of(dossier))):
        return []
    found = []
    for content in (Content.ALL, Content.REPLACED) if dossier.revision > 1 else (Content.ALL,):
        made = plan.make(dossier=dossier, content=content)
        if made["sections"] or content == Content.ALL:
            found.append(Due(content, binding.showing(dossier, content=content, plan=canonical(made))))
    return found
