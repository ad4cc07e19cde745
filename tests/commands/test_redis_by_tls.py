"""A Redis that is reached by TLS must have a certificate of a known authority for its name, for cache and broker."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.machine import Machine
from tests.ports import free_port
from tests.required import skip_or_fail
from tests.waiting import wait_until

pytestmark = pytest.mark.own_servers

CONTACT = """
from django.core.cache import cache
from tracekit_site.celery import app
broker = app.connection_for_write()
for contact in (lambda: cache.set("name", "value"), lambda: broker.ensure_connection(max_retries=0)):
    try:
        contact()
    except Exception as error:
        print("refused", "CERTIFICATE_VERIFY_FAILED" in str(error))
    else:
        print("accepted")
"""
ACCEPTED, REFUSED = "accepted\naccepted\n", "refused True\nrefused True\n"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Returns a certificate for localhost that is its own authority; the key is beside it."""
    folder = tmp_path_factory.mktemp("certificate")
    names = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost")
    files = ("-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem"))
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names, *files]
    subprocess.run(command, check=True, capture_output=True)
    return folder / "certificate.pem"


@pytest.fixture(scope="module")
def port(certificate: Path) -> Iterator[int]:
    """Yields the port of a Redis that speaks TLS only."""
    number = free_port()
    files = ("--tls-cert-file", str(certificate), "--tls-key-file", str(certificate.with_name("key.pem")))
    tls = ("--port", "0", "--tls-port", str(number), *files, "--tls-ca-cert-file", str(certificate))
    options = ("--tls-auth-clients", "no", "--save", "", "--bind", "127.0.0.1")
    try:
        server = subprocess.Popen(["redis-server", *tls, *options], stdout=subprocess.PIPE, text=True)
    except FileNotFoundError:
        skip_or_fail("there is no Redis server on this machine")
    with server:
        assert server.stdout
        wait_until(lambda: "Ready to accept connections" in str(server.stdout and server.stdout.readline()))
        yield number
        server.kill()


@pytest.mark.parametrize(
    ("host", "is_authority_known", "output"),
    [("localhost", True, ACCEPTED), ("localhost", False, REFUSED), ("127.0.0.1", True, REFUSED)],
    ids=["its name", "an unknown authority", "another name"],
)
def test_only_a_certificate_of_a_known_authority_for_its_name_is_accepted(
    tmp_path: Path, certificate: Path, port: int, host: str, is_authority_known: bool, output: str
) -> None:
    query = f"?ssl_ca_certs={certificate}" if is_authority_known else ""
    machine = Machine(tmp_path, {"REDIS_URL": f"rediss://{host}:{port}/0{query}"})
    assert machine.run_python(CONTACT) == (0, output, "")
