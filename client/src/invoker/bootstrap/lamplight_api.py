"""The Runtime API, over one connection that is kept open."""

# The part of `socket` that is written in C: `http.client` takes longer to load than Python itself.
import _socket

_RUNTIME = "/2018-06-01/runtime"
_MAX_CHUNK = 1024 * 1024


class RuntimeApi:
    def __init__(self, address):
        host, port = address.rsplit(":", 1)
        self._connection = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
        self._connection.setsockopt(_socket.IPPROTO_TCP, _socket.TCP_NODELAY, 1)
        self._connection.connect((host, int(port)))
        self._host = address
        self._received = b""

    def next(self):
        """Waits for an invocation: its headers, with names in lower case, and the event as it came."""
        return self._request("GET", _RUNTIME + "/invocation/next")

    def respond(self, request_id, payload, content_type):
        self._request("POST", _RUNTIME + "/invocation/" + request_id + "/response", payload, content_type)

    def fail(self, request_id, body, error_type):
        self._request("POST", _RUNTIME + "/invocation/" + request_id + "/error", body, error_type=error_type)

    def fail_init(self, body, error_type):
        self._request("POST", _RUNTIME + "/init/error", body, error_type=error_type)

    def loaded(self, body):
        """Tells the files that the function loaded."""
        self._request("POST", "/lamplight/loaded", body)

    def wait_for_debugger(self, port):
        self._request("POST", "/lamplight/debugger", str(port).encode())

    def _request(self, method, path, body=b"", content_type="application/json", error_type=None):
        lines = [
            method + " " + path + " HTTP/1.1",
            "Host: " + self._host,
            "Content-Type: " + content_type,
            "Content-Length: " + str(len(body)),
        ]
        if error_type is not None:
            lines.append("Lambda-Runtime-Function-Error-Type: " + _header_text(error_type))
        self._connection.sendall("\r\n".join(lines + ["", ""]).encode())
        if body:
            self._connection.sendall(body)
        return self._answer()

    def _answer(self):
        while b"\r\n\r\n" not in self._received:
            self._received += self._receive()
        head, self._received = self._received.split(b"\r\n\r\n", 1)
        headers = {}
        for line in head.decode("latin-1").split("\r\n")[1:]:
            name, value = line.split(":", 1)
            headers[name.lower()] = value.strip()
        length = int(headers["content-length"])
        parts = [self._received]
        missing = length - len(self._received)
        while missing > 0:
            parts.append(self._receive(missing))
            missing -= len(parts[-1])
        received = b"".join(parts)
        self._received = received[length:]
        return headers, received[:length]

    def _receive(self, limit=65536):
        data = self._connection.recv(min(limit, _MAX_CHUNK))
        if not data:
            # Nobody is there any more to work for.
            raise SystemExit(1)
        return data


def _header_text(text):
    return "".join(it if " " <= it <= "~" else "?" for it in text)
