/** Saves what the API answers as a file; the name comes with the answer. */
export function download(path: string): void {
  const link = document.createElement("a");
  link.href = `/api/v1${path}`;
  link.download = "";
  link.click();
}
