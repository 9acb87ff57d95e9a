// Answers for the sheet where there is no reception. It keeps what is the same for everybody, listed in SHELL: styles,
// scripts, fonts and the danger card. It never keeps a plan: a page's own script does, until the review day.

const OFFLINE = SHELL[0];
const PATIENCE_MS = 8000;

self.addEventListener("install", (event) => {
  const fresh = SHELL.map((address) => new Request(address, { cache: "reload" }));
  event.waitUntil(caches.open(VERSION).then((kept) => kept.addAll(fresh)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys()
      .then((names) => Promise.all(names.filter((name) => name !== VERSION).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (request.mode === "navigate") event.respondWith(open(request));
  else if (SHELL.includes(address.pathname + address.search)) event.respondWith(kept(request));
});

async function open(request) {
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout?.(PATIENCE_MS) });
    if (answer.status < 500) return answer;
  } catch {
    // no reception, or too little of it
  }
  return caches.match(OFFLINE);
}

async function kept(request) {
  return (await caches.match(request)) || fetch(request);
}
