/**
 * A query of PromQL is data of a playbook or of an administrator. A target's parameter may stand in it only as a whole label value,
 * `job="$PM2_APP"`, and is put in as a string literal of PromQL: no value becomes an operator, a second query or a pattern.
 */
type Declared = Readonly<Record<string, { type: string }>>;
type Piece = { kind: "code" | "text"; text: string; quote: string };

export const MAX_QUERY_CHARACTERS = 2_000;
const SLOT = /^\$([A-Z][A-Z0-9_]{0,62})$/;

/** The names of the parameters that a query takes, in order. */
export const slotsOf = (query: string): string[] => pieces(query).flatMap((piece) => slot(piece) ?? []);

/** Why a query cannot be used with these parameters, in words; null when it can. */
export function queryProblem(query: string, declared: Declared): string | null {
  if (query.trim() === "") return "a query is needed";
  if (query.length > MAX_QUERY_CHARACTERS) return `at most ${MAX_QUERY_CHARACTERS} characters`;
  const found = pieces(query);
  for (const [i, piece] of found.entries()) {
    const name = slot(piece);
    if (name === null) {
      if (/\$[A-Z{]/.test(piece.text)) return 'a parameter is a whole label value in double quotes: job="$NAME"';
      continue;
    }
    if (!Object.hasOwn(declared, name)) return `there is no parameter ${name}`;
    if (declared[name]?.type === "secret") return `${name} is a secret: it does not belong into a query`;
    if (/[=!]~\s*$/.test(found[i - 1]?.text ?? "")) return `${name} is compared with = or !=, never as a pattern`;
  }
  return null;
}

/** The query with the target's values in it; or the name of the parameter that the target does not set. The query has passed `queryProblem`. */
export function promqlOf(
  query: string,
  parameters: Readonly<Record<string, string>>,
): { ok: true; promql: string } | { ok: false; missing: string } {
  let promql = "";
  for (const piece of pieces(query)) {
    const name = slot(piece);
    const value = name === null ? null : Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (name !== null && (value === undefined || value === "")) return { ok: false, missing: name };
    promql += typeof value === "string" ? literal(value) : `${piece.quote}${piece.text}${piece.quote}`;
  }
  return { ok: true, promql };
}

/** A string literal of PromQL, which reads escapes as Go does. */
const literal = (value: string): string =>
  `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n").replaceAll("\r", "\\r")}"`;

const slot = ({ kind, quote, text }: Piece): string | null =>
  kind === "text" && quote === '"' ? (SLOT.exec(text)?.[1] ?? null) : null;

/** Code and string literals in turn, so that what stands in quotes, in backquotes or in a comment is taken for what it is. */
function pieces(query: string): Piece[] {
  const found: Piece[] = [];
  const token = /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|`([^`]*)`|#[^\n]*/gs;
  let at = 0;
  for (const match of query.matchAll(token)) {
    const code = query.slice(at, match.index);
    const isComment = match[0].startsWith("#");
    found.push({ kind: "code", text: isComment ? code + match[0] : code, quote: "" });
    if (!isComment)
      found.push({ kind: "text", text: match[1] ?? match[2] ?? match[3] ?? "", quote: match[0].slice(0, 1) });
    at = match.index + match[0].length;
  }
  found.push({ kind: "code", text: query.slice(at), quote: "" });
  return found;
}
