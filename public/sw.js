// Two jobs: to say that Backout does not answer, and to show what it pushes. It keeps no page and no answer of the API: what is shown is
// what the server says now, or that it says nothing.
const CACHE = "offline-2";
const OFFLINE = "/offline.html";

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.add(new Request(OFFLINE, { cache: "reload" })))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  if (event.request.mode !== "navigate" || event.request.method !== "GET") return;
  event.respondWith(fetch(event.request).catch(() => caches.match(OFFLINE).then((page) => page ?? Response.error())));
});

self.addEventListener("push", (event) => {
  event.waitUntil(show(event.data));
});

/** A browser ends a subscription whose messages show nothing, so something is shown whatever came. */
async function show(data) {
  let { tag, title, body, path } = { tag: "unread", title: "Backout", body: "Something happened. Look.", path: "/" };
  try {
    ({ tag, title, body, path } = data.json());
  } catch {
    // not ours, or of another version: the words above stand
  }
  await self.registration.showNotification(title, { tag, body, icon: "/icon-192.png", data: { path } });
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.path));
});

/** Only ever a page of ours. */
async function open(path) {
  const url = new URL(typeof path === "string" ? path : "/", self.location.origin);
  if (url.origin !== self.location.origin) return;
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const shown = pages.find((page) => new URL(page.url).pathname === url.pathname);
  if (shown) await shown.focus();
  else await self.clients.openWindow(url.href);
}
