// A process that is not the application and has the memory database open: `hold` until it is ended, `spoil` writes bad rows and dies without closing.
import { DatabaseSync } from "node:sqlite";
import { SPOILED_ACTIVITIES } from "./spoil.ts";

const [verb = "", file = ""] = process.argv.slice(2);
const db = new DatabaseSync(file);
db.exec("PRAGMA busy_timeout = 5000");
if (verb === "hold") {
  db.prepare("SELECT count(*) FROM agent_activities").get();
  console.log("holding");
  setInterval(() => {}, 60_000);
} else {
  // What stays in the WAL is not in the file that somebody copies.
  db.exec("PRAGMA wal_autocheckpoint = 0; BEGIN");
  const insert = db.prepare("INSERT INTO agent_activities (agent, activity, at) VALUES ('spoiled', 'nothing', '')");
  for (let row = 0; row < SPOILED_ACTIVITIES; row += 1) insert.run();
  db.exec("COMMIT");
  process.kill(process.pid, "SIGKILL");
}
