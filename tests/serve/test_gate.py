"""Who may come in: names that lead here, other sites, the key and the cookie."""

from __future__ import annotations

import asyncio

import pytest

from tests.serve.fakes import KEY, PROXY, bench
from tui.serve.gate import Gate, proxy_origin
from tui.words import serving

GATE = Gate(["Bedroom.local", "bedroom"])

HOSTS: list[tuple[str, str, bool]] = [
    # the header, the address that it arrived at, whether it may come in
    ("127.0.0.1:7463", "127.0.0.1", True),
    ("localhost:7463", "127.0.0.1", True),
    ("LOCALHOST:7463", "127.0.0.1", True),
    ("[::1]:7463", "::1", True),
    ("localhost:7463", "::1", True),
    ("192.168.1.5:7463", "192.168.1.5", True),
    ("192.168.1.5:7463", "::ffff:192.168.1.5", True),
    ("bedroom.local:7463", "192.168.1.5", True),
    ("bedroom:7463", "192.168.1.5", True),
    ("[fe80::1]:7463", "fe80::1", True),
    # Names that somebody else has made to lead here.
    ("evil.example:7463", "127.0.0.1", False),
    ("127.0.0.1.evil.example:7463", "127.0.0.1", False),
    ("localhost.evil.example:7463", "127.0.0.1", False),
    ("bedroom.local.evil.example:7463", "192.168.1.5", False),
    # Not where it arrived.
    ("localhost:7463", "192.168.1.5", False),
    ("192.168.1.6:7463", "192.168.1.5", False),
    ("127.0.0.1:7464", "127.0.0.1", False),
    ("127.0.0.1", "127.0.0.1", False),
    ("127.1:7463", "127.0.0.1", False),
    ("2130706433:7463", "127.0.0.1", False),
    ("", "127.0.0.1", False),
    (":7463", "127.0.0.1", False),
    ("[::1:7463", "::1", False),
    ("127.0.0.1:7463@evil.example", "127.0.0.1", False),
]


@pytest.mark.parametrize(("host", "address", "is_ours"), HOSTS)
def test_only_names_of_this_machine_come_in(host: str, address: str, is_ours: bool) -> None:
    is_foreign = GATE.is_foreign({"Host": host}, address, 7463, is_socket=False, is_page=True)
    assert is_foreign is not is_ours


