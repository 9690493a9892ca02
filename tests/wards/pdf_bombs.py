"""PDFs of a few kilobytes that claim far more than they are."""

import zlib


def one_leaf_many_times(times: int, *, said: int | None = None) -> bytes:
    """One page named so many times by the tree of pages, which says it has `said` (all of them); in packed tables."""
    catalog = b"<</Type/Catalog/Pages 2 0 R>>"
    leaf = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>"
    tree = b"<</Type/Pages/Count %d/Kids[" % (times if said is None else said) + b"3 0 R " * times + b"]>>"
    head = body = b""
    for number, thing in enumerate((catalog, tree, leaf), 1):
        head += b"%d %d " % (number, len(body))
        body += thing + b" "
    out = b"%PDF-1.5\n"
    things_at = len(out)
    about = b"/Type/ObjStm/N 3/First %d" % len(head)
    out += b"4 0 obj" + _packed(about, head + body)
    table_at = len(out)
    places = [(0, 0, 0), *((2, 4, at) for at in range(3)), (1, things_at, 0), (1, table_at, 0)]
    rows = b"".join(bytes([kind]) + where.to_bytes(4, "big") + at.to_bytes(2, "big") for kind, where, at in places)
    out += b"5 0 obj" + _packed(b"/Type/XRef/Size 6/W[1 4 2]/Root 1 0 R", rows)
    return out + b"startxref\n%d\n%%%%EOF\n" % table_at


def slow_page(fills: int) -> bytes:
    """One page that is painted red all over so many times."""
    things = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>",
    ]  # fmt: skip
    out, places = b"%PDF-1.4\n", []
    for number, thing in enumerate(things, 1):
        places.append(len(out))
        out += b"%d 0 obj" % number + thing + b"endobj\n"
    places.append(len(out))
    out += b"4 0 obj" + _packed(b"", b"q 1 0 0 rg 0 0 600 800 re f Q\n" * fills)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return out + b"xref\n0 5\n0000000000 65535 f \n" + table + end


def _packed(about: bytes, content: bytes) -> bytes:
    packed = zlib.compress(content, 9)
    return b"<<%b/Filter/FlateDecode/Length %d>>stream\n%b\nendstream endobj\n" % (about, len(packed), packed)
