// The process of the embedded SSH server: `node ssh-main.ts ROOT PORT HOST-KEY-NAME`. Lives until it is ended; sessions go with it.
import { loginEnvironment, loginUser } from "./environment.ts";
import { rangeLayout } from "./layout.ts";
import { keyPair } from "./ssh-keys.ts";
import { startEmbeddedSsh } from "./ssh-server.ts";

const [root = "", port = "", hostKeyName = ""] = process.argv.slice(2);
const layout = rangeLayout(root);

await startEmbeddedSsh({
  port: Number(port),
  hostKey: keyPair(layout, hostKeyName === "other_host_key" ? "other_host_key" : "host_key").privateKey,
  authorizedKey: keyPair(layout, "client_key").publicKey,
  user: loginUser().name,
  // Marks the session as one that came over SSH, as sshd does.
  env: { ...loginEnvironment(root), SSH_CONNECTION: `127.0.0.1 0 127.0.0.1 ${port}` },
});
