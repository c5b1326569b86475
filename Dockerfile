# Web, worker, beat and migrations: one image, four commands (docker-compose.yml). No servers, no tests, no demonstration.

FROM python:3.11-slim-bookworm AS packages
COPY requirements.txt /
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /requirements.txt

FROM python:3.11-slim-bookworm
RUN groupadd --gid 10001 dys \
 && useradd --uid 10001 --gid dys --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin dys \
 && install -d -o dys -g dys -m 0700 /var/lib/dys /var/lib/dys/keys /var/lib/dys/anchors /var/lib/dys/state
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DYS_PRODUCTION=1 \
    DYS_STATIC_ROOT=/srv/static \
    DYS_STATE_DIR=/var/lib/dys/state \
    DYS_KEYSET_DIR=/var/lib/dys/keys \
    DYS_AUDIT_ANCHOR_FILE=/var/lib/dys/anchors/audit.jsonl
COPY --from=packages /opt/venv /opt/venv
COPY . /srv/portal
WORKDIR /srv/portal
# The settings want addresses and a secret; these stand in for them here and stay in no layer's environment.
RUN DYS_SECRET_KEY=stands-in-while-the-image-is-built DATABASE_URL=postgres://nobody@localhost/none \
    REDIS_URL=redis://localhost/0 python manage.py collectstatic --no-input --verbosity 0 \
 && python -m compileall -q /srv/portal
USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "--worker-class", "gthread", "--workers", "2", "--threads", "8", "--bind", "0.0.0.0:8000", \
     "--no-control-socket", "--worker-tmp-dir", "/dev/shm", "--graceful-timeout", "20", "dys_social.wsgi:application"]
