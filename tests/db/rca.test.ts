import { expect, test } from "vitest";
import { Playbook } from "#lib/domain/playbook/schema.ts";
import { smallPlaybook } from "#lib/testing/playbooks.ts";
import { createApi } from "./api-kit.ts";

const api = await createApi();
await api.load(
  Playbook.parse({
    ...smallPlaybook(),
    rca: [
      { id: "summary", title: "Incident", section: "Summary", kind: "text", required: true, prefill: "summary" },
      { id: "rollback", title: "Rollbacks", section: "Summary", kind: "text", prefill: "procedures" },
      { id: "cause", title: "Root cause", section: "Root cause", kind: "text", required: true },
      { id: "factors", title: "Factors", section: "Root cause", kind: "list" },
      { id: "actions", title: "Immediate", section: "Actions", kind: "actions", dueHours: 24 },
    ],
  }),
);
await api.addTarget("host-1");

const read = async (n: number) => (await api.call("GET", `/incidents/${n}/rca`, { as: "viewer" })).body;
const save = (
  n: number,
  version: number,
  values: Record<string, unknown>,
  as: "commander" | "responder" = "responder",
) => api.call("PUT", `/incidents/${n}/rca`, { as, body: { version, values } });
const publish = (n: number, version: number) =>
  api.call("POST", `/incidents/${n}/rca/publish`, { as: "commander", body: { version } });
const resolve = (n: number) => api.call("POST", `/incidents/${n}/resolve`, { as: "commander", body: {} });
const exported = async (n: number, format: string) =>
  (await api.call("GET", `/api/v1/incidents/${n}/rca/export?format=${format}`, { as: "viewer" })).body;

test("the review begins with what the record knows, and says what is still missing", async () => {
  const number = await api.declare({ title: "Uploads fail" });
  const rca = await read(number);
  expect(rca).toMatchObject({ version: 0, missing: ["cause"], prefilled: ["summary"], publishedAt: null });
  expect(rca.values.summary).toContain("Uploads fail. Declared as major");
});

test("of two who save over the same version, one is told, and neither text is lost", async () => {
  const number = await api.declare();
  const answers = await Promise.all([
    save(number, 0, { cause: "A leak" }, "responder"),
    save(number, 0, { cause: "A full disk" }, "commander"),
  ]);
  expect(answers.map((a) => a.status).sort()).toEqual([200, 409]);
  const loser = answers.find((a) => a.status === 409);
  expect(loser?.body).toMatchObject({ code: "wrong-version" });
  expect(loser?.body.detail).toContain("Nothing was overwritten");
  const rca = await read(number);
  const second = await save(number, rca.version, { cause: `${rca.values.cause}, and more` });
  expect(second.body.version).toBe(2);
  const revisions = await api.db.rcaRevision.findMany({
    where: { incidentNumber: number },
    orderBy: { version: "asc" },
  });
  expect(revisions.map((r) => r.version)).toEqual([1, 2]);
  await expect(api.db.$executeRaw`DELETE FROM "RcaRevision" WHERE "incidentNumber" = ${number}`).rejects.toThrow(
    "append-only",
  );
});

test("fields that do not belong to the template are refused by name", async () => {
  const number = await api.declare();
  const { status, body } = await save(number, 0, { cause: ["x"], mood: "bad" });
  expect(status).toBe(422);
  expect(body.errors.map((e: { path: string }) => e.path)).toEqual(["values.cause", "values.mood"]);
});

