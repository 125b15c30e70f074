"use client";
import { Search } from "lucide-react";
import { openPalette } from "./palette.tsx";

/** Opens the palette by hand: on a phone there is no Ctrl K. */
export function SearchAnything() {
  return (
    <button type="button" className="search-anything" onClick={openPalette}>
      <Search size={14} aria-hidden />
      <span className="word">Search</span>
      <span className="sr-only"> and go to</span>
      <kbd className="kbd only-wide" aria-hidden>
        Ctrl K
      </kbd>
    </button>
  );
}
