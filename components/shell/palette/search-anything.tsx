"use client";
import { Search } from "lucide-react";
import { openPalette } from "./palette.tsx";

/** Opens the palette by hand: on a phone there is no Ctrl K. */
export function SearchAnything() {
  return (
    <button type="button" className="search-anything" aria-label="Search and go to" onClick={openPalette}>
      <Search size={14} aria-hidden />
      <span className="only-wide">Search</span>
      <kbd className="kbd only-wide" aria-hidden>
        Ctrl K
      </kbd>
    </button>
  );
}
