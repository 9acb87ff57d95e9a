// Keeps time on the cards of a sheet: a ring that empties for holds and minutes, a counter for slow repetitions.
// Nothing starts by itself, nothing sounds unless asked, one card at a time. Without this script the dose line says it.

const READY_S = 3;
const DRAWING = "http://www.w3.org/2000/svg";
const spoken = make("p", { class: "unseen", role: "status" });
const sound = { beep: null, buzz: false };
let letGo = () => {}; // pauses whichever card is at work
let awake = null;

document.querySelector("main").append(spoken);
for (const card of document.querySelectorAll(".card[data-pace]")) {
  const { pace, seconds, times, rounds } = card.dataset;
  const view = panel(card, { signals: pace !== "count" });
  (pace === "count" ? counter : timer)(view, { kind: pace, seconds: +seconds, times: +times, rounds: +rounds });
  card.querySelector(".dose").after(view.start, view.box);
}

// Timing: ready, at work, resting until a tap, over.

function timer(view, pace) {
  const all = pace.times * pace.rounds;
  const whole = pace.seconds * 1000;
  let done, phase, before, left, ends, ticking, halved;

  view.start.addEventListener("click", () => {
    view.open();
    begin();
  });
  view.main.addEventListener("click", () => {
    ({ ready: pause, work: pause, paused: () => goOn(), rest: ready, over: begin })[phase]();
  });
  view.side.addEventListener("click", close);

  function begin() {
    done = 0;
    ready();
  }

  function ready() {
    say("Get ready.");
    run("ready", READY_S * 1000);
  }

  function work() {
    halved = whole < 6000;
    say(`${place()}. Start.`);
    signal();
    run("work", whole);
  }

  function run(next, ms) {
    left = ms;
    goOn(next);
  }

  function goOn(next = before) {
    if (letGo !== pause) letGo();
    letGo = pause;
    phase = next;
    ends = performance.now() + left;
    clearInterval(ticking);
    ticking = setInterval(tick, 200);
    stayAwake();
    show();
  }

  function pause() {
    if (phase !== "ready" && phase !== "work") return;
    clearInterval(ticking);
    before = phase;
    phase = "paused";
    maySleep();
    say("Paused.");
    show();
  }

  function tick() {
    left = Math.max(0, ends - performance.now());
    if (phase === "work" && !halved && left <= whole / 2) {
      halved = true;
      say("Half.");
    }
    if (left > 0) return show();
    if (phase === "ready") return work();
    clearInterval(ticking);
    signal();
    done += 1;
    phase = done < all ? "rest" : "over";
    say(phase === "rest" ? "Rest." : "Done.");
    maySleep();
    show();
    return undefined;
  }

  function close() {
    pause();
    view.close();
  }

  function place() {
    const n = Math.min(done, all - 1);
    if (pace.kind === "minutes") return all > 1 ? `Round ${n + 1} of ${all}` : `${pace.seconds / 60} ${pace.seconds === 60 ? "minute" : "minutes"}`;
    const hold = `Hold ${(n % pace.times) + 1} of ${pace.times}`;
    return pace.rounds > 1 ? `${hold}, round ${Math.floor(n / pace.times) + 1} of ${pace.rounds}` : hold;
  }

  function next() {
    return pace.kind === "hold" ? `hold ${(done % pace.times) + 1}` : `round ${done + 1}`;
  }

  function show() {
    const at = phase === "paused" ? before : phase;
    const seconds = Math.ceil(left / 1000);
    const long = at === "work" && pace.seconds >= 60;
    view.number.textContent = at === "over" ? "0" : at === "rest" ? String(pace.seconds) : long ? clock(seconds) : String(seconds);
    view.unit.textContent = long ? "minutes" : "seconds";
    view.ring(at === "work" ? left / whole : at === "over" ? 0 : 1);
    view.place.textContent = phase === "over" ? "Done" : at === "rest" ? `Next: ${lower(place())}` : place();
    view.then.textContent = {
      ready: "Get ready.",
      work: done + 1 < all ? "Then rest." : "Then you are done.",
      paused: "Paused.",
      rest: "Rest as long as you like.",
      over: "",
    }[phase];
    view.main.textContent = { ready: "Pause", work: "Pause", paused: "Go on", rest: `Start ${next()}`, over: "Start again" }[phase];
    view.side.textContent = "Close";
  }
}

// Counting: one tap for each time.

