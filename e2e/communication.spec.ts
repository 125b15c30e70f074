import { startSmtpServer } from "#lib/testing/contracts/notifier/smtp-lab.ts";
import { expectNoViolations } from "./axe.ts";
import { type Api, expect, test } from "./demo.ts";

const HOST_KEY = `SHA256:${"A".repeat(43)}`;
// One mail server and one contact, set up by the first of them.
test.describe.configure({ mode: "serial" });
let smtp: Awaited<ReturnType<typeof startSmtpServer>>;
test.beforeAll(async () => {
  smtp = await startSmtpServer();
});
test.afterAll(() => smtp.stop());
test.beforeEach(() => {
  smtp.mails.length = 0;
});

/** A target that is no drill target, so that messages leave; nothing ever runs on it. */
async function realTarget(admin: Api): Promise<string> {
  const name = `mail-${Date.now()}`;
  const { status } = await admin.post("/targets", {
    name,
    host: "127.0.0.1",
    port: 1,
    user: "app",
    hostKeySha256: HOST_KEY,
    environment: "staging",
    playbook: "agent-platform",
    parameters: {
      APP_DIR: "/srv/app",
      PM2_HOME: "/srv/pm2",
      ECOSYSTEM: "/srv/ecosystem.config.cjs",
      HEALTH_URL: "http://127.0.0.1:1/health",
      APP_URL: "http://127.0.0.1:1",
      APP_LOG: "/srv/app.log",
      BACKUP_DIR: "/srv/backups",
      SAFETY_DIR: "/srv/safety",
      DEPLOY_LOG: "/srv/deploy.log",
    },
    credential: { kind: "password", password: "nothing-listens-there" },
  });
  expect(status).toBe(201);
  return name;
}

test("an administrator sets up a contact and a mail server, and sends a test to see that it works", async ({ as }) => {
  const page = await as("admin");
  await page.goto("/settings/communication");
  await page.getByRole("button", { name: "Add contact" }).click();
  const contact = page.getByRole("dialog", { name: "Add contact" });
  await contact.getByLabel("Name").fill("Dana Lead");
  await contact.getByLabel("Phone").fill("+49 30 5550100");
  await contact.getByLabel("E-mail").fill("dana@example.test");
  await contact.getByRole("checkbox", { name: /^Deployment lead/ }).check();
  await contact.getByRole("checkbox", { name: /^On-call engineer/ }).check();
  await contact.getByRole("button", { name: "Save contact" }).click();
  await expect(page.getByRole("region", { name: "Contacts" })).toContainText("Deployment lead");
  await expect(page.getByRole("region", { name: "Contact tree of Agent platform" })).toContainText("Dana Lead");

  await page.getByRole("button", { name: "Add channel" }).click();
  const channel = page.getByRole("dialog", { name: "Add channel" });
  await channel.getByLabel("Name").fill("mail");
  await channel.getByLabel("Host").fill("127.0.0.1");
  await channel.getByLabel("Port").fill(String(smtp.port));
  await channel.getByLabel("Encryption").selectOption("none");
  await channel.getByLabel("Sender").fill("backout@example.test");
  await channel.getByRole("button", { name: "Add channel" }).click();
  const channels = page.getByRole("region", { name: "Channels" });
  await channels.getByLabel("Test to").fill("me@example.test");
  await channels.getByRole("button", { name: "Send test" }).click();
  await expect(channels).toContainText("Test: Accepted", { timeout: 30_000 });
  await expect(channels).toContainText("queued as 1");
  expect(smtp.mails[0]?.source).toContain("Test of Backout");
  await expectNoViolations(page);
});

test("declared, counted down, completed, sent by e-mail, phoned and acknowledged, with every answer on record", async ({
  as,
  api,
  browser,
  demo,
}) => {
  const target = await realTarget(api("admin"));
  const number = await api("commander").declare("Uploads fail with 207", { targets: [target], severity: "critical" });
  const page = await as("commander");
  await page.goto(`/incidents/${number}`);
  const comms = page.getByRole("region", { name: "Notifications", exact: true });
  const lead = comms.getByRole("listitem").filter({ hasText: "Deployment lead notified" });
  await expect(lead).toContainText(/[34] m \d\d s left/);
  // Whoever is on call was called at once, by the mail server that was set up.
  await expect.poll(() => smtp.mails.length, { timeout: 30_000 }).toBe(1);
  expect(smtp.mails[0]?.source).toContain(`[CRITICAL] INC-${number}`);

  await lead.getByRole("button", { name: "Review and send…" }).click();
  const draft = page.getByRole("dialog", { name: "Deployment lead notified" });
  const text = draft.getByLabel("Message");
  await expect(text).toHaveValue(/\*\*Severity\*\*: CRITICAL/);
  await expect(draft.getByRole("checkbox", { name: /Dana Lead.*planned/ })).toBeChecked();
  await expect(draft.getByRole("button", { name: "Send now" })).toHaveAttribute("aria-disabled", "true");
  await text.fill("# Uploads fail\n\nA few users get HTTP 207. We roll back.");
  await draft.getByRole("button", { name: "Send now" }).click();
  await expect(draft).toBeHidden();
  await expect(lead).toContainText("Sent in time", { timeout: 30_000 });
  await expect(comms.getByRole("region", { name: "Deliveries" })).toContainText(/Dana Lead.*Accepted/s);
  await expect(comms.getByRole("region", { name: "Deliveries" })).toContainText("250");
  expect(smtp.mails.at(-1)?.source).toContain("A few users get HTTP 207");

  const phoned = comms.getByRole("listitem").filter({ hasText: "On-call engineer notified via phone" });
  await phoned.getByRole("button", { name: "Done…" }).click();
  const tick = page.getByRole("dialog", { name: "On-call engineer notified via phone" });
  await tick.getByLabel("Note").fill("answered, comes in");
  await tick.getByRole("button", { name: "Tick as done" }).click();
  await expect(phoned).toContainText("Done in time");
  await expect(phoned).toContainText("answered, comes in");

  const link = /acknowledge\?token=[\w-]{43}/.exec(
    (smtp.mails[0]?.source ?? "").replaceAll(/=\r\n/g, "").replaceAll("=3D", "="),
  );
  const stranger = await browser.newContext({ baseURL: demo.url });
  const opened = await stranger.newPage();
  await opened.goto(`/${link?.[0]}`);
  await expect(comms.getByRole("region", { name: "Escalation" })).toContainText("until somebody acknowledges");
  await opened.getByRole("button", { name: "Acknowledge" }).click();
  await expect(opened.getByRole("status")).toContainText("recorded for Dana Lead");
  await expect(comms.getByRole("region", { name: "Escalation" })).toContainText("Dana Lead has it");
  await stranger.close();
  await expectNoViolations(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("navigation", { name: "Room" }).getByRole("button", { name: "Comms" }).click();
  await expect(comms).toBeVisible();
});
