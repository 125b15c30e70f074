import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { EnvError, EnvSchema, loadEnv } from "#lib/config/env.ts";

describe("configuration", () => {
  test("is complete when nothing is set", () => {
    expect(loadEnv({})).toEqual({
      role: "all",
      isDevelopment: false,
      demoSsh: "embedded",
      port: 4600,
      host: "127.0.0.1",
      databaseUrl: undefined,
      dataDir: path.resolve(".backout/data"),
      origin: "http://127.0.0.1:4600",
      engineKeyFile: path.resolve(".backout/data/engine.key"),
      mode: "production",
      logLevel: "info",
    });
  });

  test("cannot be changed after it was read", () => {
    expect(Object.isFrozen(loadEnv({}))).toBe(true);
  });

  test("takes an empty variable as unset", () => {
    expect(loadEnv({ PORT: "", DATABASE_URL: "" })).toMatchObject({ port: 4600, databaseUrl: undefined });
  });

  test("keeps the engine's key beside the data unless told otherwise", () => {
    expect(loadEnv({ BACKOUT_DATA_DIR: "/srv/backout" }).engineKeyFile).toBe("/srv/backout/engine.key");
    expect(loadEnv({ BACKOUT_ENGINE_KEY_FILE: "/etc/backout/key" }).engineKeyFile).toBe("/etc/backout/key");
  });

  test.each([
    ["0.0.0.0", "http://localhost:80"],
    ["::", "http://localhost:80"],
    ["::1", "http://[::1]:80"],
    ["10.0.0.7", "http://10.0.0.7:80"],
  ])("listening on %s is opened at %s", (HOST, origin) => {
    expect(loadEnv({ HOST, PORT: "80" }).origin).toBe(origin);
  });

  test("drops the trailing slash of an origin", () => {
    expect(loadEnv({ BACKOUT_ORIGIN: "https://backout.example/" }).origin).toBe("https://backout.example");
  });

  test.each([
    ["PORT", "many", "must be a number"],
    ["PORT", "70000", "must be at most 65535"],
    ["PORT", "4600.5", "must be a whole number"],
    ["ROLE", "webb", "must be one of web, engine, all"],
    ["DATABASE_URL", "mysql://user:hunter2@db/app", "must be a postgres:// or postgresql:// address"],
    ["DATABASE_URL", "postgres://user:hunter2@db/", "must name a database after the last slash"],
    ["BACKOUT_ORIGIN", "https://user:hunter2@backout.example", "must have no path, query or user"],
    ["BACKOUT_ORIGIN", "ftp://backout.example", "must be an http:// or https:// address"],
    ["BACKOUT_MODE", "staging", "must be one of demo, production"],
    ["LOG_LEVEL", "loud", "must be one of fatal, error, warn, info, debug, trace, silent"],
  ])("refuses %s=%s, naming the variable and the reason but not the value", (name, value, reason) => {
    const refused = () => loadEnv({ [name]: value });
    expect(refused).toThrow(EnvError);
    expect(refused).toThrow(`${name}: ${reason}`);
    expect(refused).not.toThrow(value);
  });

  test("names everything that is wrong at once", () => {
    expect(() => loadEnv({ PORT: "x", ROLE: "y" })).toThrow(/PORT: .*\n.*ROLE: |ROLE: .*\n.*PORT: /);
  });

  test("is documented in .env.example, variable for variable and default for default", () => {
    const example = Object.fromEntries(
      readFileSync(".env.example", "utf8")
        .split("\n")
        .filter((line) => line && !line.startsWith("#"))
        .map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]),
    );
    expect(Object.keys(example).sort()).toEqual(Object.keys(EnvSchema.shape).sort());
    expect(loadEnv(example)).toEqual(loadEnv({}));
  });
});
