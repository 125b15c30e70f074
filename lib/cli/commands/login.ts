import type { Me } from "#lib/contract/common.ts";
import { createApi } from "../api.ts";
import { type Command, needed, UsageError } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { saveLogin } from "../login.ts";
import { jsonLine } from "../print.ts";

export const login: Command = {
  name: "login",
  usage: "URL   (the token is asked for, or read from standard input; never an argument, which others could see)",
  summary: "Keep address and token in a file that only you can read",
  async run({ io, positionals, loginFile, json }) {
    const url = needed(positionals[0], "Where is Backout? Give its address, such as https://backout.example.");
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
      throw new UsageError(`"${url}" is no http:// or https:// address.`);
    const origin = new URL(url).origin;
    const question = `API token of ${origin} (make one under your name, top right): `;
    const token = (await io.ask(io.isInteractive ? question : "", { hidden: true })).trim();
    if (token === "") throw new UsageError("No token was given. Nothing was kept.");
    const me = await createApi({ url: origin, token }).get<Me>("/me");
    saveLogin(loginFile, { url: origin, token });
    io.out(
      json
        ? jsonLine({ url: origin, handle: me.handle, role: me.role })
        : `Signed in to ${origin} as ${me.handle} (${me.role}).\n`,
    );
    return EXIT.ok;
  },
};
