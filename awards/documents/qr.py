"""The picture of a paper's code, to be read with a telephone."""

from io import BytesIO

import segno


def picture(address: str) -> bytes:
    """A QR code of the address as SVG; the same address gives the same bytes."""
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=2, xmldecl=False, nl=False)
    return drawn.getvalue()
