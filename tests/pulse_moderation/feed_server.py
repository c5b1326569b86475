"""A small intranet that serves one feed, as the tests would have it."""

import threading
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Intranet:
    """`content` is what it serves with `status`; `asked` are the headers of the requests it got."""

    def __init__(self):
        self.status, self.content, self.headers, self.asked = 200, b"", {}, []
        self.url = ""


@contextmanager
def serving():
    intranet = Intranet()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            intranet.asked.append(dict(self.headers))
            known = intranet.headers.get("ETag")
            status = 304 if known and self.headers.get("If-None-Match") == known else intranet.status
            content = b"" if status == 304 else intranet.content
            self.send_response(status)
            for name, value in intranet.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            with suppress(OSError):  # whoever asked had enough
                self.wfile.write(content)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    intranet.url = f"http://127.0.0.1:{server.server_port}/feed"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield intranet
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
