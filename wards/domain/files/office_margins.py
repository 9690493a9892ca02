"""What stands at the head and foot of a Word file's pages, and its notes. Loaded by `office_words`."""

from typing import Any

from docx.document import Document
from docx.oxml.ns import qn

MARGINS = ("header", "footer")
NOTES = tuple(map(qn, ("w:footnoteReference", "w:endnoteReference")))


def head(document: Document) -> Any:
    """The header (w:hdr) of the first page, if it says more than a number; None otherwise."""
    section = next(document.element.body.iter(qn("w:sectPr")), None)
    if section is None:
        return None
    kinds = ["default"] if section.find(qn("w:titlePg")) is None else ["first", "default"]
    named = {one.get(qn("w:type")): one.get(qn("r:id")) for one in section.iter(qn("w:headerReference"))}
    parts = [document.part.rels.get(named.get(kind, "")) for kind in kinds]
    return next((part.target_part.element for part in parts if part is not None and _says(part)), None)


def has_more(document: Document, shown: Any) -> bool:
    """Whether other headers, footers or notes say something that is not shown."""
    if any(True for _ in document.element.body.iter(*NOTES)):
        return True
    known = None if shown is None else _text(shown)
    return any(_says(part) and _text(part.target_part.element) != known for part in document.part.rels.values())


def _says(relation: Any) -> bool:
    """Whether it leads to a header or footer with words: the number of the page is none."""
    if relation.is_external or relation.reltype.rpartition("/")[2] not in MARGINS:
        return False
    element = getattr(relation.target_part, "element", None)
    return element is not None and any(sign.isalpha() for sign in _text(element))


def _text(element: Any) -> str:
    return "".join(part.text or "" for part in element.iter(qn("w:t")))
