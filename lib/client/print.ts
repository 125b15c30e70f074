/**
 * Prints a document that is not the page: in a frame that is gone afterwards. The frame may open the print dialog and is reached from here; it runs no
 * script, by the sandbox and by the page's policy. Resolves when the dialog was closed.
 */
export function printDocument(html: string): Promise<void> {
  const frame = document.createElement("iframe");
  frame.title = "Document to print";
  frame.className = "print-frame";
  frame.setAttribute("sandbox", "allow-same-origin allow-modals");
  frame.srcdoc = html;
  const printed = new Promise<void>((resolve) => {
    frame.addEventListener("load", () => {
      const view = frame.contentWindow;
      view?.addEventListener("afterprint", () => resolve());
      view?.print();
    });
  });
  document.body.append(frame);
  return printed.finally(() => frame.remove());
}
