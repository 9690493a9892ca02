"""What a moved assessment leaves behind in the rooms of awards (settings.STAYS_BEHIND)."""

from collections import Counter
from collections.abc import Collection

from django.utils.translation import ngettext

from awards.models import Ballot, Issue, Paper, PaperText
from wards.models import State


def staying(assessments: Collection[int]) -> dict[int, list[str]]:
    """Of each of these (ids) what council and papers hold, in words; four queries, however many there are."""
    papers = Paper.objects.filter(is_final=True).values_list("assessment", "kind", "subject").order_by().distinct()
    texts = PaperText.objects.exclude(markup="").values_list("assessment", "kind", "part").order_by().distinct()
    numbers = Issue.objects.filter(cancelled_at=None, paper__assessment__in=assessments)
    counts = [
        Counter(Ballot.objects.filter(assessment__in=assessments).values_list("assessment", flat=True)),
        Counter(pk for pk, *_which in papers.filter(assessment__in=assessments)),
        Counter(numbers.values_list("paper__assessment", flat=True)),
        Counter(pk for pk, *_which in texts.filter(assessment__in=assessments)),
    ]
    return {pk: _told(*(count[pk] for count in counts)) for pk in assessments}


def is_moved(ballot: Ballot) -> bool:
    """Whether what is voted on went on under another set."""
    return ballot.assessment.state == State.MOVED


def _told(meetings: int, papers: int, numbers: int, texts: int) -> list[str]:
    told = [
        (meetings, ngettext("%(n)d meeting of the council", "%(n)d meetings of the council", meetings)),
        (papers, ngettext("%(n)d paper settled for signing", "%(n)d papers settled for signing", papers)),
        (numbers, ngettext("%(n)d number in the register", "%(n)d numbers in the register", numbers)),
        (texts, ngettext("%(n)d text written for papers", "%(n)d texts written for papers", texts)),
    ]
    return [words % {"n": n} for n, words in told if n]
