"""What a hand-in takes along: the ward's signed papers, and what of them still lacks (settings.SIGNED_PAPERS)."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from awards import rules
from awards.domain.papers.present import Present
from awards.domain.papers.standings import PaperStanding, of_present
from awards.models import Paper
from awards.queries.places import WARD_KINDS


def for_hand_in(assessment: rules.Assessment) -> dict[str, list[Any]]:
    """`papers`: every signed paper as plain values, for the sealed text; `lacks`: (sentence, address), why it waits.

    A period that takes no signed papers lacks none, and takes along those that are complete: a report with its annexes.
    """
    needs = assessment.period.needs_papers
    if not needs and not Paper.objects.filter(assessment=assessment, is_final=True).exists():
        return {"papers": [], "lacks": []}
    present = Present(assessment)
    found = [row for row in of_present(present) if row.kind in WARD_KINDS]
    whole = {row.key for row in found if row.is_complete}
    if any(row.is_annex and not row.lacks and row.key not in whole for row in found):
        whole.discard((Paper.Kind.REPORT, 0))  # it is settled once more with what it encloses, and signed anew
    taken = [row for row in found if row.key in whole and (not row.is_annex or (Paper.Kind.REPORT, 0) in whole)]
    return {"papers": [_sealed(row) for row in taken], "lacks": _lacks(present, found) if needs else []}


def _sealed(row: PaperStanding) -> dict[str, Any]:
    """One signed paper as the hand-in's text keeps it."""
    paper, issue, scan = row.paper, row.issue, row.scan
    if paper is None:
        raise ValueError("a paper that was not drawn is not handed in")
    told: dict[str, Any] = {
        "kind": str(row.kind), "subject": row.subject, "name": _name(row), "revision": paper.revision,
        "code": paper.code, "sha256": paper.sha256, "paper": paper.pk,
    }  # fmt: skip
    if issue and scan:
        told |= {
            "number": issue.number, "sign": issue.sign, "date": issue.issued_on, "signer": issue.signer,
            "signer_office": issue.signer_office, "scan": scan.pk, "scan_sha256": scan.sha256,
        }  # fmt: skip
    return told


def _name(row: PaperStanding) -> str:
    return str(Paper.Kind(row.kind).label)


def _lacks(present: Present, found: list[PaperStanding]) -> list[tuple[str, str]]:
    """What stands between the ward's papers and the hand-in, each with the page where it is put right."""
    here = reverse("awards:papers", args=[present.assessment.pk])
    said = []
    if changed := present.unanswered:
        told = _("The figures changed after the council of the ward voted: %(what)s. The council votes again, or the "
                 "leader gives the reason why its vote stands.")  # fmt: skip
        said.append((told % {"what": changed.what}, reverse("awards:ward_keep_vote", args=[present.assessment.pk])))
    for row in found:
        if row.kind == Paper.Kind.COUNCIL and row.subject == 0:
            said.append((_("The council of the ward has not voted, or its meeting is not closed."), "/hoi-dong/"))
        elif refusal := present.refusal(row.key):
            said.append((refusal, "/hoi-dong/"))
        elif row.needed and (sentence := _lack(row)):
            said.append((sentence, f"{here}#{row.kind}-{row.subject}"))
        elif row.is_annex and not row.lacks and not row.is_settled:
            said.append((_("%(paper)s: settle the report once more.") % {"paper": _name(row)}, f"{here}#report-0"))
    return said


def _lack(row: PaperStanding) -> str:
    """The next thing one needed paper waits for; empty when it is complete."""
    name = {"paper": _name(row)}
    if row.paper is None:
        return _("%(paper)s: not settled for signing yet.") % name
    if row.is_wanted:
        return _("%(paper)s: the province wants it made anew.") % name
    if row.is_outdated:
        return _("%(paper)s: what it says has changed since it was settled.") % name
    if row.paper.state != Paper.State.READY:
        return _("%(paper)s: still being drawn.") % name
    if row.issue is None:
        return _("%(paper)s: number and date are not registered yet.") % name
    return "" if row.scan else _("%(paper)s: the signed scan is missing.") % name
