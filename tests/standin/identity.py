"""A stand-in for an identity provider (OpenID Connect), on 127.0.0.1: it vouches for anybody.

``claims`` are of whoever signs in next. ``asked`` keeps the paths that were asked for.
"""

import json
import threading
import time
from base64 import b64decode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "gapmap", "a secret between the two"


class Provider(ThreadingHTTPServer):
    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.claims, self.asked, self.nonces = {}, [], {}
        self.key = RSAKey.generate_key(2048, {"kid": "1", "use": "sig", "alg": "RS256"})
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}"

    def stop(self):
        self.shutdown()
        self.server_close()
        self._thread.join()

    def token(self, nonce):
        now = int(time.time())
        told = {"iss": self.url, "aud": CLIENT, "sub": "1", "iat": now, "exp": now + 600,
                "nonce": nonce, **self.claims}  # fmt: skip
        return jwt.encode({"alg": "RS256", "kid": "1"}, told, self.key)


class Handler(BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        where = urlsplit(self.path)
        self.server.asked.append(where.path)
        url = self.server.url
        if where.path == "/.well-known/openid-configuration":
            self._json({
                "issuer": url, "authorization_endpoint": f"{url}/authorize",
                "token_endpoint": f"{url}/token", "jwks_uri": f"{url}/keys",
                "response_types_supported": ["code"], "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
            })  # fmt: skip
        elif where.path == "/keys":
            self._json({"keys": [self.server.key.as_dict(private=False)]})
        elif where.path == "/authorize":
            asked = {name: values[0] for name, values in parse_qs(where.query).items()}
            assert asked["client_id"] == CLIENT
            assert asked["response_type"] == "code"
            code = str(len(self.server.nonces))
            self.server.nonces[code] = asked["nonce"]
            back = urlencode({"code": code, "state": asked["state"]})
            self.send_response(302)
            self.send_header("Location", f"{asked['redirect_uri']}?{back}")
            self.end_headers()
        else:
            self.send_error(404)

    def do_POST(self):
        self.server.asked.append(self.path)
        body = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        kind, _, given = self.headers.get("Authorization", "").partition(" ")
        if kind != "Basic" or b64decode(given).decode().split(":")[0] != CLIENT:
            self.send_error(401)
            return
        token = self.server.token(self.server.nonces.pop(body["code"][0]))
        self._json({"access_token": "x", "token_type": "Bearer", "expires_in": 600,
                    "id_token": token})  # fmt: skip

    def _json(self, told):
        data = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)