test("a review is published complete, after the incident is resolved, and then it and the incident stand", async () => {
  const number = await api.declare();
  await save(number, 0, { factors: ["haste"] });
  expect((await publish(number, 1)).body.detail).toContain("Resolve the incident first");
  await resolve(number);
  const incomplete = await publish(number, 1);
  expect(incomplete.status).toBe(422);
  expect(incomplete.body.errors).toEqual([{ path: "values.cause", message: "is required" }]);
  await save(number, 1, { cause: "A leak" });
  expect((await publish(number, 1)).status).toBe(409);
  const published = await publish(number, 2);
  expect(published.status).toBe(200);
  expect(published.body.publishedBy).toBe("commander");
  expect(published.body.values.summary).toContain("resolved at");
  const incident = (await api.call("GET", `/incidents/${number}`, { as: "viewer" })).body;
  expect(incident.status).toBe("closed");
  expect(incident.timeline.at(-1).kind).toBe("rca.published");
  expect((await save(number, 2, { cause: "Something else" })).status).toBe(409);
  expect((await publish(number, 2)).status).toBe(409);
});

const HOSTILE = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "[click](javascript:alert(1))",
  "![x](http://evil.test/x.png)",
  "# heading\n## another\n\n---\n===\n- [x] done\n1. one\n> quote",
  "```\ncode\n```\n    indented\n\ttabbed",
  "| a | b |\n|---|---|\n| c | d |",
  "&lt;b&gt; &#60;i&#62;",
  "http://evil.test/ and www.evil.test",
  "\u202egnp.exe\u200b hidden",
];

test("foreign text cannot become markup in any export", async () => {
  const number = await api.declare({ title: HOSTILE[0] as string, reason: HOSTILE[1] as string });
  for (const text of HOSTILE)
    await api.call("POST", `/incidents/${number}/events`, { as: "responder", body: { text } });
  await save(number, 0, {
    cause: HOSTILE.join("\n"),
    factors: HOSTILE,
    actions: HOSTILE.map((text) => ({ text, owner: text, dueAt: null, done: false })),
  });

  const html: string = await exported(number, "html");
  const written = new Set([...html.matchAll(/<\/?([a-z!][a-z0-9]*)/gi)].map((m) => m[1]?.toLowerCase()));
  const ours = [
    "!doctype",
    "html",
    "head",
    "meta",
    "title",
    "style",
    "body",
    "h1",
    "h2",
    "h3",
    "p",
    "br",
    "em",
    "ul",
    "li",
    "table",
    "tr",
    "th",
    "td",
    "time",
    "code",
  ];
  expect([...written].filter((tag) => !ours.includes(tag ?? ""))).toEqual([]);
  expect(html).not.toMatch(/<[^>]*onerror|&lt;b/);
  expect(html).not.toMatch(/[\u202a-\u202e\u200b]/);

  const markdown: string = await exported(number, "markdown");
  expect(markdown.match(/(?<!\\)[<>]/g)).toBeNull();
  expect(markdown.match(/(?<!\\)`/g)).toBeNull();
  expect(markdown).not.toMatch(/(?<!\\)\]\(|(?<!\\)!\[|https?:\/\/|[\u202a-\u202e\u200b]/);
  const sections = markdown.split("\n").filter((line) => /^#{1,6} /.test(line));
  expect(sections).toEqual([
    `# Root cause analysis: ${"\\<script\\>alert\\(1\\)\\</script\\>"}`,
    "## Facts",
    "## Timeline",
    "## Summary",
    "### Incident",
    "### Rollbacks",
    "## Root cause",
    "### Factors",
    "## Actions",
    "### Immediate",
    "## Evidence",
  ]);
  expect(markdown.split("\n").filter((line) => /^\s*([-=]{3,}|>|\|)/.test(line))).toEqual([]);

  const json = await exported(number, "json");
  expect(json.values.factors).toEqual(HOSTILE);
});

test("an export of an unknown format is refused, and a download has a name of ours", async () => {
  const number = await api.declare();
  expect((await api.call("GET", `/incidents/${number}/rca/export?format=exe`, { as: "viewer" })).status).toBe(422);
  const { headers } = await api.call("GET", `/api/v1/incidents/${number}/rca/export`, { as: "viewer" });
  expect(headers.get("content-disposition")).toBe(`attachment; filename="INC-${number}-rca.md"`);
  expect(headers.get("x-content-type-options")).toBe("nosniff");
});
