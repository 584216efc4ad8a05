"""Small banks on loopback for tests: one that is honest until it is told what to say, and one that is broken."""

import datetime
import ipaddress
import json
import secrets
import ssl
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec


@dataclass
class Reply:
    """What the bank sends, byte by byte if told so."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    pause_before: float = 0
    pause_between_bytes: float = 0


def say(data=None, errors=None, **how) -> Reply:
    """Return a reply of the protocol's shape."""
    return Reply(json.dumps({"data": [] if data is None else data, "errors": errors or []}).encode(), **how)


class LoopbackServer:
    """Answers every POST with what `answer` returns for its step and body."""

    def __init__(self, certificate: Path | None = None):
        self.asked = []
        self._stopped = threading.Event()
        bank = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                step = self.path.rsplit("/", 1)[1].removesuffix(".json")
                bank.asked.append((step, body))
                self._send(bank.answer(step, body))

            def _send(self, reply):
                try:
                    if bank._stopped.wait(reply.pause_before):
                        return
                    self.send_response(reply.status)
                    for name, value in reply.headers.items():
                        self.send_header(name, value)
                    self.end_headers()
                    for i in range(len(reply.body)) if reply.pause_between_bytes else []:
                        self.wfile.write(reply.body[i : i + 1])
                        time.sleep(reply.pause_between_bytes)
                    if not reply.pause_between_bytes:
                        self.wfile.write(reply.body)
                except OSError:
                    pass  # The shop hung up, or does not trust us.

            def log_message(self, *args):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            block_on_close = False

            def handle_error(self, request, client_address):
                pass

        self._server = Server(("127.0.0.1", 0), Handler)
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(
                self._server.socket, server_side=True, do_handshake_on_connect=False
            )
        self.url = f"{'https' if certificate else 'http'}://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def answer(self, step: str, body: dict) -> Reply:
        """Return the reply to a step of the protocol."""
        raise NotImplementedError

    def close(self):
        """Stop answering."""
        self._stopped.set()
        self._server.shutdown()
        self._server.server_close()


class BrokenBank(LoopbackServer):
    """Sends the same to whatever it is asked."""

    def __init__(self, reply: Reply, certificate: Path | None = None):
        self.reply = reply
        super().__init__(certificate)

    def answer(self, step, body):
        """Return the one reply."""
        return self.reply


class LoopbackBank(LoopbackServer):
    """Speaks the demo bank's protocol; `lies["verify"] = Reply(...)` replaces its answer to a step."""

    def __init__(self, certificate: Path | None = None):
        self.payments = {}
        self.lies = {}
        self._lock = threading.Lock()
        super().__init__(certificate)

    def answer(self, step, body):
        """Return the lie that was ordered for a step, else the truth."""
        with self._lock:
            honest = getattr(self, f"_{step}")
            reply = self.lies.get(step) or honest(body)
        return reply(body) if callable(reply) else reply

    def pay(self, authority):
        """Do what a customer does who pays."""
        self.payments[authority]["state"] = "paid"

    def decline(self, authority):
        """Do what a customer does who declines."""
        self.payments[authority]["state"] = "declined"

    def _request(self, body):
        if len(body["description"]) > 500 or not 10_000 <= body["amount"] <= 2_000_000_000:
            return say(errors={"code": -9, "message": "Bad request.", "validations": []})
        authority = f"A{secrets.token_hex(18)[:35]}"
        self.payments[authority] = {
            "state": "waiting",
            "amount": body["amount"],
            "merchant_id": body["merchant_id"],
            "callback_url": body["callback_url"],
            "ref_id": 10**11 + len(self.payments),
        }
        return say({"code": 100, "message": "Success", "authority": authority, "fee_type": "Merchant", "fee": 0})

    def _verify(self, body):
        payment = self.payments.get(body["authority"])
        if payment is None:
            return say(errors={"code": -54, "message": "Bad authority.", "validations": []})
        if body["merchant_id"] != payment["merchant_id"]:
            return say(errors={"code": -53, "message": "Another merchant's.", "validations": []})
        if body["amount"] != payment["amount"]:
            return say(errors={"code": -50, "message": "Bad amount.", "validations": []})
        if payment["state"] not in {"paid", "verified"}:
            return say(errors={"code": -51, "message": "Not paid.", "validations": []})
        code = 100 if payment["state"] == "paid" else 101
        payment["state"] = "verified"
        facts = {name: payment[name] for name in ("amount", "merchant_id", "ref_id")}
        return say({"code": code, "authority": body["authority"], "card_pan": "502229******5995", **facts})

    def _inquiry(self, body):
        payment = self.payments.get(body["authority"])
        if payment is None:
            return say(errors={"code": -54, "message": "Bad authority.", "validations": []})
        words = {"waiting": "IN_BANK", "paid": "PAID", "verified": "VERIFIED", "declined": "FAILED"}
        return say({"code": 100, "message": "Success", "status": words[payment["state"]]})


def self_signed(folder: Path) -> Path:
    """Write a certificate for 127.0.0.1 that nobody but itself vouches for, with its key; return its path."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    # TLS asks the computer for the time, and Python may have been told another (`tests.moment`): it is good at both.
    begin, end = (datetime.datetime(year, 1, 1, tzinfo=datetime.UTC) for year in (2000, 2100))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "bank.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return path