OURS = "http://127.0.0.1:7463"
ORIGINS: list[tuple[dict[str, str], bool, bool, bool]] = [
    # the headers; whether the page, a file of it and the WebSocket are given
    ({}, True, True, False),
    ({"Origin": OURS}, True, True, True),
    ({"Origin": "http://evil.example"}, False, False, False),
    ({"Origin": "http://127.0.0.1:9999"}, False, False, False),
    ({"Origin": "https://127.0.0.1:7463"}, False, False, False),
    ({"Origin": "null"}, False, False, False),
    ({"Origin": ""}, False, False, False),
    ({"Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"}, True, True, False),
    ({"Sec-Fetch-Site": "same-origin"}, True, True, False),
    # A link on another site leads to the page, and nothing else of it can be used there.
    ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}, True, False, False),
    ({"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "navigate"}, True, False, False),
    ({"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}, False, False, False),
    ({"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors"}, False, False, False),
]


@pytest.mark.parametrize(("headers", "page", "file", "socket"), ORIGINS)
def test_only_the_page_itself_may_ask_for_more(
    headers: dict[str, str], page: bool, file: bool, socket: bool
) -> None:
    headers = {"Host": "127.0.0.1:7463"} | headers
    asked = [(False, True, page), (False, False, file), (True, False, socket)]
    for is_socket, is_page, is_given in asked:
        is_foreign = GATE.is_foreign(
            headers, "127.0.0.1", 7463, is_socket=is_socket, is_page=is_page
        )
        assert is_foreign is not is_given, (is_socket, is_page)


@pytest.mark.parametrize(
    ("host", "origin", "is_ours"),
    [
        ("bed.example", PROXY, True),
        ("BED.example", "https://Bed.example", True),
        ("bed.example", "http://bed.example", False),
        ("bed.example", "https://bed.example:8443", False),
        ("bed.example", "https://evil.example", False),
        ("bed.example:443", PROXY, False),
        ("bed.example:7463", PROXY, False),
        ("a.bed.example", PROXY, False),
        ("127.0.0.1:7463", PROXY, False),  # the proxy must keep the host
        ("127.0.0.1:7463", OURS, True),
        ("evil.example", PROXY, False),
    ],
)
def test_through_a_proxy_host_and_origin_are_exactly_those_that_were_given(
    host: str, origin: str, is_ours: bool
) -> None:
    gate = Gate(origin=PROXY)
    headers = {"Host": host, "Origin": origin}
    assert gate.is_foreign(headers, "127.0.0.1", 7463, is_socket=True, is_page=False) is not is_ours
    assert Gate().is_foreign(
        {"Host": "bed.example"}, "127.0.0.1", 7463, is_socket=False, is_page=True
    )


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://bed.example", PROXY),
        (" HTTPS://Bed.Example:443/ ", PROXY),
        ("https://bed.example:8443", "https://bed.example:8443"),
        ("https://[fd00::1]:8443/", "https://[fd00::1]:8443"),
        ("http://bed.example", None),
        ("bed.example", None),
        ("https://", None),
        ("https://bed.example/x", None),
        ("https://bed.example?x", None),
        ("https://me:you@bed.example", None),
        ("https://bed.example:123456", None),
        ("https://bed.example\n.evil.example", None),
        ("https://bäd.example", None),
    ],
)
def test_the_origin_of_a_proxy_is_an_address_of_https_alone(text: str, origin: str | None) -> None:
    assert proxy_origin(text) == origin


async def test_a_page_behind_a_proxy_comes_in_by_https_and_its_cookie_stays_there() -> None:
    async with bench() as made:
        host = {"Host": PROXY.removeprefix("https://")}
        async with made.client.get(f"/?key={KEY}", headers=host, allow_redirects=False) as answer:
            assert answer.status == 303 and "Secure" in answer.headers["Set-Cookie"]
            name, _, rest = answer.headers["Set-Cookie"].partition("=")
        cookie = host | {"Cookie": f"{name}={rest.partition(';')[0]}"}
        async with made.client.get("/", headers=cookie) as answer:
            policy = answer.headers["Content-Security-Policy"]
            assert answer.status == 200 and " wss://bed.example;" in policy
        socket = await made.client.ws_connect("/socket", headers=cookie | {"Origin": PROXY})
        await socket.close()
        upgrade = {"Upgrade": "websocket", "Connection": "Upgrade"}
        for wrong in ("http://bed.example", made.origin, "https://evil.example"):
            headers = cookie | upgrade | {"Origin": wrong}
            async with made.client.get("/socket", headers=headers) as answer:
                assert answer.status == 403


async def test_what_is_no_request_is_answered_without_naming_a_version() -> None:
    async with bench() as made:
        for raw in (b"nonsense\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\r\n\r\n"):
            reader, writer = await asyncio.open_connection("127.0.0.1", made.client.port)
            writer.write(raw)
            answer = (await reader.read()).lower()
            assert b" 400 " in answer and b"server: supine" in answer
            assert b"aiohttp" not in answer and b"python" not in answer
            writer.close()


def test_keys_and_cookies_are_made_anew_and_are_not_each_other() -> None:
    gates = [Gate(), Gate()]
    secrets = {secret for gate in gates for secret in (gate.key, gate.cookie(1)[1])}
    assert len(secrets) == 4 and min(map(len, secrets)) >= 32
    assert gates[0].fits(gates[0].key) and not gates[0].fits(gates[1].key)
    assert not any(gates[0].fits(key) for key in ("", "\ud800", gates[0].key[:-1]))


async def test_nothing_is_given_without_the_cookie_which_only_the_key_gives() -> None:
    async with bench() as made:
        paths = ("/", "/page.js", "/xterm.js", "/tones/usual/start.wav", "/nothing", "/?key=wrong")
        for path in paths:
            async with made.client.get(path) as answer:
                assert (answer.status, await answer.text()) == (403, serving.NO_KEY), path
        async with made.client.get(f"/?key={KEY}", allow_redirects=False) as answer:
            # The address is cleaned, and the key is in nothing that comes back.
            assert (answer.status, answer.headers["Location"]) == (303, "/")
            cookie = answer.headers["Set-Cookie"]
        assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and KEY not in cookie
        for path in paths[:4]:
            async with made.client.get(path) as answer:
                assert answer.status == 200, path
                assert KEY not in (await answer.read()).decode("latin-1")
        assert made.children == []


async def test_foreign_requests_are_refused_with_the_cookie_and_the_key_as_well() -> None:
    async with bench() as made:
        await made.come_in()
        for headers in (
            {"Host": "evil.example"},
            {"Host": f"evil.example:{made.client.port}"},
            {"Origin": "http://evil.example"},
        ):
            for path in ("/", f"/?key={KEY}", "/page.js", "/socket"):
                async with made.client.get(path, headers=headers) as answer:
                    assert (answer.status, await answer.text()) == (403, serving.FOREIGN)
        for origin in ("http://evil.example", f"http://127.0.0.1:{(made.client.port or 0) + 1}"):
            headers = {"Origin": origin, "Upgrade": "websocket", "Connection": "Upgrade"}
            async with made.client.get("/socket", headers=headers) as answer:
                assert answer.status == 403
        async with made.client.get(
            "/", headers={"Host": f"tablet.example:{made.client.port}"}
        ) as a:
            assert a.status == 200  # the name that --host gave
        assert made.children == []


async def test_every_answer_is_strict_and_only_files_of_the_page_are_there() -> None:
    async with bench() as made:
        await made.come_in()
        for path, status in {
            "/": 200,
            "/page.css": 200,
            "/icon.svg": 200,
            "/xterm.css": 200,
            "/tones/quiet/release.hollow.wav": 200,
            "/tones/usual/nothing.wav": 404,
            "/tones/loud/start.wav": 404,
            "/tones/usual/..%2f..%2fpage.js": 404,
            "/static/": 404,
            "/../pyproject.toml": 404,
            "/download/1": 404,
            "/index.html": 404,
        }.items():
            async with made.client.get(path) as answer:
                assert answer.status == status, path
                headers = answer.headers
                policy = headers["Content-Security-Policy"]
                assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
                assert policy.count("http") == 0 and "script-src 'self';" in policy
                assert headers["X-Content-Type-Options"] == "nosniff"
                assert headers["Referrer-Policy"] == "no-referrer"
                assert headers["Server"] == "supine"
        async with made.client.post("/") as answer:
            assert answer.status == 405
        # A host that would say more in the policy is left out of it.
        async with made.client.get("/", headers={"Host": "x; script-src *"}) as answer:
            assert answer.status == 403 and "*" not in answer.headers["Content-Security-Policy"]
