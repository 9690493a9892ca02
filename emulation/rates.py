"""How often one address may ask for something that anybody may ask for: counted in the database, one statement a time.

The address itself is not kept: the row's key is a digest under the installation's secret.
"""

from dataclasses import dataclass

from django.db import connection
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from emulation.middleware import client_address
from emulation.models import Rate

COUNT = f"""
    INSERT INTO {Rate._meta.db_table} AS rate (key, since, count) VALUES (%(key)s, now(), 1)
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN rate.since <= now() - %(span)s * interval '1 second' THEN 1 ELSE rate.count + 1 END,
        since = CASE WHEN rate.since <= now() - %(span)s * interval '1 second' THEN now() ELSE rate.since END
    RETURNING count, ceil(extract(epoch FROM since - now()))::int + %(span)s
"""  # noqa: S608  # the table's own name
FORGET = f"DELETE FROM {Rate._meta.db_table} WHERE since < now() - interval '1 day'"  # noqa: S608  # as above


@dataclass(frozen=True)
class Limit:
    """So many times in so many seconds, counted from the first."""

    times: int
    seconds: int


def wait(request: HttpRequest, what: str, limit: Limit) -> int:
    """Count this one; 0 if it is within the limit, else the seconds until the counting begins anew."""
    key = salted_hmac("emulation.rates", f"{what} {client_address(request)}", algorithm="sha256").hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"key": key, "span": limit.seconds})
        count, left = cursor.fetchone()
        if count == 1:
            cursor.execute(FORGET)
    return 0 if count <= limit.times else max(1, int(left))
