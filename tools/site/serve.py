"""Serve the built book on this machine: ``python -m tools.site.serve --port 8000``.

``--check`` only says whether the port is free, before anything long is begun.
"""

import argparse
import errno
import socket
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tools import ROOT

SITE = ROOT / "_build" / "html"


class Pages(SimpleHTTPRequestHandler):
    """The site's files; a page that was built again is shown again; only trouble is logged."""

    extensions_map = {**SimpleHTTPRequestHandler.extensions_map,
                      ".js": "text/javascript", ".mjs": "text/javascript",
                      ".css": "text/css", ".svg": "image/svg+xml", ".woff2": "font/woff2"}

    def end_headers(self):
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_request(self, code="-", size="-"):
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    # On Windows this option would let two servers share the port.
    allow_reuse_address = sys.platform != "win32"


def port_of(said: str) -> int:
    """The number in PORT; SystemExit names what is none."""
    plain = said.strip()
    if plain.isascii() and plain.isdecimal() and len(plain) <= 5 and 1 <= int(plain) <= 65535:
        return int(plain)
    sys.exit(f"PORT is {said[:80]!r}; a port is a whole number from 1 to 65535")


def another_answers(port: int) -> bool:
    """Whether localhost is, for a browser that tries IPv6 first, somebody else's server."""
    try:
        with socket.socket(socket.AF_INET6) as other:
            return other.connect_ex(("::1", port)) == 0
    except OSError:  # no IPv6 here
        return False


def listen(port: int, host: str = "127.0.0.1", site: Path = SITE) -> Server:
    """A server on this port, or a message that says what to do."""
    try:
        if port and another_answers(port):
            raise OSError(errno.EADDRINUSE, "taken")
        return Server((host, port), partial(Pages, directory=str(site)))
    except OSError as error:
        if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
            sys.exit(f"host is {host!r}, and that is no address of this machine; "
                     "127.0.0.1 is for it alone, 0.0.0.0 for others too")
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            sys.exit(f"port {port} is taken or not allowed: choose another, for example "
                     f"`make serve PORT={port + 1 if 1024 <= port < 65535 else 8001}`")
        raise


def address(server: Server) -> str:
    """What to open on this machine, of the port that is served."""
    host, port = server.server_address[:2]
    return f"http://{'localhost' if host in ('127.0.0.1', '0.0.0.0') else host}:{port}"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--port", type=port_of, default=8000, help="1 to 65535")
    options.add_argument("--host", default="127.0.0.1", help="0.0.0.0: for other machines too")
    options.add_argument("--check", action="store_true", help="is the port free?")
    asked = options.parse_args()
    if not asked.check and not (SITE / "index.html").is_file():
        sys.exit("the book is not built yet: `make serve` builds and serves it")
    with listen(asked.port, asked.host) as server:
        if asked.check:
            return
        print(f"\n  the book: {address(server)}    (stop: Ctrl-C)", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
