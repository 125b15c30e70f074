import { describe, expect, it } from "vitest";
import { visible } from "#lib/domain/output/visible.ts";
import { candidatesOf, proofsOf } from "#lib/domain/run/proofs.ts";

describe("a text in which nothing hides", () => {
  it("has a sign or a number for what nobody would see", () => {
    expect(visible("a\u001b[2Jb\u202ec\u200bd\u{e0041}")).toBe("a␛[2Jb⟨U+202E⟩c⟨U+200B⟩d⟨U+E0041⟩");
  });

  it("is otherwise what it was", () => {
    const text = "\tünïcödé ✔️ 日本語 עברית 🚀 <b>";
    expect(visible(text)).toBe(text);
  });

  it("is what a probe found, and what is said of a candidate; its value stays as it is", () => {
    expect(proofsOf({ captures: { PROBE_HEALTH: "pass\t\u202eko" } })[0]?.detail).toBe("⟨U+202E⟩ko");
    expect(candidatesOf({ CANDIDATE_1: "v\u200b1\t\u202el\t\u001bw\tproven\t\u202ei" })).toEqual([
      { value: "v\u200b1", label: "⟨U+202E⟩l", why: "␛w", state: "proven", identity: "⟨U+202E⟩i" },
    ]);
  });
});
