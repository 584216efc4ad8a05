"""A small bank on loopback for tests: honest, until it is told what to say."""

import json
import secrets
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


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


class LoopbackBank:
    """Speaks the demo bank's protocol; `lies["verify"] = Reply(...)` replaces its answer to a step."""

    def __init__(self):
        self.payments = {}
        self.lies = {}
        self.asked = []
        self._lock = threading.Lock()
        bank = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                step = self.path.rsplit("/", 1)[1].removesuffix(".json")
                with bank._lock:
                    bank.asked.append((step, body))
                    honest = getattr(bank, f"_{step}")
                    reply = bank.lies.get(step) or honest(body)
                self._send(reply(body) if callable(reply) else reply)

            def _send(self, reply):
                time.sleep(reply.pause_before)
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                try:
                    for i in range(len(reply.body)) if reply.pause_between_bytes else []:
                        self.wfile.write(reply.body[i : i + 1])
                        time.sleep(reply.pause_between_bytes)
                    if not reply.pause_between_bytes:
                        self.wfile.write(reply.body)
                except (BrokenPipeError, ConnectionResetError):
                    pass  # The shop hung up.

            def log_message(self, *args):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self):
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()

    def pay(self, authority):
        """Do what a customer does who pays."""
        self.payments[authority]["state"] = "paid"

    def decline(self, authority):
        """Do what a customer does who declines."""
        self.payments[authority]["state"] = "declined"

    def _request(self, body):
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
