# The image of every process of tracekit but the database, Redis and the proxy: see docker-compose.yml.
FROM docker.io/library/python:3.13-slim-bookworm
RUN python -c "import sys; sys.exit(sys.maxsize < 2**32 and 'tracekit needs a 64-bit system: its packages do not exist for 32-bit ARM.')"

ENV PYTHONUNBUFFERED=1 DATA_DIR=/data
WORKDIR /srv/tracekit

COPY requirements/build.txt requirements/fleet.txt requirements/
RUN for lock in build fleet; do \
        pip install --no-cache-dir --disable-pip-version-check --root-user-action=ignore \
            --no-build-isolation --require-hashes -r requirements/$lock.txt || exit; \
    done

# What may go in is listed in .dockerignore. Nothing of it is a secret, and none is needed to build.
COPY . .
# Any user may run it (`user:` in compose): all can read the code and write into a new data folder, as into /tmp.
RUN python -m compileall -q . \
    && chmod -R a+rX . \
    && useradd --uid 1000 --no-create-home tracekit \
    && install -d -o tracekit -g tracekit -m 1777 /data
USER tracekit

EXPOSE 8000
CMD ["bin/run", "web"]
