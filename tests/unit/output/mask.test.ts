import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Mask } from "#lib/domain/output/mask.ts";
import { secretForms } from "#lib/domain/output/secret-forms.ts";

const latin = (text: string) => Buffer.from(text, "latin1");
const inPieces = (mask: Mask, pieces: readonly Buffer[]): Buffer => {
  const stream = mask.stream();
  return Buffer.concat([...pieces.map((piece) => stream.push(piece)), stream.flush()]);
};

/** What masking means, said in the slowest way: a byte is a star when any occurrence of any form covers it. */
function byDefinition(secrets: readonly string[], data: Buffer): Buffer {
  const expected = Buffer.from(data);
  for (const form of secrets.flatMap(secretForms))
    for (let at = data.indexOf(form); at !== -1; at = data.indexOf(form, at + 1))
      expected.fill("*", at, at + form.length);
  return expected;
}

/** Few letters, so that secrets overlap themselves and one another, and begin again in the middle of what failed. */
const secret = fc.oneof(
  fc.string({ unit: fc.constantFrom("a", "b"), minLength: 6, maxLength: 14 }),
  fc.string({ unit: fc.constantFrom("a", "b", "\n"), minLength: 6, maxLength: 40 }),
  fc.string({ unit: fc.constantFrom("ü", "/", '"', " ", "'", "a"), minLength: 6, maxLength: 12 }),
);
const situation = fc.array(secret, { minLength: 1, maxLength: 4 }).chain((secrets) => {
  const forms = secrets.flatMap(secretForms);
  const part = fc.oneof(
    fc.constantFrom(...forms),
    fc.constantFrom(...forms).chain((form) => fc.nat(form.length).map((length) => form.subarray(0, length))),
    fc.string({ unit: fc.constantFrom("a", "b", "\n", "*", "é"), maxLength: 6 }).map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes)),
  );
  return fc.record({
    secrets: fc.constant(secrets),
    data: fc.array(part, { maxLength: 12 }).map((parts) => Buffer.concat(parts)),
    cuts: fc.array(fc.nat(400), { maxLength: 12 }),
  });
});

function cut(data: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [0, ...cuts.map((at) => Math.min(at, data.length)).sort((a, b) => a - b), data.length];
  return places.slice(1).map((to, i) => data.subarray(places[i], to));
}

// Thousands of cases: their number is what counts, not how quick the machine is.
describe("masking, whatever the secrets, the bytes and the cuts", { timeout: 60_000 }, () => {
  it("covers exactly the bytes of every occurrence, and keeps every length", () => {
    fc.assert(
      fc.property(situation, ({ secrets, data, cuts }) => {
        const before = Buffer.from(data);
        const masked = inPieces(new Mask(secrets), cut(data, cuts));
        expect(masked.toString("latin1")).toBe(byDefinition(secrets, data).toString("latin1"));
        expect(data.equals(before), "what was given is not written to").toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });

  it("lets no form of a secret through", () => {
    fc.assert(
      fc.property(situation, ({ secrets, data, cuts }) => {
        const masked = inPieces(new Mask(secrets), cut(data, cuts));
        for (const form of secrets.flatMap(secretForms)) expect(masked.includes(form)).toBe(false);
      }),
      { numRuns: 1_000 },
    );
  });

  it("gives the same byte by byte as in one piece", () => {
    fc.assert(
      fc.property(situation, ({ secrets, data }) => {
        const mask = new Mask(secrets);
        const single = inPieces(
          mask,
          [...data].map((byte) => Buffer.from([byte])),
        );
        expect(single.equals(inPieces(mask, [data]))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe("a stream", () => {
  it("holds back only what could still become the secret", () => {
    const stream = new Mask(["swordfish"]).stream();
    expect(stream.push(latin("the word is swo")).toString()).toBe("the word is ");
    expect(stream.push(latin("rm, or sword")).toString()).toBe("sworm, or ");
    expect(stream.push(latin("fish.")).toString()).toBe("*********.");
    expect(stream.push(latin("sword")).toString()).toBe("");
    expect(stream.flush().toString()).toBe("sword");
    expect(stream.flush().toString()).toBe("");
  });

  it("passes everything on at once when there is nothing to look for", () => {
    const mask = new Mask(["short", ""]);
    expect(mask.isEmpty).toBe(true);
    expect(mask.stream().push(latin("short")).toString()).toBe("short");
  });
});

describe("the forms of a secret", () => {
  const masked = (secret: string, text: string) => new Mask([secret]).text(text);
  const password = `pä"ss/wo+rd's 7`;

  it.each([
    ["as it is", password],
    ["in JSON", JSON.stringify(password).slice(1, -1)],
    ["in JSON of ASCII only", `p\\u00e4\\"ss/wo+rd's 7`],
    ["in a URL", encodeURIComponent(password)],
    ["in a URL, in lower-case hexadecimal", "p%c3%a4%22ss%2fwo%2brd%27s%207"],
    ["in a form", new URLSearchParams({ p: password }).toString().slice(2)],
    ["quoted by a shell", `pä"ss/wo+rd'\\''s 7`],
    ["in base64", Buffer.from(password).toString("base64")],
    ["in base64 for URLs", Buffer.from(password).toString("base64url")],
  ])("%s", (_what, form) => {
    expect(masked(password, `[${form}]`)).toBe(`[${"*".repeat(Buffer.byteLength(form))}]`);
  });

  it.each(["", "u", "us", "user:", "admin:"])(
    "in base64 behind %j, but for what the text before has a part in",
    (before) => {
      const whole = Buffer.from(`${before}${password}`).toString("base64");
      const result = masked(password, whole);
      const known = Math.ceil((Buffer.byteLength(before) * 8) / 6);
      expect(result).toBe(whole.slice(0, known) + "*".repeat(whole.length - known));
    },
  );

  it("of several lines: each longer line, and lines of base64 as they are wrapped", () => {
    const key = `-----BEGIN KEY-----\n${"Ab3".repeat(23)}\n${"xY9".repeat(23)}\nshort\n-----END KEY-----\n`;
    expect(masked(key, key)).toBe("*".repeat(key.length));
    expect(masked(key, `> ${"xY9".repeat(23)} <`)).toBe(`> ${"*".repeat(69)} <`);
    expect(masked(key, "short -----BEGIN KEY-----")).toBe("short -----BEGIN KEY-----");
    const wrapped = Buffer.from(key).toString("base64").replaceAll(/.{76}/g, "$&\n");
    expect(masked(key, wrapped)).toBe(wrapped.replaceAll(/[^\n]/g, "*"));
  });

  it("without the line feeds at its end, which a shell takes off", () => {
    expect(masked("passwd\n", "passwd, passwd\n")).toBe("******, *******");
    expect(masked("pass\nwd\n\n", Buffer.from("pass\nwd").toString("base64"))).toBe("*".repeat(12));
  });

  it("are none for what is too short to be a secret", () => expect(secretForms("12345")).toEqual([]));
});
