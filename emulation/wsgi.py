"""What the web server runs: `gunicorn emulation.wsgi`."""

import os
from typing import Any, BinaryIO

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emulation.settings")


class Whole:
    """A body that ends before its announced length broke off on its way: that is no shorter form, and no shorter file.

    Django asks for no more than was announced; what it gets less than asked for, the web server never received.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.readline = stream.readline

    def read(self, size: int = -1) -> bytes:
        """As any stream. Raises OSError, which Django turns into UnreadablePostError."""
        found = self._stream.read(size)
        if len(found) < size:
            raise OSError("the body broke off on its way")
        return found


class Utf8Request(WSGIRequest):
    """Believes no charset. Django's would decode the address with any codec a stranger names, before a middleware can
    refuse it (CharsetMiddleware): `charset=hex` would be a fault of ours, without an answer or its headers."""

    def __init__(self, environ: dict[str, Any]) -> None:
        super().__init__({**environ, "wsgi.input": Whole(environ["wsgi.input"])})

    @property
    def encoding(self) -> None:
        return None

    @encoding.setter
    def encoding(self, name: str) -> None:
        pass


class Handler(WSGIHandler):
    request_class = Utf8Request


django.setup(set_prefix=False)
application = Handler()
