import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { promqlOf, queryProblem, slotsOf } from "#lib/domain/measure/promql.ts";

const declared = { APP: { type: "name" }, KEY: { type: "secret" }, HOST: { type: "text-line" } };

describe("a query of a playbook or an administrator", () => {
  test.each([
    ['sum(rate(x{job="$APP"}[5m]))', null],
    ["up == 1", null],
    ['x{job="$APP", host!="$HOST"}', null],
    ["", "a query is needed"],
    ['x{job="a-$APP"}', 'a parameter is a whole label value in double quotes: job="$NAME"'],
    ["x{job='$APP'}", 'a parameter is a whole label value in double quotes: job="$NAME"'],
    ["x{job=`$APP`}", 'a parameter is a whole label value in double quotes: job="$NAME"'],
    ["rate(x[$APP])", 'a parameter is a whole label value in double quotes: job="$NAME"'],
    ['x{job=~"$APP"}', "APP is compared with = or !=, never as a pattern"],
    ['x{job!~ "$APP"}', "APP is compared with = or !=, never as a pattern"],
    ['x{job="$OTHER"}', "there is no parameter OTHER"],
    ['x{job="$KEY"}', "KEY is a secret: it does not belong into a query"],
    ['x{job="$constructor"}', null],
    ["x".repeat(2_001), "at most 2000 characters"],
  ])("%s: %s", (query, problem) => {
    expect(queryProblem(query, declared)).toBe(problem);
  });

  test("what stands in quotes, in another literal or in a comment is not a parameter", () => {
    expect(slotsOf(`a{x='"'} + b{y="$APP"} # "$HOST"`)).toEqual(["APP"]);
    expect(slotsOf('a{x="\\"$APP\\""}')).toEqual([]);
  });
});

describe("a target's values in it", () => {
  test("are string literals, whatever stands in them", () => {
    expect(promqlOf('x{host="$HOST"} or y', { HOST: 'a"} or vector(1) #\\' })).toEqual({
      ok: true,
      promql: 'x{host="a\\"} or vector(1) #\\\\"} or y',
    });
  });

  test("that are not set name the parameter, and nothing is asked", () => {
    expect(promqlOf('x{host="$HOST"}', {})).toEqual({ ok: false, missing: "HOST" });
    expect(promqlOf('x{host="$HOST"}', { HOST: "" })).toEqual({ ok: false, missing: "HOST" });
  });

  test("never end their literal, whatever a parameter may hold", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => !/\p{Cc}/u.test(text)),
        (value) => {
          const built = promqlOf('x{host="$HOST"}', { HOST: value });
          const inside = built.ok ? built.promql.slice("x{host=".length, -1) : "";
          expect(/^"(?:[^"\\\n]|\\.)*"$/u.test(inside)).toBe(true);
          expect(inside.slice(1, -1).replaceAll(/\\(.)/gsu, "$1")).toBe(value);
        },
      ),
    );
  });
});
