import http from "node:http";

export type OutsideView = {
  probes: number;
  failed: number;
  /** Length of each time without an answer, from the first failed probe to the next answered one; one still open ends at `stop`. */
  downWindowsMs: number[];
  /** Sum of the windows. */
  downMs: number;
  /** Answers by version. */
  versions: Record<string, number>;
};

export type OutsideWatch = { stop: () => Promise<OutsideView> };

const TIMEOUT_MS = 1500;

/**
 * Asks a health address from outside, every `everyMs`, each time on a new connection, and measures when nobody answered.
 * An answer with 503 is an answer.
 */
export function watchFromOutside(url: string, everyMs = 25): OutsideWatch {
  const view: OutsideView = { probes: 0, failed: 0, downWindowsMs: [], downMs: 0, versions: {} };
  let downSince: number | null = null;
  let lastAnswered = Number.NEGATIVE_INFINITY;
  let open = 0;

  const endWindow = (at: number) => {
    if (downSince === null) return;
    view.downWindowsMs.push(Math.round(at - downSince));
    downSince = null;
  };
  const fail = (askedAt: number) => {
    view.failed += 1;
    // A probe that was lost in a window which has ended meanwhile does not begin another one.
    if (askedAt > lastAnswered) downSince ??= askedAt;
  };
  const probe = () => {
    const askedAt = performance.now();
    view.probes += 1;
    open += 1;
    const call = http.get(url, { agent: false, timeout: TIMEOUT_MS }, (answer) => {
      let body = "";
      answer.setEncoding("utf8").on("data", (text: string) => {
        body += text;
      });
      answer.once("error", () => fail(askedAt));
      answer.once("end", () => {
        const version = versionIn(body);
        view.versions[version] = (view.versions[version] ?? 0) + 1;
        lastAnswered = Math.max(lastAnswered, askedAt);
        // A probe that was asked before the window began and answered late does not end it.
        if (downSince !== null && askedAt > downSince) endWindow(askedAt);
      });
    });
    call.once("timeout", () => call.destroy(new Error("timeout")));
    call.once("error", () => fail(askedAt));
    call.once("close", () => {
      open -= 1;
    });
  };

  const timer = setInterval(probe, everyMs);
  return {
    async stop() {
      clearInterval(timer);
      while (open > 0) await new Promise((resolve) => setTimeout(resolve, 20));
      endWindow(performance.now());
      view.downMs = view.downWindowsMs.reduce((sum, ms) => sum + ms, 0);
      return view;
    },
  };
}

function versionIn(body: string): string {
  try {
    return String(JSON.parse(body).version ?? "unknown");
  } catch {
    return "unknown";
  }
}
