"""What a ward changed between two hand-ins: value by value, document by document, with both values named."""

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from emulation.templatetags.vietnamese import day
from wards import rules
from wards.domain.sheet import sealed
from wards.domain.sheet.explain import describe_figure
from wards.domain.sheet.sealed import HandedEvidence, HandedLine
from wards.models import Assessment, Entry, Evidence, Indicator

LONGEST = 400  # words of a text that are still compared one by one; longer ones sentence by sentence


@dataclass(frozen=True)
class Change:
    """One thing that is different. An empty side says that there was nothing, or is nothing any more."""

    what: str
    old: str = ""
    new: str = ""
    is_text: bool = False  # sentences: shown with the words that went and came

    @property
    def words(self) -> list[tuple[str, str]]:
        """The text in pieces ("same" | "gone" | "new", words), for what was written in sentences."""
        return compare_words(self.old, self.new) if self.is_text else []


def between(before: HandedLine | None, now: HandedLine | None, indicator: Indicator) -> list[Change]:
    """Everything that differs of a line, as a reviewer looks at it: figure, explanation, documents."""
    if before is None or now is None or not now.differs_from(before):
        return []
    found = []
    if now.figure != before.figure:
        found.append(Change(_("Figure"), figure_or_reason(before, indicator), figure_or_reason(now, indicator)))
    if now.explanation != before.explanation:
        found.append(Change(_("Explanation"), before.explanation, now.explanation, is_text=True))
    return found + list(_documents(before.evidence, now.evidence))


def outdated_words(assessment: Assessment, entries: Iterable[Entry]) -> dict[int, str]:
    """By line: that its figure was changed since the last hand-in and its explanation was not. One query, or none."""
    explained = [entry for entry in entries if entry.explanation and entry.version > 1]
    if not explained or not assessment.round or assessment.state not in rules.WRITING:
        return {}
    last = assessment.hand_ins.order_by("-round").first()
    handed = sealed.read(last) if last else {}
    told = _("The figure was corrected, the explanation is still that of hand-in %(n)d; please look at it again.")
    return {
        entry.pk: told % {"n": last.round}
        for entry in explained
        if last and (line := handed.get(entry.pk)) and line.explanation == entry.explanation
        and line.figure != _figure(entry)
    }  # fmt: skip


def _figure(entry: Entry) -> tuple[object, ...]:
    """As `HandedLine.figure` tells it."""
    option = entry.option.name if entry.option else None
    return (entry.number, entry.met, entry.of, entry.yes, option, entry.text, entry.no_data_reason)


def figure_or_reason(figure: HandedLine, indicator: Indicator) -> str:
    """The figure with its unit, or why there is none."""
    if figure.no_data_reason:
        return _("No figure: %(reason)s") % {"reason": figure.no_data_reason}
    return describe_figure(figure, indicator)


def _documents(before: tuple[HandedEvidence, ...], now: tuple[HandedEvidence, ...]) -> Iterator[Change]:
    """Documents are matched by their exhibit number, which never comes to mean another one."""
    had, has = ({paper.exhibit: paper for paper in papers} for papers in (before, now))
    for exhibit in sorted(had.keys() | has.keys()):
        old, new = had.get(exhibit), has.get(exhibit)
        if old is None and new is not None:
            yield Change(_("%(exhibit)s: document added") % {"exhibit": exhibit}, new=_title(new))
        elif new is None and old is not None:
            yield Change(_("%(exhibit)s: document removed") % {"exhibit": exhibit}, old=_title(old))
        elif old and new:
            for change in (*_data(old, new), *_files(old, new)):
                yield Change(f"{exhibit}: {change.what}", change.old, change.new)


def _title(paper: HandedEvidence) -> str:
    return ", ".join(filter(None, [paper.number, paper.abstract]))


