import { describe, expect, it } from "vitest";
import { StepRefused, type StepScript } from "#lib/ports/remote-executor.ts";
import * as protocol from "./protocol.ts";

const step: StepScript = { key: "r.s.1", script: "echo 'it'\n", env: { TAG: "v1's" }, timeoutMs: 1_500 };

describe("requests, as the shell on the host reads them", () => {
  it.each([
    [
      protocol.startRequest(step),
      "{ v_start 7 'r.s.1' 'dc2933bbb2f2bfac9a39cb734712eb070a1e6a5c46365b75a09ecf6d0b79312f' '150' '2147483648' 'export TAG='\\''v1'\\''\\'\\'''\\''s'\\''\n' 'echo '\\''it'\\''\n'; }\n",
    ],
    [protocol.stateRequest("r.s.1"), "{ v_state 7 'r.s.1'; }\n"],
    [protocol.cancelRequest("r.s.1", 5_000), "{ v_cancel 7 'r.s.1' '500'; }\n"],
    [protocol.followRequest("r.s.1", 42), "{ v_follow 7 'r.s.1' '42'; }\n"],
    [protocol.unfollowRequest(), "{ v_unfollow 7; }\n"],
    [protocol.digestRequest("r.s.1", 42), "{ v_digest 7 'r.s.1' '42'; }\n"],
    [protocol.capturesRequest("r.s.1"), "{ v_captures 7 'r.s.1'; }\n"],
    [protocol.cleanRequest("r.s.1"), "{ v_clean 7 'r.s.1'; }\n"],
    [protocol.listRequest(), "{ v_list 7; }\n"],
    [protocol.clockRequest(), "{ v_clock 7; }\n"],
  ])("%#", (request, text) => {
    expect(request(7)).toBe(text);
  });

  it.each([
    ["a key with a slash", { key: "a/b" }],
    ["a key that begins with a dot", { key: ".done" }],
    ["a script with a NUL", { script: "a\0b" }],
    ["a script over 1 MiB", { script: "x".repeat(1024 * 1024 + 1) }],
    ["no time limit", { timeoutMs: 0 }],
    ["a time limit that is no number", { timeoutMs: Number.NaN }],
  ] satisfies Array<[string, Partial<StepScript>]>)("refuses %s", (_, part) => {
    expect(() => protocol.startRequest({ ...step, ...part })).toThrow(StepRefused);
  });
});

describe("answers", () => {
  it.each([
    ["absent", { kind: "absent" }],
    ["staged", { kind: "staged" }],
    ["running 12 3400", { kind: "running", bytes: 12, sinceMs: 3400 }],
    ["ended exited 3 12", { kind: "ended", end: { kind: "exited", code: 3, bytes: 12 } }],
    ["ended timedOut 150 12", { kind: "ended", end: { kind: "timedOut", afterMs: 1500, bytes: 12 } }],
    ["ended cancelled 143 12", { kind: "ended", end: { kind: "cancelled", started: true, bytes: 12 } }],
    ["ended unstarted 0 0", { kind: "ended", end: { kind: "cancelled", started: false, bytes: 0 } }],
    [
      "ended lost rebooted 9",
      { kind: "ended", end: { kind: "lost", reason: "the host was rebooted while the step ran", bytes: 9 } },
    ],
  ])("%s", (text, state) => {
    expect(protocol.parseState(text.split(" "))).toEqual(state);
  });

  it("turns a refusal into an error with its reason", () => {
    const refused = () => protocol.parseState("refused conflict another script was started under this key".split(" "));
    expect(refused).toThrow(new StepRefused("conflict", "another script was started under this key"));
  });

  it("does not take for an answer what is none", () => {
    expect(() => protocol.parseState(["ended", "exploded", "1", "2"])).toThrow("exploded");
    expect(() => protocol.parseState(["hello"])).toThrow("hello");
  });

  it("reads captures: later lines win, other lines are passed over, values keep their =", () => {
    expect(protocol.parseCaptures("A=1\nprose\nb=2\nA=2=3\nEMPTY=\n __proto__=x\n")).toEqual({ A: "2=3", EMPTY: "" });
  });
});
