"""Leads to the gate what would go to AWS whatever AWS_ENDPOINT_URL says; the Python half of blockAws.ts."""

import os
import re
import socket
import ssl

_AWS_HOST = re.compile(r"(^|\.)(amazonaws\.com(\.cn)?|amazonaws\.eu|api\.aws)$", re.IGNORECASE)
_HTTPS_PORTS = (443, "443", "https")
_HTTP_PORTS = (80, "80", "http")
_PROXY_VARIABLES = ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")


def block_aws(gate_url):
    """Has to be called before the user's code is loaded. Connections are led, not requests: the gate sees the host."""
    gate = ("127.0.0.1", _port_of(gate_url))
    _lead_addresses(gate)
    _lead_tls(gate)


class _GateSocket(socket.socket):
    """A plain connection to the gate that answers like one with TLS to the host that was meant."""

    lamplight_host = ""

    def getpeercert(self, binary_form=False):
        if binary_form:
            return b""
        host = self.lamplight_host
        return {"subject": ((("commonName", host),),), "subjectAltName": (("DNS", host),)}

    def version(self):
        return "TLSv1.3"

    def cipher(self):
        return None

    def selected_alpn_protocol(self):
        return None

    def unwrap(self):
        return self


def _lead_addresses(gate):
    resolve = socket.getaddrinfo

    def getaddrinfo(host, port, *args, **kwargs):
        name = host.decode() if isinstance(host, bytes) else host
        if (_is_aws(name) and port in _HTTPS_PORTS + _HTTP_PORTS) or _is_prefixed(name, port, gate):
            return [(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", gate)]
        return resolve(host, port, *args, **kwargs)

    socket.getaddrinfo = getaddrinfo


def _lead_tls(gate):
    wrap_socket = ssl.SSLContext.wrap_socket
    wrap_bio = ssl.SSLContext.wrap_bio
    # A connection through a proxy is led as well; one to a database in AWS is not.
    ports = {gate[1]} | {_port_of(os.environ.get(it, "")) for it in _PROXY_VARIABLES}

    def led_socket(self, sock, *args, **kwargs):
        host = kwargs.get("server_hostname") or (args[3] if len(args) > 3 else None)
        if not _is_aws(host) or _peer_port(sock) not in ports:
            return wrap_socket(self, sock, *args, **kwargs)
        # What is open may lead to a proxy, so a connection of our own takes its place.
        timeout = sock.gettimeout()
        sock.close()
        led = _GateSocket(socket.AF_INET, socket.SOCK_STREAM)
        led.lamplight_host = _text(host)
        led.settimeout(timeout)
        led.connect(gate)
        return led

    def led_bio(self, incoming, outgoing, server_side=False, server_hostname=None, session=None):
        # asyncio: there is no connection to put in its place, and the one that it has leads to the gate, not to AWS.
        if _is_aws(server_hostname):
            host = _text(server_hostname)
            raise ConnectionRefusedError(f"call blocked; choose a profile or an endpoint for this function: {host}")
        return wrap_bio(self, incoming, outgoing, server_side, server_hostname, session)

    ssl.SSLContext.wrap_socket = led_socket
    ssl.SSLContext.wrap_bio = led_bio


def _port_of(url):
    port = re.search(r":(\d+)/?$", url)
    return int(port.group(1)) if port else None


def _peer_port(sock):
    try:
        return sock.getpeername()[1]
    except (OSError, IndexError, TypeError):
        return None


def _is_aws(host):
    return host is not None and _AWS_HOST.search(_text(host)) is not None


def _is_prefixed(host, port, gate):
    """Some operations have a prefix to the host, even to that of the gate: `sync-127.0.0.1`."""
    return host is not None and host != gate[0] and host.endswith(gate[0]) and port == gate[1]


def _text(host):
    return host.decode() if isinstance(host, bytes) else host
