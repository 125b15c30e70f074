export function log(level: "INFO" | "WARN" | "ERROR", text: string): void {
  process.stdout.write(`${new Date().toISOString()} ${level} ${text}\n`);
}