def _data(old: HandedEvidence, new: HandedEvidence) -> Iterator[Change]:
    """What the register of exhibits says of a document. An older hand-in says nothing of some of it: no change then."""
    told = [
        (_("pages to look at"), _pages(old), _pages(new)),
        (_("number and sign"), old.number, new.number),
        (_("date of issue"), day(old.issued_on), day(new.issued_on)),
        (_("issuing body"), old.issuer, new.issuer),
        (_("abstract"), old.abstract, new.abstract),
        (_("kind of copy"), _label(Evidence.Copy, old.copy), _label(Evidence.Copy, new.copy)),
    ]
    if old.kind:
        told += [
            (_("kind of document"), _label(Evidence.Kind, old.kind), _label(Evidence.Kind, new.kind)),
            (_("confirming body"), _label(Evidence.Body, old.body), _label(Evidence.Body, new.body)),
            (_("last day of validity"), day(old.valid_until), day(new.valid_until)),
        ]
    yield from (Change(what, one, other) for what, one, other in told if one != other)
    if old.kind and old.region != new.region:
        yield Change(_("marked part of the page"), _region(old), _region(new, like=_region(old)))


def _pages(paper: HandedEvidence) -> str:
    return paper.pages or pgettext("pages", "the whole document")


def _label(choices: type[Evidence.Copy | Evidence.Kind | Evidence.Body], value: str) -> str:
    return str(dict(choices.choices).get(value, value))


def _region(paper: HandedEvidence, *, like: str = "") -> str:
    """Where the mark is, as people say it; `like`: the words for the old one, which must not be told twice alike."""
    if not paper.region:
        return ""
    words = _("on page %(page)s") % {"page": paper.region.partition(":")[0]}
    return _("at another place on the same page") if words == like else words


def _files(old: HandedEvidence, new: HandedEvidence) -> Iterator[Change]:
    """Files by content: the same bytes under another name are renamed, the same name with other bytes replaced."""
    had, has = ({digest: name for name, digest in paper.files} for paper in (old, new))
    gone = {name: digest for digest, name in had.items() if digest not in has}
    came = {name: digest for digest, name in has.items() if digest not in had}
    for name in sorted(gone.keys() & came.keys()):
        yield Change(_("another file under the same name"), _version(name, gone[name]), _version(name, came[name]))
    yield from (Change(_("file removed"), old=name) for name in sorted(gone.keys() - came.keys()))
    yield from (Change(_("file added"), new=name) for name in sorted(came.keys() - gone.keys()))
    for digest in sorted(had.keys() & has.keys()):
        if had[digest] != has[digest]:
            yield Change(_("name of the file"), had[digest], has[digest])
    before, now = ([digest for _name, digest in paper.files if digest in had and digest in has] for paper in (old, new))
    if before != now:
        yield Change(_("order of the files"), _names(has, before), _names(has, now))


def _names(names: dict[str, str], digests: list[str]) -> str:
    return ", ".join(names[digest] for digest in digests)


def _version(name: str, digest: str) -> str:
    """Two files of one name are told apart by the beginning of their digests."""
    return f"{name} ({digest[:8]})"


def compare_words(old: str, new: str) -> list[tuple[str, str]]:
    """Both texts woven into one: what stayed, what went, what came, each with its spaces."""
    one, other = re.findall(r"\S+\s*|\s+", old), re.findall(r"\S+\s*|\s+", new)
    if max(len(one), len(other)) > LONGEST:
        one, other = (re.findall(r"[^.!?\n]+[.!?\n]*\s*|[.!?\n]+\s*", text) for text in (old, new))
    told: list[tuple[str, str]] = []
    matcher = difflib.SequenceMatcher(None, [w.strip() for w in one], [w.strip() for w in other], autojunk=False)
    for tag, from_one, to_one, from_other, to_other in matcher.get_opcodes():
        if tag == "equal":
            told.append(("same", "".join(other[from_other:to_other])))
            continue
        told += [("gone", "".join(one[from_one:to_one]))] if to_one > from_one else []
        told += [("new", "".join(other[from_other:to_other]))] if to_other > from_other else []
    return told
