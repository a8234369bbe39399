"""TTS as in production, on 127.0.0.1: nginx with TLS, two web processes, two workers, both queue programs."""

import contextlib
import datetime
import ipaddress
import json
import os
import secrets
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests import services
from tests.chaos.servers import ROOT, Program, world

HOST = "127.0.0.1"
READY_SECONDS = 120
IN_ONE_PROCESS = """
import json, sys, django
from django.core.management import call_command
django.setup()
for command in json.loads(sys.argv[1]):
    call_command(*command)
"""
NGINX = """
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
worker_processes 1;
worker_shutdown_timeout 10s;
{user}
events {{ worker_connections 8192; }}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/upstream.conf;
}}
"""


class Machine:
    """The processes of one machine. `url` is where browsers go; `trust` the TLS context that believes it.

    Without `serves_pages` no static files are collected: for requests of the REST API alone.
    """

    def __init__(self, folder: Path, database_url: str, broker_url: str, redis_url: str):
        self.folder, self.root, self.serves_pages = folder, ROOT, True
        self.ports = [services.free_port(), services.free_port()]
        self.plain, self.secure = services.free_port(), services.free_port()
        self.url = f"https://{HOST}:{self.secure}"
        self.environment = {**self._settings(), "DATABASE_URL": database_url, "REDIS_URL": redis_url,
                            "DJANGO_CELERY_BROKER_URL": broker_url}  # fmt: skip
        self.programs = self._programs()
        self._nginx = None
        self._stopping = threading.Event()
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        make_certificate(folder)
        self.trust = ssl.create_default_context(cafile=folder / "fullchain.pem")

    def _settings(self):
        return {
            "DJANGO_ENV": "production",
            "SECRET_KEY": secrets.token_urlsafe(48),
            "ALLOWED_HOSTS": HOST,
            "CSRF_TRUSTED_ORIGINS": self.url,
            "SITE_URL": self.url,
            "TRUSTED_PROXIES": HOST,
            "EMAIL_URL": "dummymail://",
            "DJANGO_JWT_SIGNING_KEY": secrets.token_urlsafe(32),
            "RATE_LIMITS": "person=100000/min,address=1000000/min,sign-in=100000/min",
            "STATIC_ROOT": str(self.folder / "static"),
            "MEDIA_ROOT": str(self.folder / "media"),
            "X_ACCEL_PREFIX": "/protected-media/",
        }

    def _programs(self):
        wanted = {f"web-{port}": ("-m", "daphne", "-b", HOST, "-p", str(port), "tts.asgi:application")
                  for port in self.ports}  # fmt: skip
        wanted |= {f"worker-{number}": ("manage.py", "qcluster") for number in (1, 2)}
        wanted |= {"consumer": ("manage.py", "consume_queues"), "publisher": ("manage.py", "publish_outbox")}
        return {
            name: Program(arguments, self.environment, self.folder / f"{name}.log")
            for name, arguments in wanted.items()
        }

    def manage(self, *arguments, **more):
        """Run a command of manage.py in this machine's environment; raises what it ended with."""
        self._run("manage.py", *arguments, **more)

    def _run(self, *arguments, **more):
        command = [sys.executable, *arguments]
        here = {"PYTHONPATH": str(self.root), "DJANGO_SETTINGS_MODULE": "tts.settings"}
        subprocess.run(
            command, cwd=self.root, env={**os.environ, **self.environment, **here, **more}, check=True
        )

    def start(self):
        """Release, start everything, and wait until each web process and nginx answer."""
        self.prepare_release()
        self._write_restart()
        self._keeper.start()
        self._start_nginx()
        self.wait_until_well()

    def prepare_release(self):
        """What is done once for a version before any of its processes runs (docs/operations.md)."""
        static = [("collectstatic", "--noinput", "-v0")] if self.serves_pages else []
        commands = [("migrate", "-v0"), *static, ("seed_roles",), ("ensure_schedules",)]
        self._run("-c", IN_ONE_PROCESS, json.dumps(commands))

    def switch(self, root: Path):
        """Whatever starts from now on, or is run by `manage`, is the version in the folder `root`."""
        self.root = root
        for program in self.programs.values():
            program.root = root

    def restart_background(self):
        """Ask workers and queue programs to end; each comes back as the present version."""
        for name, program in self.programs.items():
            if not name.startswith("web"):
                program.ask_to_stop()

    def _keep(self):
        """Start every process, and again a second after it ended, as systemd does."""
        ended = dict.fromkeys(self.programs, 0.0)
        while not self._stopping.wait(0.1):
            for name, program in self.programs.items():
                if program.pid is not None and program.is_running():
                    ended[name] = time.monotonic()
                elif time.monotonic() - ended[name] > 1 or program.pid is None:
                    program.start()
                    (self.folder / f"{name}.pid").write_text(str(program.pid))

    def _write_restart(self):
        """A command that ends the web process of a port and waits for its end; the keeper starts it anew."""
        script = self.folder / "restart"
        script.write_text(
            f'#!/bin/sh\npid=$(cat "{self.folder}/web-$1.pid")\nkill -TERM "$pid"\n'
            'while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done\n'
        )
        script.chmod(0o755)

    def _start_nginx(self):
        folder = self.folder
        files = {"/srv/static/": f"{folder}/static/", "/srv/media/": f"{folder}/media/"}
        self._write_site("site.conf", "site.conf", files)
        self._write_site("machine.conf", "upstream.conf", {
            "/etc/tts/nginx-site.conf": f"{folder}/site.conf",
            "/etc/tts/tls/": f"{folder}/",
            "8001": str(self.ports[0]),
            "8002": str(self.ports[1]),
            "listen 80;": f"listen {HOST}:{self.plain};",
            "listen 443 ": f"listen {HOST}:{self.secure} ",
        })  # fmt: skip
        user = "user root;" if os.geteuid() == 0 else ""
        (self.folder / "nginx.conf").write_text(NGINX.format(folder=self.folder, user=user))
        self._nginx = subprocess.Popen([*self.nginx_command(), "-g", "daemon off;"], start_new_session=True)

    def _write_site(self, name, to, here):
        """Write a file of deploy/nginx with what is different here."""
        text = (ROOT / "deploy" / "nginx" / name).read_text()
        for old, new in here.items():
            assert old in text, f"deploy/nginx/{name} has no {old!r} any more"
            text = text.replace(old, new)
        (self.folder / to).write_text(text)

    def nginx_command(self) -> list[str]:
        """nginx with this machine's configuration."""
        program = services.nginx()
        if program is None:
            raise services.ServiceUnavailable("nginx is not installed (Debian: apt-get install nginx-light)")
        return [program, "-c", str(self.folder / "nginx.conf"), "-p", str(self.folder)]

    def roll(self):
        """Restart the web processes one after the other, as an operator does."""
        environment = {
            **os.environ,
            "RESTART": f"{self.folder}/restart ",
            "NGINX_COMMAND": " ".join(self.nginx_command()),
        }
        command = [ROOT / "deploy" / "roll", self.folder / "upstream.conf", *map(str, self.ports)]
        subprocess.run(command, env=environment, check=True)

    def wait_until_well(self):
        """Wait until each web process and nginx answer."""
        for port in self.ports:
            self.wait_for(f"http://{HOST}:{port}/health")
        self.wait_for(f"{self.url}/health")

    def wait_for(self, address):
        """Wait until an address answers 200."""
        deadline = time.monotonic() + READY_SECONDS
        while True:
            try:
                urllib.request.urlopen(address, timeout=5, context=self.trust if "https" in address else None)
                return
            except (urllib.error.URLError, OSError) as error:
                if time.monotonic() > deadline:
                    raise services.ServiceUnavailable(f"{address}: {error!r}") from error
            time.sleep(0.2)

    def stop(self) -> dict[str, int]:
        """Stop everything; answers the exit codes of the product's processes."""
        self._stopping.set()
        if self._keeper.is_alive():
            self._keeper.join()
        if self._nginx is not None:
            self._nginx.terminate()
            self._nginx.wait(30)
        return {name: program.stop() for name, program in self.programs.items() if program.pid}


@contextlib.contextmanager
def running(*, serves_pages=True):
    """A Machine that is started, with servers of its own; stops all. Yields it, and the servers by name."""
    with world() as (database, broker, folder), services.redis_kept() as redis:
        os.chmod(folder, 0o755)
        machine = Machine(folder, database.url, broker.url, redis.url)
        machine.serves_pages = serves_pages
        try:
            machine.start()
            yield machine, {"broker": broker, "redis": redis, "database": database}
        finally:
            print(f"exit codes: {machine.stop()}", flush=True)


def make_certificate(folder: Path) -> None:
    """A self-signed certificate for 127.0.0.1 of two days, as fullchain.pem and privkey.pem."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.IPAddress(ipaddress.ip_address(HOST))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
