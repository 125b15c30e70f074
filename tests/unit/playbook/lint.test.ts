import { expect, it } from "vitest";
import { lintPlaybook, lintScript } from "#lib/playbook/lint.ts";
import { shipped } from "./shipped.ts";

const traps = (text: string) => lintScript("scripts/x.sh", text).map((f) => f.trap);

/** Commands as the two documents have them, and what is wrong with each. */
const naive: [command: string, trap: string][] = [
  ["curl http://localhost:3000/api/health", "health-check-passes-on-500"],
  ["curl http://localhost:3000/api/health", "health-check-hangs"],
  ["curl -sS --max-time 3 http://localhost:3000/api/health", "health-check-passes-on-500"],
  ["curl -fsS http://localhost:3000/api/health", "health-check-hangs"],
  ['curl -X POST http://localhost:3000/api/upload \\\n  -F "file=@test-file.pdf"', "health-check-passes-on-500"],
  ['tail -f /var/log/app.log | grep "sequential spawning"', "never-ends"],
  ["tail -n 5 -F app.log", "never-ends"],
  ["pm2 logs app --lines 50", "never-ends"],
  ["pm2 monit", "never-ends"],
  ["docker logs spek-postgres -f", "never-ends"],
  ["psql -U postgres appdb < /backups/db-backups/db-backup-20251111-140000.sql", "psql-goes-on-after-errors"],
  ['psql -U postgres -c "DROP DATABASE appdb;"', "drops-a-database"],
  ["dropdb appdb", "drops-a-database"],
  ["cp .swarm/memory.db .swarm/memory.db.rollback-backup", "copies-an-open-database"],
  ["cp /backups/memory-backups/memory-20251111-140000.db .swarm/memory.db", "copies-an-open-database"],
  ["rm -rf node_modules package-lock.json", "lock-file-removed"],
  ["pkill node", "ends-processes-by-name"],
  ["kill $(pgrep node)", "ends-processes-by-name"],
  ["cd /opt/app; npm ci", "cd-then-anything"],
  ["rm -rf $APP_DIR/node_modules", "rm-of-a-variable"],
  ['rm -rf "$BACKUP_DIR"/*', "rm-of-a-variable"],
  ['npx claude-flow@alpha memory query "agent-activities:" --reasoningbank', "runs-what-is-newest-today"],
  ["npx rimraf dist", "runs-what-is-newest-today"],
  ["git tag --list | grep stable | tail -1", "newest-tag-by-text"],
  ["git checkout v1.0.0-stable", "checkout-of-a-name"],
  ["git fetch origin", "network-without-a-limit"],
  ["export ENABLE_PARALLEL_SPAWNING=false\npm2 restart app", "restart-keeps-the-old-environment"],
  ["pm2 start app", "starts-a-script-of-that-name"],
  ["cat .env | head -20", "prints-secrets"],
  ['echo "ENABLE_PARALLEL_SPAWNING=false" >> .env', "appends-to-env"],
  ["cat >> /opt/app/.env << 'EOF'", "appends-to-env"],
  ["npm ci --production\nNODE_ENV=production npm run build", "build-without-build-tools"],
  ["npm install", "install-changes-the-lock"],
  ["sleep 10", "fixed-wait"],
  ["pg_dump -U postgres appdb > /tmp/db-backup-before-rollback.sql", "readable-by-everybody"],
  ["tar -czf /tmp/backup-before-rollback-$(date +%Y%m%d-%H%M%S).tar.gz .", "readable-by-everybody"],
];
it.each(naive)("%j: %s", (command, trap) => expect(traps(command)).toContain(trap));

it.each([
  ["curl -fsS --max-time 3 http://127.0.0.1:3000/api/health"],
  ["curl --fail --silent -m 3 http://127.0.0.1:3000/api/health"],
  ["tail -c +120 app.log"],
  ["pm2 logs app --lines 50 --nostream --raw"],
  ["psql -X -v ON_ERROR_STOP=1 --single-transaction -f dump.sql appdb_new"],
  ['DROP DATABASE IF EXISTS :"beside" WITH (FORCE);'],
  ["need psql pg_dump pg_restore"],
  ["sqlite3 -batch live.db '.backup copy.db'"],
  [`rm -rf -- "\${NEXT_DIR:?}"`],
  ["rm -f package.json.part"],
  ["npx --no-install tsc"],
  ["npx rimraf@6.0.1 dist"],
  ["git tag --list '*-stable' --merged HEAD --sort=-v:refname"],
  ['git checkout --detach "refs/tags/$TAG"'],
  ["timeout 30 git fetch origin"],
  ['env -i PATH="$PATH" ENABLE_X=false pm2 restart app --update-env'],
  ["pm2 start /opt/ecosystem.config.js --only app"],
  ["sed 's/=.*/=<set>/' .env"],
  ["npm ci --include=dev\nnpm run build\nnpm prune --omit=dev"],
  ['echo "safe next: pm2 monit, then npm install"'],
  ["# pkill node"],
])("%j is left alone", (command) => expect(traps(command)).toEqual([]));

it("names the line where a continued command begins", () => {
  expect(lintScript("scripts/x.sh", "set -e\n\ncurl -X POST \\\n  http://localhost\n")[0]).toMatchObject({
    file: "scripts/x.sh",
    line: 3,
  });
});

it.each(["agent-platform", "spek-platform"])("%s holds none", (id) => expect(lintPlaybook(shipped(id))).toEqual([]));
