"""The page of ``supine serve``: the app in a browser.

Each tab has an app of its own, which runs as a process of its own and draws through Textual's web
driver (`tui.app.page`). This room starts and ends these processes (`child`), keeps one for a while
when the connection to its tab is lost (`hosted`), bounds what waits to be sent (`connection`),
decides who may come in (`gate`), and serves the files of the page (`files`) with aiohttp
(`server`, `listening`). Only this room imports aiohttp. Of textual-serve it takes the terminal for
browsers, xterm.js (docs/decisions/serving.md).
"""
