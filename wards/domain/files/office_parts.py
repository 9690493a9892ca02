"""What a Word or Excel package brings along besides its text: objects that act, a template from elsewhere."""

import re
import zipfile
from collections.abc import Iterator
from xml.parsers import expat

from django.utils.translation import gettext as _

OBJECTS = {"oleobject", "control", "activexcontrolbinary"}  # kinds of relations
OBJECT_NAMES = re.compile(r"/activex/|/embeddings/oleobject", re.IGNORECASE)
# Word notes where on its own disk the writer's template lay; that reaches nobody.
OWN_DISK = re.compile(r"(?:file:///)?[a-z]:[\\/]", re.IGNORECASE)

DAMAGED = (expat.ExpatError,)


def fault(package: zipfile.ZipFile) -> str | None:
    """Why the package cannot be taken, as the end of a sentence about it. Raises one of DAMAGED."""
    names = package.namelist()
    if any(OBJECT_NAMES.search(name) for name in names):
        return _("contains embedded objects (OLE, ActiveX)")
    for name in names:
        if name.lower().endswith(".rels"):
            for relation in _relations(package.read(name)):
                kind = relation.get("Type", "").rpartition("/")[2].lower()
                if kind in OBJECTS:
                    return _("contains embedded objects (OLE, ActiveX)")
                outside = relation.get("TargetMode", "").lower() == "external"
                if kind == "attachedtemplate" and outside and not OWN_DISK.match(relation.get("Target", "")):
                    return _("loads its template from another computer")
    return None


def _relations(content: bytes) -> Iterator[dict[str, str]]:
    """The attributes of every element; expat itself bounds what entities grow to."""
    found: list[dict[str, str]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda _name, attributes: found.append(attributes)
    parser.Parse(content, True)
    yield from found
