"use client";
import dynamic from "next/dynamic";
import { useEffect, useState } from "react";

const OPEN = "backout:palette";
export const openPalette = () => window.dispatchEvent(new Event(OPEN));

const PaletteDialog = dynamic(() => import("./palette-dialog.tsx").then((m) => m.PaletteDialog));

/** Ctrl K or ⌘ K anywhere, in fields too; its code comes when it is first asked for. */
export function Palette() {
  const [isOpen, setOpen] = useState(false);
  const [isWanted, setWanted] = useState(false);
  useEffect(() => {
    const open = () => {
      setWanted(true);
      setOpen(true);
    };
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || event.ctrlKey === event.metaKey || event.altKey || event.shiftKey) return;
      // A dialog that asks for a decision keeps the floor.
      if (document.querySelector("[role=alertdialog], .dialog:not(.palette)")) return;
      event.preventDefault();
      open();
    };
    window.addEventListener("keydown", onKey);
    window.addEventListener(OPEN, open);
    return () => {
      window.removeEventListener("keydown", onKey);
      window.removeEventListener(OPEN, open);
    };
  }, []);
  return isWanted ? <PaletteDialog open={isOpen} onClose={() => setOpen(false)} /> : null;
}
