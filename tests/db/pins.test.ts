import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApi } from "./api-kit.ts";
import { aRun } from "./output-kit.ts";

const api = await createApi();
await api.addTarget("host-1");
let run: Awaited<ReturnType<typeof aRun>>;
beforeAll(async () => {
  run = await aRun(api);
  await run.write(0, Buffer.from("one\n\u001b[31mtwo is <b>red</b>\u001b[0m\nthree\nfour has no en"));
});
afterAll(() => run.end());

type Asked = { runId?: string; from?: number; to?: number; note?: string };
const pin = (asked: Asked, incident = run.number) =>
  api.call("POST", `/incidents/${incident}/evidence`, {
    as: "responder",
    body: { runId: run.runId, stepRunId: run.ids[0], from: 2, to: 3, ...asked },
  });
const review = async (format: string) =>
  (await api.call("GET", `/api/v1/incidents/${run.number}/rca/export?format=${format}`, { as: "viewer" })).body;

describe("pinned lines", () => {
  test("are kept as they are read, with the hash of exactly that, in record, timeline and review", async () => {
    const { status, body } = await pin({ note: "the first sign" });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      kind: "excerpt",
      title: expect.stringMatching(/, lines 2 to 3$/),
      detail: "the first sign",
      source: "host-1",
      lines: { from: 2, to: 3 },
    });
    const kept = await api.db.evidenceContent.findUniqueOrThrow({ where: { evidenceId: body.id } });
    expect(Buffer.from(kept.bytes).toString()).toBe("two is <b>red</b>\nthree\n");
    expect(body.content.sha256).toBe(createHash("sha256").update(kept.bytes).digest("hex"));
    const { timeline } = (await api.call("GET", `/incidents/${run.number}`, { as: "viewer" })).body;
    expect(timeline.at(-1)).toMatchObject({ kind: "evidence.pinned", stepRunId: run.ids[0] });
    expect(await review("html")).toContain("<pre>two is &#60;b&#62;red&#60;/b&#62;\nthree\n</pre>");
    expect(await review("markdown")).toContain("\n      two is <b>red</b>\n      three\n");
  });

  test("pinned by two people at once are pinned once", async () => {
    const [one, other] = await Promise.all([pin({ from: 1, to: 1 }), pin({ from: 1, to: 1 })]);
    expect(one.body.id).toBe(other.body.id);
    expect(
      await api.db.evidence.count({ where: { incidentNumber: run.number, kind: "excerpt", title: one.body.title } }),
    ).toBe(1);
  });

  test.each([
    ["a line that may still change", { from: 3, to: 4 }, 409, /3 whole lines so far\. Nothing was pinned/],
    ["lines the wrong way round", { from: 3, to: 2 }, 422, /./],
    ["more than an excerpt", { from: 1, to: 201 }, 422, /./],
    ["a step of no run", { runId: "nothing" }, 404, /no such run/],
  ])("%s: refused", async (_what, asked, status, detail) => {
    const before = await api.db.evidence.count();
    const answer = await pin(asked);
    expect(answer.status).toBe(status);
    expect(answer.body.detail).toMatch(detail);
    expect(await api.db.evidence.count()).toBe(before);
  });

  test("of another incident's run are refused", async () => {
    const other = await api.declare();
    const answer = await pin({}, other);
    expect(answer).toMatchObject({ status: 404, body: { detail: expect.stringContaining("Nothing was pinned") } });
  });
});
