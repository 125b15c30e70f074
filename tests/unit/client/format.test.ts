import { describe, expect, it } from "vitest";
import { bytes, duration, initials, pinched, shortHash, ticking } from "#lib/client/format.ts";
import { liveness, STALE_AFTER_MS } from "#lib/client/live/freshness.ts";
import { givenSecrets, parseParameters, secretsOf } from "#lib/client/target-form.ts";

describe("numbers carry their measure", () => {
  it.each([
    [400, "0.4 s"],
    [48_000, "48 s"],
    [98_000, "1 m 38 s"],
    [120_000, "2 m"],
    [3_900_000, "1 h 05 m"],
    [9 * 86_400_000, "9 d"],
  ])("%i ms is %s", (ms, text) => expect(duration(ms)).toBe(text));
  it.each([
    [425_000, "07:05"],
    [3_729_000, "1:02:09"],
    [-5, "00:00"],
  ])("a clock shows %i ms as %s", (ms, text) => expect(ticking(ms)).toBe(text));
  it("counts bytes exactly", () => {
    expect(bytes(1)).toBe("1 byte");
    expect(bytes(96_022)).toBe("96,022 bytes");
  });
  it("shortens hashes as people compare them", () => {
    expect(shortHash("7c1e4a900c9e")).toBe("7c1e 4a90");
    expect(pinched("sha256:4be0aa11bb227c")).toBe("4be0…7c");
  });
  it.each([
    ["oncall-1", "O1"],
    ["commander-2", "C2"],
    ["admin", "AD"],
  ])("%s is drawn as %s", (handle, mark) => expect(initials(handle)).toBe(mark));
});

describe("how true the page is", () => {
  const state = (connection: "connected" | "down", lastContactAt: number) => ({
    connection,
    lastContactAt,
    offsetMs: 0,
  });
  it("is live while the socket is connected and something was heard lately", () => {
    expect(liveness(state("connected", 1_000), 6_000).kind).toBe("live");
  });
  it("is in doubt without a socket, however fresh the last answer", () => {
    expect(liveness(state("down", 1_000), 1_500).kind).toBe("reconnecting");
  });
  it("is stale after silence, even with a socket that calls itself connected", () => {
    expect(liveness(state("connected", 0), STALE_AFTER_MS + 1).kind).toBe("stale");
  });
});

describe("parameters of a target", () => {
  it("are NAME=value lines; the value may hold anything", () => {
    expect(parseParameters("APP_DIR=/srv/app\n\n# note\nQUERY=a=b c")).toEqual({
      ok: true,
      parameters: { APP_DIR: "/srv/app", QUERY: "a=b c" },
    });
  });
  it.each(["app=1", "APP", "A=1\nA=2"])("%j is refused with its line", (text) =>
    expect(parseParameters(text).ok).toBe(false),
  );
});

describe("secrets of a target's form", () => {
  const declared = secretsOf({
    parameters: {
      APP_DIR: { type: "abs-path", title: "Directory", required: true },
      DB_PASSWORD: { type: "secret", title: "Password", required: true },
      API_KEY: { type: "secret", title: "Key", required: false },
    },
  });

  it("are those that the playbook declares", () => {
    expect(declared.map((d) => [d.name, d.required])).toEqual([
      ["DB_PASSWORD", true],
      ["API_KEY", false],
    ]);
    expect(secretsOf(undefined)).toEqual([]);
  });

  it("are sent when typed in, and never those of another playbook", () => {
    expect(givenSecrets(declared, { DB_PASSWORD: " p w ", API_KEY: "", OTHER: "x" })).toEqual({ DB_PASSWORD: " p w " });
  });
});
