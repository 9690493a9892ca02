"""Pages of the overview and their Excel files, as tests read them; many wards made the short way."""

import datetime as dt
import io
import re
from decimal import Decimal
from html.parser import HTMLParser
from urllib.parse import unquote

from django.http import HttpResponse
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests import factories
from wards.domain.sheet import scoring
from wards.models import Assessment, Entry, Indicator, Office, Period, Ward


def many(period: Period, office: Office, count: int, *, first: int = 30000) -> list[Assessment]:
    """That many wards with an assessment each, every number in it 50 and every share 7/8, scored."""
    wards = [
        Ward(
            code=f"{first + n:05}", name=f"Phường Số {first + n}", kind="phường", area="Thành phố Thanh Hóa",
            office=office, valid_to=dt.date(2025, 6, 30),
        )
        for n in range(count)
    ]  # fmt: skip
    for ward in wards:
        ward.set_keys()
    Ward.objects.bulk_create(wards)
    made = Assessment.objects.bulk_create([Assessment(ward=ward, period=period) for ward in wards])
    indicators = list(Indicator.objects.filter(criterion__criteria_set=period.criteria_set))
    Entry.objects.bulk_create(
        Entry(
            assessment=one, indicator=indicator, year=period.last_year, version=1,
            number=min(indicator.maximum, 50) if indicator.value == "number" else None,
            met=7 if indicator.value == "share" else None, of=8 if indicator.value == "share" else None,
        )
        for one in made for indicator in indicators
    )  # fmt: skip
    scoring.recompute(assessments=[one.pk for one in made])
    return made


def earlier(assessment: Assessment, year: int, *, ward: Ward | None = None, state: str = "reviewed") -> Assessment:
    """An assessment of the same set for an earlier year, appraised."""
    period = Period.objects.filter(criteria_set=assessment.period.criteria_set, last_year=year).first()
    period = period or factories.period(
        assessment.period.criteria_set, title=f"Phường kiểu mẫu năm {year}", first_year=year, last_year=year
    )
    return Assessment.objects.create(ward=ward or assessment.ward, period=period, state=state, round=1)


def book(response: HttpResponse) -> list[Worksheet]:
    return load_workbook(io.BytesIO(response.content)).worksheets


def headed(sheet: Worksheet) -> list[dict[str, object]]:
    """The rows under the headings, by heading: the headings follow the one empty line."""
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(n for n, row in enumerate(rows) if not any(row)) + 1
    return [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]


def above(sheet: Worksheet) -> list[str]:
    """Title and notes."""
    found: list[str] = []
    for row in sheet.iter_rows():
        if not row[0].value:
            return found
        found.append(str(row[0].value))
    return found


def names(response: HttpResponse) -> tuple[str, str]:
    """Both names of the file, the second decoded."""
    found = re.fullmatch(r"attachment; filename=\"(.*)\"; filename\*=UTF-8''(.*)", response["Content-Disposition"])
    assert found
    return found[1], unquote(found[2])


class _Tables(HTMLParser):
    """The rows of every table's body and foot: each cell's words, spaces single."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in {"td", "th"}:
            self.tables[-1][-1].append("")
            self.inside = True

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag not in {"td", "th"}

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.tables[-1][-1][-1] += f" {data}"


def tables(html: str) -> list[list[list[str]]]:
    """The words of every cell of every table, without the headings' row."""
    parser = _Tables()
    parser.feed(html)
    return [[[" ".join(cell.split()) for cell in row] for row in rows[1:]] for rows in parser.tables]


def number(words: str) -> Decimal:
    """The first number of a cell as the page writes it: "10,46 ✕ chưa đạt" is 10.46."""
    found = re.match(r"[+−]?[\d.]+(?:,\d+)?", words)
    assert found, words
    return Decimal(found[0].replace(".", "").replace(",", ".").replace("−", "-"))
