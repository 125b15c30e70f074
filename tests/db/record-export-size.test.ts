import { createHash } from "node:crypto";
import { pipeline, Writable } from "node:stream";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { createGunzip } from "node:zlib";
import { extract } from "tar-stream";
import { expect, test } from "vitest";
import { fillStep } from "#lib/testing/big-output.ts";
import { dispatch } from "#lib/web/dispatch.ts";
import { createApi, ORIGIN } from "./api-kit.ts";
import { aRun } from "./output-kit.ts";

const api = await createApi();
await api.addTarget("host-1");
setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");
const MIB = 1024 * 1024;

const exported = (number: number) =>
  dispatch(
    new Request(`${ORIGIN}/api/v1/incidents/${number}/export`, {
      headers: { authorization: `Bearer ${api.tokens.viewer}` },
    }),
  );

test("100 MB of output are exported whole, in little memory", async () => {
  const run = await aRun(api);
  await run.end();
  const big = await fillStep({ pool: api.pool }, run.ids[0] as string, 1_000_000);
  expect(big.bytes).toBeGreaterThan(95 * MIB);
  const { outputSha256 } = await api.db.stepRun.findUniqueOrThrow({ where: { id: run.ids[0] as string } });
  const response = await exported(run.number);
  const files = new Map<string, { bytes: number; sha256: string }>();
  let most = 0;
  let unmeasured = 0;
  /** What is really held, garbage left out. */
  const held = () => {
    collectGarbage();
    return process.memoryUsage().heapUsed + process.memoryUsage().external;
  };
  const before = held();
  const tar = extract();
  const gunzip = createGunzip();
  pipeline(
    gunzip,
    new Writable({
      write: (piece: Buffer, _encoding, done) => void (tar.write(piece) ? done() : tar.once("drain", () => done())),
      final: (done) => {
        tar.end(undefined);
        done();
      },
    }),
    () => {},
  );
  const feeding = (async () => {
    for await (const piece of response.body ?? []) {
      if (!gunzip.write(piece)) await new Promise((resolve) => gunzip.once("drain", resolve));
    }
    gunzip.end();
  })();
  for await (const entry of tar) {
    const hash = createHash("sha256");
    let bytes = 0;
    for await (const piece of entry) {
      hash.update(piece as Uint8Array);
      bytes += (piece as Uint8Array).length;
      unmeasured += (piece as Uint8Array).length;
      if (unmeasured < 4 * MIB) continue;
      most = Math.max(most, held() - before);
      unmeasured = 0;
    }
    files.set(entry.header.name, { bytes, sha256: hash.digest("hex") });
  }
  await feeding;
  const log = files.get(`INC-${run.number}/runs/${run.runId}/steps/00-look.1.log`);
  expect(log).toEqual({ bytes: big.bytes, sha256: outputSha256 });
  expect([...files.keys()].at(-1)).toBe(`INC-${run.number}/receipt.json`);
  expect(most).toBeGreaterThan(0);
  expect(most).toBeLessThan(60 * MIB);
});

test("a reader that goes away in the middle ends the export", async () => {
  const run = await aRun(api);
  await run.end();
  await fillStep({ pool: api.pool }, run.ids[0] as string, 200_000);
  const response = await exported(run.number);
  const reader = response.body?.getReader();
  await reader?.read();
  await reader?.cancel();
  expect(
    await api.db.auditEvent.count({ where: { action: "incident.export", object: `incident:${run.number}` } }),
  ).toBe(0);
});