function counter(view, pace) {
  const all = pace.times * pace.rounds;
  let done;

  view.start.addEventListener("click", () => {
    letGo();
    letGo = () => {};
    view.open();
    begin();
  });
  view.main.addEventListener("click", () => (done === all ? begin() : count(1)));
  view.side.addEventListener("click", () => (done ? count(-1) : view.close()));
  view.box.classList.add("counts");

  function begin() {
    done = 0;
    say("Tap for each slow time.");
    show();
  }

  function count(step) {
    done += step;
    const round = Math.ceil(done / pace.times);
    const inRound = done - (round - 1) * pace.times;
    if (done === all) say("Done.");
    else if (done && inRound === pace.times) say(`Round ${round} of ${pace.rounds} done. Rest.`);
    else say(done ? `${inRound} of ${pace.times}` : "0");
    show();
  }

  function show() {
    const over = done === all;
    const ended = done > 0 && done % pace.times === 0; // a round is full until the first tap of the next
    const round = Math.min(pace.rounds, ended ? done / pace.times : Math.floor(done / pace.times) + 1);
    const inRound = done - (round - 1) * pace.times;
    view.number.textContent = String(inRound);
    view.unit.textContent = `of ${pace.times}`;
    view.ring(1 - inRound / pace.times);
    view.place.textContent = over ? "Done" : pace.rounds > 1 ? `Round ${round} of ${pace.rounds}` : "Slowly";
    view.then.textContent = over ? "" : ended ? "Rest. Tap to go on." : "Tap for each one.";
    view.main.textContent = over ? "Start again" : "Count";
    view.side.textContent = done ? "1 back" : "Close";
  }
}

// What both look like.

function panel(card, { signals }) {
  const title = card.querySelector("h2");
  const number = title.querySelector(".badge").textContent;
  const start = make("button", { type: "button", class: "tap", "aria-describedby": title.id }, `Start number ${number}`);
  const ring = draw("circle", { class: "full", cx: 50, cy: 50, r: 44, pathLength: 100, transform: "rotate(-90 50 50)" });
  const track = draw("circle", { class: "track", cx: 50, cy: 50, r: 44 });
  const view = {
    start,
    number: make("b", {}),
    unit: make("span", {}),
    place: make("p", { class: "place" }),
    then: make("p", { class: "then" }),
    main: make("button", { type: "button", class: "tap" }),
    side: make("button", { type: "button", class: "tap quiet" }),
    ring: (part) => ring.setAttribute("stroke-dasharray", `${100 * part} 100`),
    open() {
      start.hidden = true;
      view.box.hidden = false;
      view.main.focus();
    },
    close() {
      view.box.hidden = true;
      start.hidden = false;
      start.focus();
    },
  };
  const face = make("div", { class: "face" }, draw("svg", { viewBox: "0 0 100 100", "aria-hidden": "true" }, track, ring), make("p", { role: "timer", "aria-live": "off" }, view.number, view.unit));
  const words = make("div", { class: "words" }, view.place, view.then);
  const also = make("div", { class: "also" }, ...(signals ? options(number) : []), view.side);
  view.box = make("div", { class: "pace", role: "group", "aria-labelledby": title.id, hidden: "" }, face, words, view.main, also);
  return view;
}

function options(number) {
  const beep = box(`beep-${number}`, "Beep", (on) => {
    sound.beep ??= on ? new AudioContext() : null;
    sound.loud = on;
    signal();
  });
  const buzz = "vibrate" in navigator ? [box(`buzz-${number}`, "Buzz", (on) => {
    sound.buzz = on;
    signal();
  })] : [];
  return [beep, ...buzz];
}

function box(id, word, changed) {
  const input = make("input", { type: "checkbox", id, class: word.toLowerCase() });
  input.addEventListener("change", () => {
    for (const other of document.querySelectorAll(`input.${word.toLowerCase()}`)) other.checked = input.checked;
    changed(input.checked);
  });
  return make("label", { for: id }, input, word);
}

function signal() {
  if (sound.buzz) navigator.vibrate(200);
  if (!sound.loud) return;
  const tone = sound.beep.createOscillator();
  const quiet = sound.beep.createGain();
  quiet.gain.value = 0.2;
  tone.connect(quiet).connect(sound.beep.destination);
  tone.start();
  tone.stop(sound.beep.currentTime + 0.2);
}

// The screen stays on while time runs, where the phone lets us.
function stayAwake() {
  navigator.wakeLock?.request("screen").then((lock) => {
    maySleep();
    awake = lock;
  }, () => {});
}

function maySleep() {
  awake?.release();
  awake = null;
}

function say(words) {
  spoken.textContent = words;
}

function clock(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function lower(words) {
  return words[0].toLowerCase() + words.slice(1);
}

function make(tag, attributes, ...inside) {
  return fill(document.createElement(tag), attributes, inside);
}

function draw(tag, attributes, ...inside) {
  return fill(document.createElementNS(DRAWING, tag), attributes, inside);
}

function fill(element, attributes, inside) {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...inside);
  return element;
}
