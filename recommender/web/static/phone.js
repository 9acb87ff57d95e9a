// A signed plan stays in this phone's page storage until its review day, so that it opens without reception. Whenever
// there is reception the link is asked again; a plan that was stopped, or a link that was taken back, wipes the copy.
// Without this script the sheet is a page like any other.

const PREFIX = "sheet:";
const KEY = PREFIX + location.pathname;
const page = document.body.dataset;
const main = document.querySelector("main");
const served = main.innerHTML;

wipePast();
if (page.page === "sheet") keep();
else if (page.page === "offline") showSaved();
else localStorage.removeItem(KEY);

if (page.page) {
  window.addEventListener("online", askAgain);
  window.addEventListener("pageshow", (event) => event.persisted && askAgain());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && askAgain());
  setInterval(askAgain, page.page === "offline" ? 60_000 : 600_000);
}

function keep() {
  if (!navigator.serviceWorker) return; // without https nothing would ever show the copy
  navigator.serviceWorker.register(page.worker, { scope: "/sheet/", updateViaCache: "none" }).then(() => {
    const copy = { until: page.keepUntil, saved: new Date().toISOString(), title: document.title, html: served };
    localStorage.setItem(KEY, JSON.stringify(copy));
    note(`Saved on this phone until ${moment(copy.until, {})}.`);
  }).catch(() => {}); // storage is full or closed: the sheet still works with reception
}

function saved(key = KEY) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function showSaved() {
  const copy = saved();
  if (!copy) return;
  document.title = copy.title;
  page.keepUntil = copy.until;
  main.innerHTML = copy.html;
  const mark = document.createElement("p");
  mark.className = "saved";
  mark.setAttribute("role", "status");
  const at = moment(copy.saved, { hour: "2-digit", minute: "2-digit" });
  mark.textContent = `Saved copy from ${at}. No connection, so changes do not show.`;
  main.prepend(mark);
}

function note(words) {
  const line = document.createElement("p");
  line.textContent = words;
  document.querySelector("footer").append(line);
}

// Past its review day nothing of a plan is left on the phone, whosever it was.
function wipePast() {
  const keys = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  for (const key of keys) if (!(saved(key)?.until >= today())) localStorage.removeItem(key);
}

async function askAgain() {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (answer.status === 404 || (answer.ok && mainOf(await answer.text()) !== served)) location.reload();
  } catch {
    if (page.keepUntil < today()) location.reload(); // no reception, and the review day has gone by
  }
}

function mainOf(html) {
  return new DOMParser().parseFromString(html, "text/html").querySelector("main").innerHTML;
}

function today() {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

function moment(iso, time) {
  const at = new Date(iso.includes("T") ? iso : `${iso}T12:00`);
  return at.toLocaleString("en-GB", { day: "numeric", month: "long", year: "numeric", ...time });
}
