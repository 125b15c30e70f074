import { vi } from "vitest";

/** The value once it holds, asked for again and again; fails after three minutes, as every test of the suite does. */
export async function until<T>(ask: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  const found = await vi.waitUntil(
    async () => {
      const value = await ask();
      return holds(value) && { value };
    },
    { timeout: 180_000, interval: 30 },
  );
  return found.value;
}
