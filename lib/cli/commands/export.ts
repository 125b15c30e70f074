import { createWriteStream } from "node:fs";
import { rename } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Command, incidentNumber, text, UsageError } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { jsonLine } from "../print.ts";

export const exportIncident: Command = {
  name: "export",
  usage: "INC-n [--format folder|html] [--out FILE]",
  summary: "A whole incident as one .tar.gz (for verify) or as one page",
  options: { format: { type: "string" }, out: { type: "string" } },
  async run({ io, values, positionals, api, json }) {
    const number = incidentNumber(positionals[0]);
    const format = text(values, "format") ?? "folder";
    if (format !== "folder" && format !== "html")
      throw new UsageError(`There is no format "${format}": folder or html.`);
    const file = text(values, "out") ?? `INC-${number}.${format === "html" ? "html" : "tar.gz"}`;
    const { body } = await api().fetch(`/incidents/${number}/export?format=${format}`);
    // A file that is there is whole: what was cut in the middle keeps another name.
    await pipeline(Readable.from(body ?? []), createWriteStream(`${file}.part`, { mode: 0o600 }));
    await rename(`${file}.part`, file);
    io.out(json ? jsonLine({ incident: number, file }) : `${file}\n`);
    return EXIT.ok;
  },
};
