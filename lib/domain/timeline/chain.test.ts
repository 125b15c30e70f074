import fc from "fast-check";
import { expect, test } from "vitest";
import { GENESIS, hashLink, type Link, START, verifyChain } from "./chain.ts";

type Note = Link & { text: string };
/** Any function from text to text that tells texts apart does. */
const hash = (text: string) => text;
const contentOf = (link: Note) => ({ text: link.text });

function chainOf(texts: readonly string[]): Note[] {
  const links: Note[] = [];
  for (const text of texts) {
    const last = links.at(-1) ?? START;
    const seq = last.seq + 1;
    links.push({ seq, prevHash: last.hash, text, hash: hashLink(last.hash, seq, { text }, hash) });
  }
  return links;
}
const texts = fc.array(fc.string({ maxLength: 5 }), { minLength: 1, maxLength: 6 });

test("a chain as it was written is whole, in one walk or in several", () => {
  fc.assert(
    fc.property(texts, fc.nat(), (all, cut) => {
      const links = chainOf(all);
      const at = cut % (links.length + 1);
      expect(verifyChain(links, contentOf, hash)).toBeNull();
      expect(verifyChain(links.slice(0, at), contentOf, hash)).toBeNull();
      expect(verifyChain(links.slice(at), contentOf, hash, links[at - 1] ?? START)).toBeNull();
    }),
  );
});

test("any altered text is found at its place", () => {
  fc.assert(
    fc.property(texts, fc.nat(), (all, which) => {
      const links = chainOf(all);
      const index = which % links.length;
      const altered = links.map((link, i) => (i === index ? { ...link, text: `${link.text}!` } : link));
      expect(verifyChain(altered, contentOf, hash)).toEqual({ seq: index + 1, problem: "altered" });
    }),
  );
});

test("any removed link but the last is found", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 5 }), { minLength: 2, maxLength: 6 }), fc.nat(), (all, which) => {
      const links = chainOf(all);
      const index = which % (links.length - 1);
      expect(verifyChain(links.toSpliced(index, 1), contentOf, hash)).toEqual({ seq: index + 1, problem: "missing" });
    }),
  );
});

test("the same text at another place, or after another link, has another hash", () => {
  expect(hashLink(GENESIS, 1, { text: "x" }, hash)).not.toBe(hashLink(GENESIS, 2, { text: "x" }, hash));
  expect(hashLink(GENESIS, 1, { text: "x" }, hash)).not.toBe(hashLink("1", 1, { text: "x" }, hash));
});
