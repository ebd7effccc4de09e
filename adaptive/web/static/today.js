// Timers beside the mat, and buttons that count seconds up and down. The pieces of an exercise
// come from the server; here they are only counted. Without script the dose stands there.
"use strict";

(() => {
  let audio = null;
  let awake = null;

  function element(name, attributes = {}, text = "") {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.textContent = text;
    return made;
  }

  function beep(pitch) {
    if (!audio) return;
    const tone = audio.createOscillator();
    const loudness = audio.createGain();
    const now = audio.currentTime;
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.0001, now);
    loudness.gain.exponentialRampToValueAtTime(0.12, now + 0.03);
    loudness.gain.exponentialRampToValueAtTime(0.0001, now + 0.3);
    tone.connect(loudness).connect(audio.destination);
    tone.start(now);
    tone.stop(now + 0.32);
  }

  async function keepAwake(on) {
    try {
      if (on && !awake && navigator.wakeLock) awake = await navigator.wakeLock.request("screen");
      if (!on && awake) {
        const lock = awake;
        awake = null;
        await lock.release();
      }
    } catch {
      awake = null; // the battery is low, or the page is hidden: the timer counts all the same
    }
  }

  function build(root) {
    const pieces = JSON.parse(root.querySelector("script").textContent);
    const words = element("p", { class: "words", "aria-live": "polite" });
    const digits = element("p", { class: "digits", role: "timer", "aria-label": "Seconds left" });
    const progress = element("progress", { max: pieces.length, "aria-label": "Pieces done" });
    const buttons = element("p", { class: "row" });
    const main = element("button", { type: "button" }, "Start");
    const next = element("button", { type: "button", class: "quiet" }, "Next");
    const again = element("button", { type: "button", class: "quiet" }, "Again");
    const sound = element("input", { type: "checkbox" });
    sound.checked = true;
    const soundLabel = element("label");
    soundLabel.append(sound, " Sound");
    buttons.append(main, next, again, soundLabel);
    root.append(words, digits, progress, buttons);
    root.classList.add("ready");

    let at = 0; // which piece; pieces.length once all are done
    let left = 0; // seconds of it
    let ends = 0; // when it ends, by the clock of the page; 0 while it stands still
    let ticking = 0;

    const piece = () => pieces[at];
    const running = () => ticking !== 0;

    function show() {
      const shown = piece() && piece().seconds !== null ? String(Math.ceil(left)) : "";
      if (digits.textContent !== shown) digits.textContent = shown;
      digits.hidden = shown === "";
    }

    function say() {
      const now = piece();
      words.textContent = !now ? "Done." : now.seconds === null ? now.words : `${now.words}, ${now.seconds} s`;
      digits.classList.toggle("rest", Boolean(now) && !now.work);
      progress.value = at;
      next.hidden = !now;
      main.hidden = !now;
      main.textContent = running() ? "Pause" : at || left < (now ? now.seconds : 0) ? "Go on" : "Start";
    }

    function signal() {
      navigator.vibrate?.(piece() ? 150 : [150, 100, 150]);
      if (sound.checked) beep(!piece() ? 520 : piece().work ? 880 : 440);
    }

    function stand(index) {
      at = index;
      left = piece()?.seconds ?? 0;
      ends = performance.now() + 1000 * left;
      if (!piece()) halt();
      show();
      say();
    }

    function tick() {
      if (!root.isConnected) return halt();
      if (!piece() || piece().seconds === null) return;
      left = Math.max(0, (ends - performance.now()) / 1000);
      show();
      if (left === 0) {
        stand(at + 1);
        signal();
      }
    }

    function run() {
      const Sound = window.AudioContext || window.webkitAudioContext;
      if (Sound && !audio) audio = new Sound();
      audio?.resume();
      ends = performance.now() + 1000 * left;
      ticking = setInterval(tick, 100);
      keepAwake(true);
      say();
    }

    function halt() {
      clearInterval(ticking);
      ticking = 0;
      keepAwake(false);
    }

    main.addEventListener("click", () => {
      if (running()) {
        halt();
        say();
      } else run();
    });
    next.addEventListener("click", () => stand(at + 1));
    again.addEventListener("click", () => {
      halt();
      stand(0);
    });
    stand(0);
  }

  function countable(root) {
    const side = root.dataset.stepper;
    const input = root.querySelector("input");
    for (const [by, sign, words] of [[-1, "−", "less"], [1, "+", "more"]]) {
      const button = element("button", { type: "button", class: "quiet", "aria-label": `${side}: ${words}` }, sign);
      button.addEventListener("click", () => (by < 0 ? input.stepDown() : input.stepUp()));
      by < 0 ? input.before(button) : input.after(button);
    }
  }

  // A link to something folded opens it.
  function unfold() {
    const to = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (to instanceof HTMLDetailsElement) to.open = true;
  }

  function prepare(root) {
    root.querySelectorAll("[data-timer]:not(.ready)").forEach(build);
    root.querySelectorAll("[data-stepper]:not(:has(button))").forEach(countable);
  }

  document.addEventListener("kneedrive:shown", (event) => prepare(event.target));
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) awake = null; // the browser has let it go
  });
  window.addEventListener("hashchange", unfold);
  prepare(document);
  unfold();
})();
