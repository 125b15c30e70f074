import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { prometheusReader } from "./reader.ts";

const AT_MS = 1_700_000_000_000;
const asked: { path: string; authorization: string | undefined }[] = [];
let answer: RequestListener = () => {};
const server = createServer((request, response) => {
  asked.push({ path: request.url ?? "", authorization: request.headers.authorization });
  answer(request, response);
});
let url = "";
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => asked.splice(0));

const says =
  (status: number, instant: unknown, range: unknown = MATRIX, headers = {}): RequestListener =>
  (request, response) => {
    const body = request.url?.startsWith("/api/v1/query_range") ? range : instant;
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  };
const success = (resultType: string, result: unknown) => ({ status: "success", data: { resultType, result } });
const point = (value: string) => ({ metric: {}, value: [AT_MS / 1000, value] });
const MATRIX = success("matrix", [
  {
    metric: {},
    values: [
      [AT_MS / 1000 - 30, "1"],
      [AT_MS / 1000 - 15, "NaN"],
      [AT_MS / 1000, "3"],
    ],
  },
]);
const read = (over = {}) =>
  prometheusReader({ timeoutMs: 300, maxBytes: 4_096 }).read(
    { url, token: null, promql: 'up{job="a"}', atMs: AT_MS, ...over },
    new AbortController().signal,
  );

test("one value with its series, without points that are no number", async () => {
  answer = says(200, success("vector", [point("4.5")]));
  expect(await read({ token: "t0ken" })).toEqual({
    kind: "value",
    value: 4.5,
    measuredAtMs: AT_MS,
    series: [
      [AT_MS - 30_000, 1],
      [AT_MS, 4.5],
    ],
  });
  expect(asked.map((a) => a.path).sort()).toEqual([
    expect.stringMatching(/^\/api\/v1\/query\?query=up%7Bjob%3D%22a%22%7D&time=1700000000&timeout=300ms$/),
    expect.stringMatching(/^\/api\/v1\/query_range\?query=up.*&start=1699998200&end=1700000000&step=15&/),
  ]);
  expect(asked.every((a) => a.authorization === "Bearer t0ken")).toBe(true);
});

test.each<[string, RequestListener, RegExp]>([
  ["nothing", says(200, success("vector", [])), /no series: nothing is measured under that name/],
  [
    "several series",
    says(200, success("vector", [point("1"), point("2")])),
    /2 series where one is expected: aggregate it/,
  ],
  ["a matrix", says(200, success("matrix", [])), /no vector and no scalar/],
  [
    "an error of the query",
    says(400, { status: "error", errorType: "bad_data", error: "parse error" }),
    /Prometheus says: bad_data: parse error/,
  ],
  ["an error of a proxy", says(502, "<h1>Bad Gateway</h1>"), /HTTP 502 <h1>Bad Gateway/],
  ["a page", says(200, "<html>sign in</html>"), /no JSON: is this the address of a Prometheus/],
  ["JSON of something else", says(200, { hello: 1 }), /not one of Prometheus/],
  ["half an answer", says(200, '{"status":"success","data":{"resultTy'), /no JSON/],
  ["a value that is none", says(200, success("vector", [point("12 apples")])), /cannot be read/],
  ["a redirect", says(302, "", "", { location: "http://127.0.0.1:1/" }), /redirect is not followed/],
  ["too much", says(200, JSON.stringify(success("vector", [point("1")])).padEnd(5_000)), /longer than 4096 bytes/],
  [
    "a broken history",
    says(200, success("vector", [point("1")]), success("vector", [])),
    /its history could not be read/,
  ],
  ["silence", () => {}, /no answer within 0.3 s/],
  ["a broken line", (request) => void request.socket.destroy(), /socket hang up|ECONNRESET/],
])("%s is not known, with the reason", async (_name, listener, reason) => {
  answer = listener;
  expect(await read()).toEqual({ kind: "unknown", reason: expect.stringMatching(reason) });
});

test("NaN and infinity are told as such: the playbook's declaration decides what they are worth", async () => {
  answer = says(200, success("vector", [point("NaN")]));
  expect(await read()).toMatchObject({ kind: "value", value: Number.NaN });
  answer = says(200, success("scalar", [AT_MS / 1000, "+Inf"]));
  expect(await read()).toMatchObject({ kind: "value", value: Number.POSITIVE_INFINITY });
});

test("addresses of cloud metadata are not contacted", async () => {
  expect(await read({ url: "http://169.254.169.254" })).toMatchObject({
    kind: "unknown",
    reason: expect.stringMatching(/nothing was contacted/),
  });
});
