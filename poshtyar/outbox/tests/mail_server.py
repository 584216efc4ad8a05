"""A mail server on loopback that keeps what it is handed."""

import socketserver
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message


@dataclass
class Delivery:
    """One message as it came over the wire: to whom the envelope says, and its headers and body."""

    recipients: list[str] = field(default_factory=list)
    data: bytes = b""

    @property
    def message(self) -> Message:
        """Return the message that a reader's program would see."""
        return message_from_bytes(self.data)


@contextmanager
def mail_server():
    """Serve on a free port; give the port and the list of deliveries."""
    deliveries: list[Delivery] = []

    class Session(socketserver.StreamRequestHandler):
        def handle(self):
            delivery = Delivery()
            self.wfile.write(b"220 loopback\r\n")
            while line := self.rfile.readline().strip():
                verb = line.split(b" ")[0].upper()
                if verb == b"RCPT":
                    delivery.recipients.append(line.partition(b"<")[2].partition(b">")[0].decode())
                if verb == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    while (part := self.rfile.readline()) != b".\r\n":
                        # A line's first dot is doubled on the wire.
                        delivery.data += part.removeprefix(b".")
                    deliveries.append(delivery)
                self.wfile.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")
                if verb == b"QUIT":
                    return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session) as server:
        threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
        yield server.server_address[1], deliveries
        server.shutdown()
