import { isIP } from "node:net";
import { PassThrough } from "node:stream";
import MailComposer from "nodemailer/lib/mail-composer";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import { SmtpSecret, SmtpSettings } from "#lib/domain/communication/channel.ts";
import type { SendOutcome } from "#lib/domain/communication/delivery.ts";
import type { Message, OpenedChannel } from "#lib/ports/notifier.ts";
import { DeniedAddress, resolveGuarded } from "./guard.ts";
import { kept, type Limits, reasonOf } from "./limits.ts";

/** A failure with the server's own code, when it said one (https://www.rfc-editor.org/rfc/rfc5321#section-4.2.1). */
type SmtpFailure = Error & { responseCode?: number; response?: string };

/**
 * One mail to one recipient. The Message-ID is the delivery's: a receiver that gets it twice can tell. From the moment at which the server asks for
 * the text, only its own answer says whether it took it.
 */
export async function sendMail(channel: OpenedChannel, message: Message, limits: Limits): Promise<SendOutcome> {
  const settings = SmtpSettings.parse(channel.settings);
  const { password } = SmtpSecret.parse(channel.secret);
  const text = new PassThrough();
  let isHandedOver = false;
  text.once("resume", () => {
    isHandedOver = true;
  });
  let connection: SMTPConnection | undefined;
  try {
    const address = await resolveGuarded(settings.host);
    connection = new SMTPConnection({
      host: address,
      port: settings.port,
      secure: settings.security === "tls",
      requireTLS: settings.security === "starttls",
      ignoreTLS: settings.security === "none",
      tls: isIP(settings.host) ? {} : { servername: settings.host },
      name: "backout",
      connectionTimeout: limits.timeoutMs,
      greetingTimeout: limits.timeoutMs,
      socketTimeout: limits.timeoutMs,
    });
    await connected(connection);
    if (settings.user !== "") await signedIn(connection, { user: settings.user, pass: password });
    const answer = await accepted(connection, settings.from, message, text);
    return { kind: "delivered", answer: kept(answer) };
  } catch (error) {
    return failure(error as SmtpFailure, isHandedOver);
  } finally {
    connection?.close();
  }
}

const connected = (connection: SMTPConnection): Promise<void> =>
  new Promise((resolve, reject) => {
    connection.once("error", reject);
    connection.connect((error?: Error | null) => (error ? reject(error) : resolve()));
  });

const signedIn = (connection: SMTPConnection, credentials: { user: string; pass: string }): Promise<void> =>
  new Promise((resolve, reject) => {
    connection.once("error", reject);
    connection.login({ credentials }, (error?: Error | null) => (error ? reject(error) : resolve()));
  });

const accepted = (connection: SMTPConnection, from: string, message: Message, text: PassThrough): Promise<string> =>
  new Promise((resolve, reject) => {
    connection.once("error", reject);
    const mail = new MailComposer({
      from,
      to: { name: message.recipientName, address: message.recipient },
      subject: message.subject,
      text: message.body,
      messageId: `<${message.id}@backout>`,
      headers: { "Auto-Submitted": "auto-generated" },
    });
    mail.compile().createReadStream().pipe(text);
    connection.send({ from, to: [message.recipient] }, text, (error, info) =>
      error ? reject(error) : resolve(info?.response ?? "accepted"),
    );
  });

function failure(error: SmtpFailure, isHandedOver: boolean): SendOutcome {
  if (error instanceof DeniedAddress) return { kind: "refused", answer: reasonOf(error), isTemporary: false };
  const { responseCode } = error;
  if (responseCode !== undefined)
    return { kind: "refused", answer: kept(error.response ?? error.message), isTemporary: responseCode < 500 };
  if (isHandedOver) return { kind: "unknown", answer: `handed over, then ${reasonOf(error)}` };
  return { kind: "refused", answer: `not sent: ${reasonOf(error)}`, isTemporary: true };
}
