"""Whether the web container answers, asked from inside it under a host name the portal accepts."""

import http.client
import os
import sys

host = os.environ.get("DYS_ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
connection = http.client.HTTPConnection("127.0.0.1", 8000, timeout=4)
connection.request("GET", "/healthz", headers={"Host": host})
sys.exit(connection.getresponse().status != 200)
