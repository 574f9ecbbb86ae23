"""Who may come in: the key, the cookie, and where a request comes from.

Any web page can let the browser send requests to this machine, and a name can be made to lead here
(DNS rebinding). So every request must name this server's own address as its ``Host``, come from
this page if it comes from a page at all, and bring the cookie, which only the address with the key
gives.
"""

from __future__ import annotations

import hmac
import ipaddress
import re
import secrets
from collections.abc import Collection, Mapping

KEY_BYTES = 24
"""Random bytes in the key, and as many in the cookie."""
_DEFAULT_PORT = "80"
_HTTPS_PORT = "443"
_ORIGIN = re.compile(r"https://([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?/?", re.ASCII)


def proxy_origin(text: str) -> str | None:
    """Return an address of https as an origin, as browsers write it; None if it is none."""
    found = _ORIGIN.fullmatch(text.strip().lower())
    if found is None:
        return None
    host, port = found.groups()
    return f"https://{host}" + (f":{int(port)}" if port and port != _HTTPS_PORT else "")


class Gate:
    """Lets requests in.

    Args:
        names: the names and addresses, besides the one that is connected to, by which this machine
            may be called.
        key: the key in the address; made here if not given.
        origin: the origin of a proxy that is passed on here, such as ``https://tablet.example``,
            in lower case and without a port that is the usual one; None if there is none.
    """

    def __init__(
        self, names: Collection[str] = (), key: str | None = None, origin: str | None = None
    ) -> None:
        self.key = key or secrets.token_urlsafe(KEY_BYTES)
        self._token = secrets.token_urlsafe(KEY_BYTES)
        self._names = {name.lower().rstrip(".") for name in names}
        self._origin = origin

    def cookie(self, port: int) -> tuple[str, str]:
        """Return name and value of the cookie; browsers share cookies between ports."""
        return f"supine-{port}", self._token

    def fits(self, key: str) -> bool:
        """Return whether this is the key."""
        return hmac.compare_digest(key.encode(errors="replace"), self.key.encode())

    def knows(self, cookies: Mapping[str, str], port: int) -> bool:
        """Return whether a browser brings the cookie."""
        name, token = self.cookie(port)
        return hmac.compare_digest(cookies.get(name, "").encode(errors="replace"), token.encode())

    def is_foreign(
        self, headers: Mapping[str, str], address: str, port: int, *, is_socket: bool, is_page: bool
    ) -> bool:
        """Return whether a request is made by another site, or by a name that isn't this machine's.

        Args:
            headers: the headers of the request.
            address: the IP address at which it arrived.
            port: the port at which it arrived.
            is_socket: whether it opens a WebSocket, for which browsers always name the origin.
            is_page: whether it asks for the page, to which any site may link.
        """
        host = headers.get("Host", "")
        if not (self.is_proxied(host) or self._is_ours(host, address, port)):
            return True
        origin = headers.get("Origin")
        if origin is None:
            # Browsers say so for requests that have no origin.
            site = headers.get("Sec-Fetch-Site", "none")
            is_linked = is_page and headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
            return is_socket or not (site in ("none", "same-origin") or is_linked)
        return origin.lower() != self.origin_of(host)

    def is_proxied(self, host: str) -> bool:
        """Return whether a ``Host`` is that of the proxy, which browsers reach by https."""
        return self._origin is not None and f"https://{host.lower()}" == self._origin

    def origin_of(self, host: str) -> str:
        """Return the origin that a page has whose requests name this ``Host``."""
        return f"{'https' if self.is_proxied(host) else 'http'}://{host.lower()}"

    def _is_ours(self, host: str, address: str, port: int) -> bool:
        name, said_port = _name_and_port(host.lower())
        if said_port != str(port):
            return False
        try:
            here = ipaddress.ip_address(address)
        except ValueError:
            return False
        if here.version == 6 and here.ipv4_mapped is not None:
            here = here.ipv4_mapped
        try:
            return ipaddress.ip_address(name) == here
        except ValueError:
            return (name == "localhost" and here.is_loopback) or name.rstrip(".") in self._names


def _name_and_port(host: str) -> tuple[str, str]:
    """Return the name and the port of a ``Host``; an IPv6 address stands in brackets."""
    if host.startswith("["):
        name, _, rest = host[1:].partition("]")
        return name, rest.removeprefix(":") or _DEFAULT_PORT
    name, _, port = host.partition(":")
    return name, port or _DEFAULT_PORT
