import path from "node:path";
import { openDemoDatabase } from "#lib/testing/demo-database.ts";
import { expect, test } from "./demo.ts";

test("a drill that was not held stands on the board as overdue, and is noted once", async ({ as, api, demo }) => {
  const target = demo.targets[0]?.name ?? "";
  const { body } = await api("commander").post("/drills", {
    title: "Forgotten drill",
    playbook: "agent-platform",
    procedure: "level-1",
    scenario: "toggles-on",
    targets: [target],
    owner: "lead-1",
    scheduledAt: "2999-01-01T10:00:00.000Z",
    rrule: null,
  });
  const number = body.number ?? 0;
  const database = openDemoDatabase(path.join(process.env.BACKOUT_E2E_DIR ?? "", "demo"));
  try {
    await database.prisma.drill.update({ where: { number }, data: { scheduledAt: new Date("2026-01-05T10:00:00Z") } });
    const page = await as("viewer");
    await page.goto("/");
    const drills = page.getByRole("region", { name: "Drills" });
    await expect(drills).toContainText(`DRILL-${number} is overdue`);
    const noted = () =>
      database.prisma.auditEvent.count({ where: { object: `drill:${number}`, action: "drill.overdue" } });
    await expect.poll(noted).toBe(1);
    await drills.getByText(`DRILL-${number} is overdue`).click();
    await expect(page.getByRole("button", { name: "Start drill" })).toHaveAttribute("aria-disabled", "true");
    expect((await api("commander").post(`/drills/${number}/cancel`, { reason: "only a test" })).status).toBe(200);
    expect(await noted()).toBe(1);
  } finally {
    await database.close();
  }
});
