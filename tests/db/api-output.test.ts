import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { createApi } from "./api-kit.ts";

const api = await createApi();
await api.addTarget("host-1");
const HOSTILE = "<script>alert(1)</script>\u001b]0;owned\u0007\r\nünïcödé\n";

test("output is what was stored, as a text file that no browser shows as a page", async () => {
  const number = await api.declare();
  const { body: run } = await api.call("POST", `/incidents/${number}/runs`, {
    as: "commander",
    body: { procedure: "level-1" },
    headers: { "idempotency-key": "output-of-a-run" },
  });
  const step = await api.db.stepRun.findFirstOrThrow({ where: { runId: run.id, position: 0 } });
  const bytes = Buffer.from(HOSTILE);
  await api.db.$queryRaw`SELECT append_output(${step.id}, 0, 0::bigint, ${bytes})`;
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  await api.db.stepRun.update({ where: { id: step.id }, data: { outputSha256: sha256, outputComplete: true } });

  const { status, headers, body } = await api.call("GET", `/runs/${run.id}/steps/${step.id}/output?from=8`, {
    as: "viewer",
  });
  expect({ status, body }).toEqual({ status: 200, body: HOSTILE.slice(8) });
  expect(Object.fromEntries(headers)).toMatchObject({
    "content-type": "text/plain; charset=utf-8",
    "content-disposition": `attachment; filename="${step.id}.log"`,
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    "backout-output-length": String(bytes.length),
    "backout-output-complete": "true",
    "backout-output-sha256": sha256,
  });
});
