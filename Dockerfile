# The image of every process of tracekit but the database, Redis and the proxy: see docker-compose.yml.
FROM python:3.13-slim-bookworm

ENV PYTHONUNBUFFERED=1 DATA_DIR=/data
WORKDIR /srv/tracekit

COPY requirements/build.txt requirements/fleet.txt requirements/
RUN for lock in build fleet; do \
        pip install --no-cache-dir --disable-pip-version-check --root-user-action=ignore \
            --no-build-isolation --require-hashes -r requirements/$lock.txt || exit; \
    done

# What may go in is listed in .dockerignore. Nothing of it is a secret, and none is needed to build.
COPY . .
RUN python -m compileall -q . \
    && useradd --uid 1000 --no-create-home tracekit \
    && install -d -o tracekit -g tracekit -m 700 /data
USER tracekit

EXPOSE 8000
CMD ["bin/run", "web"]
