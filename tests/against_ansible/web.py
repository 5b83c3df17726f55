"""A web server on this machine, for modules that ask one."""

import base64
import contextlib
import gzip
import http.server
import json
import threading
from email.utils import formatdate

CHANGED = 1_700_000_000


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers by path, and says back what it was sent."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        """Quiet."""

    def answer(self, status=200, content=b"content\n", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def do_GET(self):
        path = self.path.partition("?")[0]
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if path == "/dated":
            if self.headers.get("If-Modified-Since"):
                self.answer(304, b"")
            else:
                self.answer(Last_Modified=formatdate(CHANGED, usegmt=True))
        elif path == "/secret":
            login = "Basic " + base64.b64encode(b"me:it").decode()
            if self.headers.get("Authorization") == login:
                self.answer(content=b"let in\n")
            else:
                self.answer(401, b"who?", WWW_Authenticate='Basic realm="r"')
        elif path == "/packed":
            self.answer(content=gzip.compress(b"unpacked\n", mtime=0), Content_Encoding="gzip")
        elif path == "/named":
            self.answer(Content_Disposition='attachment; filename="../given.txt"')
        elif path.startswith("/moved"):
            self.answer(int(path[6:]), b"", Location="/echo")
        elif path == "/cookies":
            self.answer(Set_Cookie="a=1; Path=/")
        elif path == "/short":
            self.send_response(200)
            self.send_header("Content-Length", "100")
            self.end_headers()
            self.wfile.write(b"only this")
            self.close_connection = True
        elif path == "/json":
            self.answer(content=b'{"tag_name": "v1"}', Content_Type="application/json; charset=utf-8")
        elif path == "/latin":
            self.answer(content="grün".encode("latin-1"), Content_Type="text/plain; charset=iso-8859-1")
        elif path == "/missing":
            self.answer(404, b"no such page\n", Content_Type="text/plain")
        elif path == "/empty":
            self.answer(204, b"")
        elif path == "/echo":
            names = ("Content-Type", "User-Agent", "X-One", "Authorization", "Cache-Control")
            told = {"method": self.command, "body": body.decode("latin-1"),
                    "headers": {name: self.headers[name] for name in names if name in self.headers}}
            self.answer(content=json.dumps(told).encode(), Content_Type="application/json")
        else:
            self.answer()

    do_POST = do_PUT = do_HEAD = do_DELETE = do_PATCH = do_GET


@contextlib.contextmanager
def serving():
    """Yield the URL of the server."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
