"""What the web server runs: `gunicorn emulation.wsgi`."""

import os

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "emulation.settings")


class Utf8Request(WSGIRequest):
    """Believes no charset. Django's would decode the address with any codec a stranger names, before a middleware can
    refuse it (CharsetMiddleware): `charset=hex` would be a fault of ours, without an answer or its headers."""

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
