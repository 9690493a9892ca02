# One image for the web server, the workers, the clock and the preparing step.
FROM python:3.11-slim-trixie

RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-liberation \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --home-dir /home/thidua thidua

# LibreOffice, some 500 MB, only where Word and Excel files are to be bound as pages.
ARG OFFICE_CONVERTER=
RUN if [ -n "$OFFICE_CONVERTER" ]; then apt-get update \
        && apt-get install --yes --no-install-recommends libreoffice-writer-nogui libreoffice-calc-nogui \
            fonts-crosextra-carlito fonts-crosextra-caladea \
        && rm -rf /var/lib/apt/lists/* && test -x "$OFFICE_CONVERTER"; fi

WORKDIR /app
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PATH=/app/.venv/bin:$PATH \
    UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never

COPY pyproject.toml uv.lock ./
RUN pip install --no-cache-dir uv==0.13.9 \
    && uv sync --frozen --no-default-groups --no-cache

COPY . .
# Words and static files belong to the image. These settings serve this step only and are kept nowhere.
ENV STATIC_ROOT=/app/static-collected
RUN export SECRET_KEY=only-while-building-this-image-000000 MEDIA_ROOT=/media HTTPS=0 \
        DATABASE_URL=postgresql:///none BROKER_URL=redis://none \
    && python manage.py messages --compile \
    && python manage.py collectstatic --no-input --verbosity 0 \
    && install --directory --owner thidua --mode 0700 /media

USER thidua
VOLUME /media
EXPOSE 8000
CMD ["gunicorn", "emulation.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--threads", "4", \
     "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--access-logfile", "-"]
