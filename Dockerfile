# One image, three commands: web, worker, beat. Built without secrets; everything that differs comes from the environment.

FROM node:22-slim AS sider
WORKDIR /bygg
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM python:3.13-slim AS pakker
RUN python -m venv /opt/venv
COPY requirements.txt /tmp/requirements.txt
RUN /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /tmp/requirements.txt

FROM python:3.13-slim AS bygg
COPY --from=pakker /opt/venv /opt/venv
WORKDIR /app
COPY . .
COPY --from=sider /bygg/node_modules node_modules
RUN /opt/venv/bin/python scripts/copy_vendor.py \
    && /opt/venv/bin/python scripts/kompiler_sprak.py \
    && /opt/venv/bin/python manage.py collectstatic --noinput -v 0 \
    && /opt/venv/bin/python -m compileall -q . \
    && rm -rf node_modules static/vendor scripts tests standins bench

FROM python:3.13-slim
RUN groupadd --gid 10001 deldokument \
    && useradd --uid 10001 --gid deldokument --no-create-home --home-dir /nonexistent deldokument \
    && install -d -o deldokument -g deldokument -m 0700 /data
COPY --from=pakker /opt/venv /opt/venv
COPY --from=bygg /app /app
COPY container/start /usr/local/bin/start
WORKDIR /app
# MALLOC_*: bytes go through in pieces of 1 MiB, and glibc keeps the memory of a few between reads instead of having the
# kernel clear it anew for each (docs/beslutninger/0017).
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MALLOC_MMAP_THRESHOLD_=8388608 \
    MALLOC_TRIM_THRESHOLD_=16777216 \
    MALLOC_ARENA_MAX=4 \
    DATA_DIR=/data \
    WEB_ADRESSE=0.0.0.0:8000
USER 10001:10001
EXPOSE 8000
VOLUME /data
HEALTHCHECK --interval=30s --timeout=10s --start-period=40s CMD ["start", "helse"]
ENTRYPOINT ["start"]
CMD ["web"]
