import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkParameter } from "#lib/domain/playbook/parameters.ts";
import { ParameterType } from "#lib/domain/playbook/schema.ts";

const NUL = String.fromCharCode(0);
const ESC = String.fromCharCode(27);

/** Values that would do harm if any of them reached a command as text or as an option. */
const hostile = [
  "",
  "-",
  "--upload-pack=touch x",
  "-oProxyCommand=x",
  "$(touch x)",
  "`touch x`",
  "a;touch x",
  "a|touch x",
  "a&&touch x",
  "a b",
  "a\nb",
  "a\rb",
  "a\tb",
  `a${NUL}b`,
  `${ESC}[2J`,
  "'; touch x; '",
  '"; touch x; "',
  "*",
  "?",
  "[a-z]",
  "~root",
  "a\\b",
  "../../etc/passwd",
  "HEAD@{1}",
  "v1.0.0^{commit}",
  "v1~1",
  "refs:x",
  "ｖ1.0.0",
  "v1.0.0\u202e",
  "v1.0.0\u200b",
  "é",
  "a".repeat(1_048_576),
];

/** Types whose values are one plain word: nothing of the corpus is one. */
it.each(["git-tag", "name", "backup-id", "db-name", "port", "bool", "integer", "url"] as const)(
  "no hostile value is a %s",
  (type) => {
    for (const value of hostile) expect(checkParameter(type, value), JSON.stringify(value.slice(0, 40))).not.toBeNull();
  },
);

describe("paths", () => {
  it("are absolute, without .. and control characters", () => {
    for (const value of hostile) expect(checkParameter("abs-path", value), value.slice(0, 40)).not.toBeNull();
    for (const value of [
      "/opt/../etc",
      "/..",
      "/opt/app/..",
      "opt/app",
      "/opt/a\nb",
      "/opt/a\u202eb",
      `/opt/${NUL}`,
      `/${"a".repeat(5000)}`,
    ])
      expect(checkParameter("abs-path", value), value.slice(0, 40)).not.toBeNull();
  });

  it("may hold blanks, quotes and dollar signs, which stay data", () => {
    for (const value of ["/", "/opt/app", "/opt/my app", "/opt/it's", "/opt/$HOME", "/opt/..app", "/opt/é"])
      expect(checkParameter("abs-path", value), value).toBeNull();
  });

  it("come as a list joined by colons, or as an empty one", () => {
    for (const value of ["", "/usr/bin", "/usr/bin:/opt/node/bin"])
      expect(checkParameter("path-list", value)).toBeNull();
    for (const value of [":", "/usr/bin:", ":/usr/bin", "/usr/bin:.", "/usr/bin:../x", "bin"])
      expect(checkParameter("path-list", value), value).not.toBeNull();
  });
});

describe("secrets", () => {
  it("may be anything that can be masked, keys of several lines too", () => {
    for (const value of ["123456", "$(at all); 'x' \u202e", "-----BEGIN KEY-----\n\tabc\n-----END KEY-----\n", "éé€"])
      expect(checkParameter("secret", value), value).toBeNull();
  });

  it("are refused when they could not be masked or passed on, without being said again", () => {
    for (const value of [
      "",
      "qzx12",
      "     qzx     ",
      "éé",
      `qzxqzx${NUL}`,
      "qzxqzx\r\n",
      `qzxqzx${ESC}`,
      "qzxqzx\ud800",
    ])
      expect(checkParameter("secret", value), JSON.stringify(value)).toMatch(/^(?!.*qzx).+/);
  });
});

describe("what people really write passes", () => {
  it.each([
    ["git-tag", ["v1.0.0-stable", "release/2025.11", "1.0", "a_b"]],
    ["name", ["app", "agent-platform.web", "A1"]],
    ["backup-id", ["backup-20251111-140000.tar.gz"]],
    ["db-name", ["appdb", "app_db_2", "_x"]],
    ["port", ["1", "3000", "65535"]],
    ["url", ["http://127.0.0.1:3000/api/health", "https://example.org"]],
    ["bool", ["true", "false"]],
    ["integer", ["0", "-5", "100"]],
    ["text-line", ["", "anything; $(at all)"]],
  ] as const)("%s", (type, values) => {
    for (const value of values) expect(checkParameter(type, value), value).toBeNull();
  });
});

describe("what is nearly right is refused", () => {
  it.each([
    ["git-tag", ["v1..v2", "v1.lock", "a.lock/b", ".hidden", "a/.b", "a//b", "/a", "a/", "a.", "a".repeat(101)]],
    ["name", [".a", "_a", "a/b", "a".repeat(101)]],
    ["backup-id", ["dir/backup.tar.gz", "..", ".."]],
    ["db-name", ["AppDb", "1db", "a-b", "a".repeat(64)]],
    ["port", ["0", "65536", "080", "3000 ", "+3000", "3e3"]],
    [
      "url",
      [
        "ftp://example.org",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "http://user:pw@example.org",
        "example.org",
        "http://",
      ],
    ],
    ["bool", ["yes", "True", "1"]],
    ["integer", ["1.5", "01", "1e3", "+1", "9".repeat(20)]],
  ] as const)("%s", (type, values) => {
    for (const value of values) expect(checkParameter(type, value), value).not.toBeNull();
  });
});

it("every reason is one line that can be shown", () => {
  for (const type of ParameterType.options)
    for (const value of hostile) {
      const reason = checkParameter(type, value);
      if (reason !== null)
        expect(reason, `${type} ${JSON.stringify(value.slice(0, 40))}`).toMatch(/^[\P{Cc}]{1,200}$/u);
    }
});

it("no value that passes as a git tag is one that git refuses or takes for an option", { timeout: 60_000 }, () => {
  const tags = fc.sample(fc.stringMatching(/^[A-Za-z0-9._/@~^:-]{1,30}$/), { numRuns: 3_000, seed: 7 });
  const accepted = tags.filter((tag) => checkParameter("git-tag", tag) === null);
  expect(accepted.length).toBeGreaterThan(50);
  for (const tag of accepted.slice(0, 150)) {
    const { status } = spawnSync("git", ["check-ref-format", `refs/tags/${tag}`]);
    expect(status, tag).toBe(0);
    expect(tag.startsWith("-")).toBe(false);
  }
});
