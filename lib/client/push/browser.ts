/** Whether and how this browser can be woken. */
export type PushAbility =
  | "unsupported"
  /** Plain http: browsers allow it on https and on this machine only. */
  | "insecure"
  | "denied"
  | "off"
  | "on";

export type OwnSubscription = { endpointSha256: string; serverKey: string };

export function abilityOf(isSubscribed: boolean): PushAbility {
  if (!window.isSecureContext) return "insecure";
  if (!("serviceWorker" in navigator) || !("PushManager" in window) || !("Notification" in window))
    return "unsupported";
  if (Notification.permission === "denied") return "denied";
  return isSubscribed && Notification.permission === "granted" ? "on" : "off";
}

/** This browser's own subscription, as the server would know it; null when there is none. */
export async function ownSubscription(): Promise<OwnSubscription | null> {
  const subscription = await current();
  if (!subscription) return null;
  const key = subscription.options.applicationServerKey;
  return {
    endpointSha256: await sha256(subscription.endpoint),
    serverKey: key ? base64Url(new Uint8Array(key)) : "",
  };
}

/** Asks the person, and subscribes. Throws with a sentence when it does not come to that. */
export async function subscribeBrowser(serverKey: string) {
  if ((await Notification.requestPermission()) !== "granted")
    throw new Error("The browser was not allowed to show notifications. Nothing was changed.");
  const registration = await navigator.serviceWorker.ready;
  // One that was made for another key would be answered with the old one.
  await (await registration.pushManager.getSubscription())?.unsubscribe();
  const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: serverKey });
  const { endpoint, keys } = made.toJSON();
  return { endpoint, keys, serverKey, label: labelOf(navigator.userAgent) };
}

export async function unsubscribeBrowser(): Promise<void> {
  await (await current())?.unsubscribe();
}

async function current(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker?.getRegistration();
  return (await registration?.pushManager?.getSubscription()) ?? null;
}

/** `Firefox on Android`: enough to know it again in a list of a few. */
export function labelOf(userAgent: string): string {
  const find = (names: readonly [string, RegExp][]) => names.find(([, pattern]) => pattern.test(userAgent))?.[0];
  const browser = find([
    ["Edge", /Edg/],
    ["Firefox", /Firefox/],
    ["Chrome", /Chrome/],
    ["Safari", /Safari/],
  ]);
  const system = find([
    ["Android", /Android/],
    ["iPhone", /iPhone/],
    ["iPad", /iPad/],
    ["Windows", /Windows/],
    ["Mac", /Mac OS/],
    ["Linux", /Linux/],
  ]);
  return `${browser ?? "A browser"} on ${system ?? "another system"}`;
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const base64Url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
