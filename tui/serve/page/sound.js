// The sounds of the page: tones, the terminal's bell, and a voice of the device itself.
// Browsers let a page be heard only after somebody touched it, and forget that when it is loaded
// again. While a session waits for its sound, one touch is taken for that alone.

const STALE_S = 1.0;
const GRACE_MS = 400;

// on.change is called when it may have begun or ended to wait; on.silent, if it can play nothing.
export function soundOf(config, state, on) {
  const Context = window.AudioContext || window.webkitAudioContext;
  const audio = Context ? new Context() : null;
  const tones = new Map();
  const ahead = new Set();
  const heard = [];
  let playing = null, loudness = "usual", isWanted = false, wasTaken = false;

  const isOn = () => audio?.state === "running";
  function note() {
    state.sound = !audio ? "none" : isOn() ? "on" : "waiting";
    if (isOn()) wasTaken = false;
    if (!audio) on.silent();
    on.change();
  }
  function unlock() {
    if (audio && !isOn()) audio.resume().then(note, () => {});
  }
  for (const kind of ["pointerdown", "pointerup", "touchend", "keydown", "click"])
    window.addEventListener(kind, unlock, { capture: true, passive: true });
  audio?.addEventListener("statechange", note);

  // Whether a session is to be heard, and is not.
  const isWaiting = () => isWanted && Boolean(audio) && !isOn() && !wasTaken;
  let wantedSoon = 0;
  function want(is) {
    clearTimeout(wantedSoon);
    if (!is) { isWanted = wasTaken = false; on.change(); return; }
    // The touch that began the session may be what lets it be heard.
    wantedSoon = setTimeout(() => { isWanted = true; on.change(); }, GRACE_MS);
  }
  // Returns whether a touch that begins is for the sound alone. Where it does not help, the next
  // one is a touch like any other.
  function take() {
    if (!isWaiting()) return false;
    wasTaken = true;
    on.change();
    return true;
  }

  function tone(name) {
    if (!tones.has(name)) {
      const loaded = fetch(`/tones/${name}.wav`)
        .then((answer) => answer.ok ? answer.arrayBuffer() : Promise.reject(new Error(answer.status)))
        .then((bytes) => new Promise((done, failed) => audio.decodeAudioData(bytes, done, failed)));
      loaded.catch(() => tones.delete(name));
      tones.set(name, loaded);
    }
    return tones.get(name);
  }
  async function fetchAhead(folder) {
    ahead.add(folder);
    for (const name of config.tones) {
      try { await tone(`${folder}/${name}`); } catch { ahead.delete(folder); return; }
    }
  }
  async function play(name) {
    if (!audio) return;
    const askedAt = performance.now();
    loudness = name.split("/")[0];
    if (!ahead.has(loudness)) fetchAhead(loudness);
    let sound;
    try { sound = await tone(name); } catch { return; }
    if (!isOn() || performance.now() - askedAt > 1000 * STALE_S) return;
    hush();
    playing = audio.createBufferSource();
    playing.buffer = sound;
    playing.connect(audio.destination);
    playing.start();
    keep(name);
  }
  // Whoever lies with closed eyes hears that the session waits.
  function playPause() {
    if (tones.has(`${loudness}/pause`)) play(`${loudness}/pause`);
  }
  function keep(name) {
    heard.push(name);
    if (heard.length > 100) heard.shift();
    state.heard = name;
  }
  function hush() {
    if (playing) { try { playing.stop(); } catch { /* it is over */ } }
    playing = null;
  }
  // The terminal's bell, as a soft tone.
  function bell() {
    if (!isOn()) return;
    const [wave, gain, now] = [audio.createOscillator(), audio.createGain(), audio.currentTime];
    wave.frequency.value = 440;
    gain.gain.setValueAtTime(0, now);
    gain.gain.linearRampToValueAtTime(0.14, now + 0.03);
    gain.gain.exponentialRampToValueAtTime(0.0005, now + 0.5);
    wave.connect(gain).connect(audio.destination);
    wave.start(now);
    wave.stop(now + 0.55);
    keep("bell");
  }

  // Only voices of the device itself: others send what they say to their maker.
  const speaking = window.speechSynthesis;
  const voice = () => speaking?.getVoices().find((each) => each.localService && /^en/i.test(each.lang));
  speaking?.addEventListener?.("voiceschanged", () => on.voices());
  function say(line, isQuiet) {
    const chosen = voice();
    if (!chosen) return;
    speaking.cancel();
    const spoken = new SpeechSynthesisUtterance(line);
    [spoken.voice, spoken.lang, spoken.volume] = [chosen, chosen.lang, isQuiet ? 0.13 : 1];
    speaking.speak(spoken);
  }

  // How late a message of the server is, in seconds, against the quickest one so far.
  let quickest = Infinity;
  function lateness(sentAt) {
    const taken = performance.now() / 1000 - sentAt;
    quickest = Math.min(quickest, taken);
    return taken - quickest;
  }

  return {
    note, want, take, isWaiting, heard, bell, playPause, lateness,
    abilities: () => ({ sound: Boolean(audio), voice: Boolean(voice()) }),
    play: (name, sentAt) => { if (lateness(sentAt) <= STALE_S) play(name); },
    say: (line, isQuiet, sentAt) => { if (lateness(sentAt) <= STALE_S) say(line, isQuiet); },
    hush,
    hushVoice: () => speaking?.cancel(),
    connected: () => { quickest = Infinity; },
  };
}
