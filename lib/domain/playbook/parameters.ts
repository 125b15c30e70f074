import { MIN_SECRET_BYTES } from "../output/secret-forms.ts";
import type { ParameterType } from "./schema.ts";

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
// Line ends and escape sequences, and what nobody sees: a direction mark makes one value look like another.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const SHOWN_CHARACTERS = 80;
/** A secret may have several lines, as keys do. */
const CONTROL_IN_SECRET = /(?![\n\t])\p{Cc}/u;

/** Why a value is not of its type, in words; null when it is. Values that pass are data in an environment variable, never text of a command. */
export function checkParameter(type: ParameterType, value: string): string | null {
  if (value.length > 4096) return "at most 4096 characters";
  if (type === "secret") return checkSecret(value);
  if (INVISIBLE.test(value)) return "no control characters and none that cannot be seen";
  const shown = value.length > SHOWN_CHARACTERS ? `"${value.slice(0, SHOWN_CHARACTERS)}…"` : `"${value}"`;
  switch (type) {
    case "git-tag":
      return isGitTag(value) ? null : `${shown} is not the name of a git tag`;
    case "name":
    case "backup-id":
      return NAME.test(value)
        ? null
        : `${shown} is not a name: letters, digits, ".", "_" and "-", not beginning with "-"`;
    case "abs-path":
      return isAbsolutePath(value) ? null : `${shown} is not an absolute path without ".."`;
    case "path-list":
      return value === "" || value.split(":").every(isAbsolutePath)
        ? null
        : `${shown} is not a list of absolute paths joined by ":"`;
    case "db-name":
      return /^[a-z_][a-z0-9_]{0,62}$/.test(value) ? null : `${shown} is not the name of a database`;
    case "port":
      return /^[1-9][0-9]{0,4}$/.test(value) && Number(value) <= 65_535
        ? null
        : `${shown} is not a port from 1 to 65535`;
    case "url":
      return isHttpUrl(value) ? null : `${shown} is not an http:// or https:// address`;
    case "bool":
      return value === "true" || value === "false" ? null : `${shown} is neither true nor false`;
    case "integer":
      return /^-?(0|[1-9][0-9]{0,14})$/.test(value) ? null : `${shown} is not a whole number`;
    case "text-line":
      return null;
    default:
      return type satisfies never;
  }
}

/** The reason never holds anything of the value. */
function checkSecret(value: string): string | null {
  if (!value.isWellFormed() || CONTROL_IN_SECRET.test(value))
    return "no control characters but line feed and tab (lines of a key end with a line feed alone)";
  return Buffer.byteLength(value.trim()) < MIN_SECRET_BYTES
    ? `at least ${MIN_SECRET_BYTES} bytes beside blanks: a shorter secret could not be masked in output`
    : null;
}

/** What git itself accepts (git-check-ref-format), narrowed to letters that no tool reads as anything else. */
const isGitTag = (value: string): boolean =>
  /^(?!-)[A-Za-z0-9._/-]{1,100}$/.test(value) && !/\.\.|\/\/|\.lock(\/|$)|^\/|\/$|\.$|(^|\/)\./.test(value);

const isAbsolutePath = (value: string): boolean => value.startsWith("/") && !value.split("/").includes("..");

function isHttpUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  return (url.protocol === "http:" || url.protocol === "https:") && url.username === "" && url.password === "";
}
