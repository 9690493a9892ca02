"""The bytes of files: stored once however often they are uploaded, forgotten when nothing holds them any more."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.core.files.storage import default_storage
from django.db import connection, transaction

from emulation import shelf
from emulation.text import canonical
from wards.domain import ledger
from wards.domain.files import page_pictures
from wards.domain.files.uploads import Checked
from wards.models import Content, HandIn, Officer

PUT_BACK = "file_put_back"  # kind of its ledger entries
_block: ContextVar[list[str] | None] = ContextVar("_block", default=None)


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """A transaction of several attachments: if it fails, no row stays and no file that was written for one."""
    written: list[str] = []
    token = _block.set(written)
    try:
        with transaction.atomic():
            yield
    except BaseException:
        for name in written:
            default_storage.delete(name)
        raise
    finally:
        _block.reset(token)


def held(digests: Iterable[str]) -> None:
    """Keep several contents still until the transaction ends, in one order for everybody: nobody waits crosswise."""
    for sha256 in sorted(set(digests)):
        _one_at_a_time(sha256)


def _one_at_a_time(sha256: str) -> None:
    """Storing and discarding the same content wait for each other until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [sha256])


def stored(checked: Checked, written: list[str], *, by: Officer) -> Content:
    """The content, written only if nobody has it yet; `written` takes the names of new files.

    Where its file was lost or altered meanwhile, this one takes its place: the digest proves that it is the same. It
    says so in `was_put_back` and in the ledger.
    """
    _one_at_a_time(checked.sha256)
    known = Content.objects.filter(sha256=checked.sha256).first()
    checked.file.seek(0)
    if known:
        return known if shelf.holds(str(known.file), known.sha256) else _put_back(known, checked, by)
    name = default_storage.get_available_name(f"evidence/{checked.sha256[:2]}/{checked.sha256}")
    for names in (written, _block.get()):
        if names is not None:
            names.append(name)  # before the first byte: what breaks off in the middle is removed too
    name = default_storage.save(name, checked.file)
    return Content.objects.create(
        sha256=checked.sha256, size=checked.size, media_type=checked.media_type, pages=checked.pages, file=name
    )


def _put_back(content: Content, checked: Checked, by: Officer) -> Content:
    name = str(content.file)
    shelf.keep(name, checked.file)
    content.was_put_back = True
    text = canonical({"content": content.pk, "sha256": content.sha256, "file": name, "sent_as": checked.name})
    ledger.append(kind=PUT_BACK, subject=checked.name, text=text, by=by)
    return content


def kept_files() -> Iterator[tuple[Content, str, str]]:
    """Every content with its file's name in the storage and its digest (settings.KEPT_FILES)."""
    for content in Content.objects.order_by("id").iterator():
        yield content, str(content.file), content.sha256


def discard(content: Content) -> None:
    """Forget content no document or visit holds, unless a hand-in names it: that one must stay readable as it was."""
    _one_at_a_time(content.sha256)
    if content.files.exists() or content.photos.exists():
        return
    if HandIn.objects.filter(text__contains=content.sha256).exists():
        return
    name = str(content.file)
    content.delete()
    transaction.on_commit(lambda: default_storage.delete(name))
    transaction.on_commit(lambda: page_pictures.forget(content.sha256))
