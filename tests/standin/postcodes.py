"""A stand-in for the postcode service, on 127.0.0.1, that can misbehave on purpose."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

LIVE = {
    "N17 9LJ": {
        "latitude": 51.6, "longitude": -0.07,
        "codes": {"admin_district": "E09000014", "admin_county": "E99999999"},
    },
    "CB1 1AA": {
        "latitude": 52.2, "longitude": 0.12,
        "codes": {"admin_district": "E07000008", "admin_county": "E10000003"},
    },
    "S70 1AA": {
        "latitude": 53.55, "longitude": -1.48,
        "codes": {"admin_district": "E08000038", "admin_county": "E99999999"},
    },
    "CF10 1AA": {
        "latitude": 51.48, "longitude": -3.18,
        "codes": {"admin_district": "W06000015", "admin_county": "W99999999"},
    },
    "JE2 3AB": {
        "latitude": None, "longitude": None,
        "codes": {"admin_district": "L99999999", "admin_county": "L99999999"},
    },
}  # fmt: skip
ENDED = {
    "NR1 1AA": {"year_terminated": 2003, "latitude": 52.63, "longitude": 1.3},
    "EX1 1AA": {"year_terminated": 1998, "latitude": 50.72, "longitude": -3.53},
}


class Service(ThreadingHTTPServer):
    """The service. ``fault`` names what it does wrong; ``seen`` holds (method, path, body)."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.fault, self.seen = "", []
        self.failures_left = 0
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def stop(self):
        self.shutdown()
        self.server_close()
        self._thread.join()


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.server.seen.append(("POST", self.path, body))
        if not self._misbehave():
            asked = json.loads(body)["postcodes"]
            assert len(asked) <= 100
            entries = [{"query": p, "result": LIVE.get(p)} for p in asked]
            self._send(200, {"status": 200, "result": self._spoiled(entries)})

    def do_GET(self):
        self.server.seen.append(("GET", self.path, ""))
        if not self._misbehave():
            found = ENDED.get(unquote(self.path.rsplit("/", 1)[1]))
            if self.server.fault == "ended nonsense":
                found = {"year_terminated": "long ago", "latitude": 0, "longitude": 0}
            missing = {"status": 404, "error": "Terminated postcode not found"}
            self._send(
                200 if found else 404, {"status": 200, "result": found} if found else missing
            )

    def _spoiled(self, entries):
        fault = self.server.fault
        place = next((e["result"] for e in entries if e["result"]), None)
        if fault == "not a list":
            return {"nothing": True}
        if fault == "another postcode":
            return [*entries, {"query": "ZZ9 9ZZ", "result": place}]
        if fault == "entries are texts":
            return ["N17 9LJ"]
        if fault == "half an answer":
            return entries[: len(entries) // 2]
        changed = {
            "far away": {"latitude": 12.0, "longitude": 100.0},
            "one coordinate": {"latitude": 51.5, "longitude": None},
            "texts for numbers": {"latitude": "51.5", "longitude": "-0.1"},
            "no codes": {"codes": None},
            "hostile codes": {"codes": {"admin_district": "<script>", "admin_county": ["x"]}},
        }.get(fault, {})
        return [e | {"result": e["result"] | changed if e["result"] else None} for e in entries]

    def _misbehave(self):
        server = self.server
        if server.failures_left:
            server.failures_left -= 1
            self._send(503, {"status": 503})
            return True
        if server.fault == "always 500":
            self._send(500, {"status": 500})
        elif server.fault == "refuses":
            self._send(403, {"status": 403})
        elif server.fault == "html":
            self._send(200, b"<html>Sign in</html>", "text/html")
        elif server.fault == "not json":
            self._send(200, b'{"result": [', "application/json")
        elif server.fault == "NaN":
            self._send(200, b'{"result": [NaN]}', "application/json")
        elif server.fault == "cut":
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", "100000")
            self.end_headers()
            self.wfile.write(b'{"result": [')
            self.close_connection = True
        elif server.fault == "redirect":
            self.send_response(302)
            self.send_header("Location", "http://169.254.169.254/latest/meta-data/")
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            return False
        return True

    def _send(self, status, body, kind="application/json"):
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
