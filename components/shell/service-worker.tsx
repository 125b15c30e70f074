"use client";
import { useEffect } from "react";

/** Makes the page installable and able to say that the server is gone. Nothing depends on it. */
export function ServiceWorker() {
  useEffect(() => {
    // Not there on plain http; refused in some private modes.
    navigator.serviceWorker?.register("/sw.js").catch(() => {});
  }, []);
  return null;
}
