import { type Document, isNode, LineCounter, parseDocument } from "yaml";

export type Problem = { file: string /** From 1. */; line: number /** From 1. */; column: number; message: string };

export type Located = {
  file: string;
  value: unknown;
  problems: Problem[];
  /** Where a path of the value stands; where its nearest parent stands when it is missing. */
  positionOf(path: PropertyKey[]): Pick<Problem, "file" | "line" | "column">;
};

/** Reads one YAML file, keeping the place of everything in it. `null`: the file is missing. */
export function parseYaml(file: string, text: string | null): Located {
  const lines = new LineCounter();
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  if (text === null)
    return {
      file,
      value: undefined,
      problems: [{ file, line: 1, column: 1, message: "the file is missing" }],
      positionOf: () => ({ file, line: 1, column: 1 }),
    };
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const problems = [...document.errors, ...document.warnings].map((error) => ({
    ...at(error.pos[0]),
    message: error.message,
  }));
  return {
    file,
    value: problems.length === 0 ? document.toJS() : undefined,
    problems,
    positionOf: (path) => at(offsetOf(document, path)),
  };
}

function offsetOf(document: Document, path: PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}
