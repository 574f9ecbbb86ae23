// The page of "supine serve": a terminal that shows one app, and what only a page can do for it:
// sound, keeping the screen on, type as large as fits, and getting a lost connection back.
// docs/serve.md lists the messages.
import { soundOf } from "/sound.js";

(() => {
  const config = JSON.parse(document.getElementById("config").textContent);
  const words = config.words;
  const byId = (id) => document.getElementById(id);
  const [room, host, notice, cover] = ["room", "terminal", "notice", "cover"].map(byId);
  const state = document.body.dataset;
  byId("slow").remove();
  const root = document.documentElement;

  // The tab

  // A tab keeps its app when the page is loaded again.
  const tab = (() => {
    let id = null;
    try { id = sessionStorage.getItem("tab"); } catch { /* storage is switched off */ }
    if (!id) {
      const bytes = crypto.getRandomValues(new Uint8Array(18));
      id = btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_");
      try { sessionStorage.setItem("tab", id); } catch { /* then a reload gets another app */ }
    }
    return id;
  })();

  // The terminal, and its type: as large as fits

  const style = getComputedStyle(root);
  const family = style.getPropertyValue("--type").trim();
  const colors = () => {
    const [ground, ink] = ["--ground", "--ink"].map((name) => root.style.getPropertyValue(name).trim());
    return { background: ground, foreground: ink, cursor: ink, cursorAccent: ground };
  };
  const terminal = new xterm.Terminal({
    allowProposedApi: true, scrollback: 0, fontFamily: family, fontSize: 16, theme: colors(),
    drawBoldTextInBrightColors: false, minimumContrastRatio: 1, cursorInactiveStyle: "none",
    macOptionIsMeta: true, rightClickSelectsWord: false,
  });
  const fitting = new xterm.FitAddon();
  terminal.loadAddon(fitting);
  terminal.loadAddon(new xterm.Unicode11Addon());
  terminal.unicode.activeVersion = "11";
  terminal.open(host);
  // It draws blocks and lines itself, so that they meet without gaps. Without it a terminal of
  // elements is drawn.
  try { terminal.loadAddon(new xterm.CanvasAddon()); } catch { /* no canvas */ }

  const COLUMNS = 80, ROWS = 24, LEAST_COLUMNS = 40, LEAST_ROWS = 12, EASY_PX = 20, FINGER_PX = 44;
  let tallest = 0, widest = 0;

  // Where 80 by 24 cells would be too small to read from afar, fewer and larger ones are better.
  function typeSize(width, height) {
    const probe = document.createElement("span");
    probe.textContent = "W".repeat(50);
    probe.style.cssText = `position:absolute;visibility:hidden;white-space:pre;line-height:normal;font:100px ${family}`;
    document.body.append(probe);
    const across = probe.offsetWidth / 5000, down = probe.offsetHeight / 100;
    probe.remove();
    const largest = (columns, rows) => Math.min(width / (columns * across), height / (rows * down));
    const roomy = largest(COLUMNS, ROWS);
    const wanted = Math.max(roomy, Math.min(EASY_PX, largest(LEAST_COLUMNS, LEAST_ROWS)));
    const size = Math.max(6, Math.floor(wanted * 2) / 2);
    // A finger needs two rows to be 44 pixels high.
    return { size, line: Math.max(1, FINGER_PX / 2 / Math.floor(size * down)) };
  }

  function fit() {
    const box = host.getBoundingClientRect();
    if (!box.width || !box.height) return;
    // A keyboard that comes up takes rows away, and leaves the type as it is.
    if (box.width !== widest) [widest, tallest] = [box.width, 0];
    tallest = Math.max(tallest, box.height);
    const { size, line } = typeSize(box.width, tallest);
    if (terminal.options.fontSize !== size) terminal.options.fontSize = size;
    if (terminal.options.lineHeight !== line) terminal.options.lineHeight = line;
    const room = fitting.proposeDimensions();
    if (!room || !Number.isFinite(room.cols) || !Number.isFinite(room.rows)) return;
    const [columns, rows] = [Math.max(4, room.cols), Math.max(4, room.rows)];
    if (columns !== terminal.cols || rows !== terminal.rows) terminal.resize(columns, rows);
  }

  let fitSoon = 0;
  const onResize = () => { cancelAnimationFrame(fitSoon); fitSoon = requestAnimationFrame(fit); };
  window.addEventListener("resize", onResize);
  window.visualViewport?.addEventListener("resize", () => {
    if (window.visualViewport.scale > 1.01) return; // it is zoomed
    room.style.maxHeight = `${window.visualViewport.height}px`;
    onResize();
  });
  terminal.onResize(({ cols, rows }) => tell("resize", { width: cols, height: rows }));

  // Keys and touch

  const field = terminal.textarea;
  for (const [name, value] of Object.entries({
    inputmode: "none", autocapitalize: "off", autocomplete: "off", autocorrect: "off",
    spellcheck: "false", enterkeyhint: "done", "data-gramm": "false",
  })) field.setAttribute(name, value);

  // The device's keyboard comes up for a text, and for nothing else.
  function setTyping(on) {
    state.typing = on ? "on" : "off";
    field.setAttribute("inputmode", on ? "text" : "none");
    byId("keyboard").hidden = !(on && matchMedia("(pointer: coarse)").matches);
    if (document.activeElement === field && matchMedia("(pointer: coarse)").matches) {
      field.blur();
      if (on) field.focus({ preventScroll: true });
    }
  }
  byId("keyboard").textContent = words.keyboard;
  byId("keyboard").addEventListener("click", () => { field.blur(); field.focus({ preventScroll: true }); });

  // Browsers scroll to what is typed, also what cannot be scrolled by hand. The app does that itself.
  document.addEventListener("scroll", ({ target }) => {
    const scrolled = target === document ? root : target;
    if (scrolled.scrollTop || scrolled.scrollLeft) scrolled.scrollTop = scrolled.scrollLeft = 0;
  }, { capture: true, passive: true });

  // What reloads the page, or fills the screen with it, stays the browser's.
  terminal.attachCustomKeyEventHandler((event) => !["F5", "F11", "F12"].includes(event.key) && !event.metaKey);
  terminal.onData((text) => {
    const end = "\x1b[201~";
    const isPaste = text.startsWith("\x1b[200~");
    if (text.length > config.most) text = text.slice(0, config.most - end.length) + (isPaste ? end : "");
    tell("stdin", text);
  });
  terminal.onBinary((text) => tell("stdin", text));
  window.addEventListener("focus", () => { if (!matchMedia("(pointer: coarse)").matches) terminal.focus(); });
  host.addEventListener("contextmenu", (event) => event.preventDefault());
  document.addEventListener("gesturestart", (event) => event.preventDefault());
  document.addEventListener("dblclick", (event) => event.preventDefault());

  // A finger that is drawn over the terminal scrolls, and one that is not clicks. Browsers leave out
  // the click of a tap that follows a quick scroll, so it is made here.
  const STILL_PX = 10, GHOST_MS = 700;
  let drawnFrom = null, tapAt = null, touchedAt = -Infinity, isForSound = false;
  // One touch or click, wherever it lands, may be for the sound alone.
  for (const [kind, ends] of [["touchstart", "touchend"], ["mousedown", "mouseup"]]) {
    window.addEventListener(kind, (event) => {
      if (event.touches?.length > 1 || !event.isTrusted) return;
      isForSound = sound.take();
      if (isForSound) event.stopPropagation();
    }, { capture: true, passive: true });
    window.addEventListener(ends, (event) => {
      if (!isForSound || !event.isTrusted) return;
      isForSound = Boolean(event.touches?.length);
      touchedAt = performance.now();
      if (event.cancelable) event.preventDefault();
      event.stopPropagation();
    }, { capture: true });
  }
  host.addEventListener("touchstart", (event) => {
    const { clientX, clientY } = event.touches[0];
    tapAt = event.touches.length === 1 ? { clientX, clientY } : null;
    drawnFrom = tapAt && clientY;
  }, { passive: true });
  host.addEventListener("touchend", (event) => {
    if (event.touches.length) return;
    if (event.cancelable) event.preventDefault();
    touchedAt = performance.now();
    const screen = host.querySelector(".xterm-screen");
    for (const kind of tapAt ? ["mousedown", "mouseup"] : [])
      screen.dispatchEvent(new MouseEvent(kind, {
        bubbles: true, cancelable: true, view: window, detail: 1, ...tapAt,
      }));
    tapAt = null;
  });
  host.addEventListener("touchcancel", () => { tapAt = null; });
  // A browser that is busy makes a click of its own in spite of that.
  for (const kind of ["mousedown", "mouseup", "mousemove"])
    window.addEventListener(kind, (event) => {
      const isGhost = event.isTrusted && performance.now() - touchedAt < GHOST_MS;
      if (isGhost && host.contains(event.target)) event.stopImmediatePropagation();
    }, { capture: true });
  host.addEventListener("touchmove", (event) => {
    if (drawnFrom === null || isForSound || event.touches.length !== 1) return;
    const screen = host.querySelector(".xterm-screen");
    const row = screen.clientHeight / terminal.rows;
    const { clientX, clientY } = event.touches[0];
    if (tapAt && Math.hypot(clientX - tapAt.clientX, clientY - tapAt.clientY) > STILL_PX) tapAt = null;
    while (Math.abs(drawnFrom - clientY) >= row) {
      const down = drawnFrom > clientY;
      drawnFrom += down ? -row : row;
      screen.dispatchEvent(new WheelEvent("wheel", {
        bubbles: true, cancelable: true, clientX, clientY, deltaMode: 1, deltaY: down ? 1 : -1,
      }));
    }
  }, { passive: true });

  // Sound

  const sound = soundOf(config, state, {
    change: () => {
      byId("sound").hidden = !sound.isWaiting();
      onResize();
    },
    silent: () => tellPerson("silent"),
    voices: () => tellAbilities(),
  });
  byId("sound").textContent = words.sound;
  terminal.onBell(sound.bell);

  // Keeping the screen on

  let wantsAwake = false, lock = null;
  async function stayAwake(on) {
    wantsAwake = on;
    if (on && !lock && navigator.wakeLock && document.visibilityState === "visible") {
      try {
        const held = await navigator.wakeLock.request("screen");
        if (!wantsAwake) { held.release(); return; }
        lock = held;
        lock.addEventListener("release", () => { lock = null; noteAwake(); });
      } catch { /* the battery is low, or the browser does not allow it */ }
    }
    if (!on && lock) lock.release();
    noteAwake();
  }
  function noteAwake() {
    const is = lock ? "on" : "off";
    if (state.awake !== is) { state.awake = is; tellAbilities(); }
  }
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible") return;
    if (wantsAwake) stayAwake(true);
    if (state.state === "lost") connect();
  });

  // Notices and the cover

  function tellPerson(which) {
    let isClosed = false;
    try { isClosed = localStorage.getItem(`closed-${which}`) !== null; } catch { /* say it again */ }
    if (isClosed) return;
    notice.dataset.which = which;
    byId("notice-text").textContent = words[which];
    notice.hidden = false;
  }
  byId("notice-close").textContent = words.close;
  byId("notice-close").addEventListener("click", () => {
    notice.hidden = true;
    try { localStorage.setItem(`closed-${notice.dataset.which}`, ""); } catch { /* as above */ }
  });
  function show(now, text, button) {
    state.state = now;
    cover.hidden = !text;
    byId("cover-text").textContent = text || "";
    byId("cover-button").textContent = button || "";
    byId("cover-button").hidden = !button;
  }
  byId("cover-button").addEventListener("click", () => connect());

  // The connection

  const PING_MS = 2500, GONE_MS = 6000, WAITS_MS = [300, 1000, 2000, 4000];
  let socket = null, tries = 0, again = 0, unanswered = 0;

  const abilities = () => ({ ...sound.abilities(), awake: Boolean(lock) });
  function tell(kind, value) {
    if (socket && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify([kind, value]));
  }
  function tellAbilities() { tell("page", abilities()); }

  function connect() {
    clearTimeout(again);
    if (socket && socket.readyState <= WebSocket.OPEN) return;
    if (state.state !== "lost") show("connecting");
    fit();
    const made = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/socket`);
    made.binaryType = "arraybuffer";
    socket = made;
    made.addEventListener("open", () => {
      sound.connected();
      unanswered = 0;
      tell("open", { tab, width: terminal.cols, height: terminal.rows, ...abilities() });
      ping();
    });
    made.addEventListener("message", (event) => {
      if (made !== socket) return;
      if (typeof event.data !== "string") {
        if (state.state !== "open") { tries = 0; show("open"); }
        terminal.write(new Uint8Array(event.data));
        return;
      }
      heed(...JSON.parse(event.data));
    });
    made.addEventListener("close", () => { if (made === socket) lose(); });
  }

  let aloneSoon = 0;
  function waitAlone() {
    clearTimeout(aloneSoon);
    aloneSoon = setTimeout(() => {
      if (wantsAwake && state.state === "lost") sound.playPause();
    }, config.alone * 1000);
  }

  function lose() {
    socket = null;
    if (state.state === "taken" || state.state === "ended" || state.state === "locked") return;
    sound.hush();
    sound.hushVoice();
    if (state.state === "open") waitAlone();
    if (tries > 0 || state.state === "open") show("lost", words.lost);
    again = setTimeout(tries % 3 === 2 ? look : connect, WAITS_MS[Math.min(tries, WAITS_MS.length - 1)]);
    tries += 1;
  }
  // A server that was started again does not know this page any more.
  async function look() {
    try {
      const answer = await fetch("/", { cache: "no-store" });
      if (answer.status === 403) { show("locked", words.locked); return; }
    } catch { /* it cannot be reached */ }
    connect();
  }
  // In a page that is not seen timers are slow, so what counts is that an answer is missing.
  function ping() {
    if (!unanswered) unanswered = Math.round(performance.now());
    tell("ping", Math.round(performance.now()));
  }
  setInterval(() => {
    if (!socket || socket.readyState !== WebSocket.OPEN) return;
    if (unanswered && performance.now() - unanswered > GONE_MS) {
      const gone = socket;
      lose();
      gone.close();
    } else ping();
  }, PING_MS);
  window.addEventListener("online", () => { if (state.state === "lost") connect(); });

  function heed(kind, value) {
    switch (kind) {
      case "pong": unanswered = 0; sound.lateness(value[1]); break;
      case "clear": terminal.reset(); break;
      case "colors":
        root.style.setProperty("--ground", value[0]);
        root.style.setProperty("--ink", value[1]);
        document.querySelector("meta[name=theme-color]").content = value[0];
        terminal.options.theme = colors();
        break;
      case "typing": setTyping(value); break;
      case "awake": stayAwake(value); break;
      case "listen": sound.want(value); break;
      case "sound": sound.play(...value); break;
      case "say": sound.say(...value); break;
      case "hush": sound.hush(); break;
      case "hush-voice": sound.hushVoice(); break;
      case "taken": show("taken", value, words.here); break;
      case "ended":
        show("ended", value, words.again);
        terminal.reset();
        setTyping(false);
        stayAwake(false);
        sound.want(false);
        break;
    }
  }

  window.supine = { terminal, heard: sound.heard, tab, cut: () => socket?.close() };
  new ResizeObserver(onResize).observe(host);
  sound.note();
  if (!window.isSecureContext) tellPerson("insecure");
  connect();
  if (!matchMedia("(pointer: coarse)").matches) terminal.focus();
})();
