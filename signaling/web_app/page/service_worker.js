// Keeps the shell, and nothing else: the page and its texts, so that it opens without a network. What was kept is used
// only where the server is not reached. `SHELL` stands before this: the server writes it.
self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(SHELL.name);
    await cache.addAll(SHELL.files.map((file) => new Request(file, { cache: "no-cache" })));
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith("ferndiagnose-") && name !== SHELL.name).map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

const KEPT = new Set(SHELL.files.map((file) => new URL(file, self.location).pathname));

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin || !KEPT.has(pathname)) return;
  event.respondWith(fetch(event.request).catch(async () => (await caches.match(pathname)) ?? Response.error()));
});
