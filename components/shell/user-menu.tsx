"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Bell, CircleHelp, LogOut, Monitor, Moon, Search, Sun } from "lucide-react";
import { useRouter } from "next/navigation";
import { DropdownMenu } from "radix-ui";
import { Menu, MenuItem } from "#components/ui/menu.tsx";
import { initials } from "#lib/client/format.ts";
import { unsubscribeBrowser } from "#lib/client/push/browser.ts";
import { queries } from "#lib/client/queries.ts";
import { signOut } from "#lib/client/session.ts";
import { chooseTheme, storedTheme, type Theme } from "#lib/client/theme.ts";
import { openHelp } from "./help-dialog.tsx";
import { openPalette } from "./palette/palette.tsx";

const NEXT_THEME: Record<Theme, { theme: Theme; label: string; icon: typeof Sun }> = {
  system: { theme: "dark", label: "Theme: as the system. Change to dark", icon: Monitor },
  dark: { theme: "light", label: "Theme: dark. Change to light", icon: Moon },
  light: { theme: "system", label: "Theme: light. Change to the system's", icon: Sun },
};

export function UserMenu() {
  const me = useQuery(queries.me()).data;
  const client = useQueryClient();
  const router = useRouter();
  const leave = async () => {
    // Whoever uses this browser next is not told what concerns the one who left.
    await unsubscribeBrowser().catch(() => {});
    await signOut();
    client.clear();
    router.replace("/sign-in");
  };
  const next = NEXT_THEME[typeof window === "undefined" ? "system" : storedTheme()];
  return (
    <Menu
      trigger={
        <button type="button">
          <span className="avatar" aria-hidden>
            {me ? initials(me.handle) : "…"}
          </span>
          <span>You</span>
          {me ? (
            <span className="sr-only">
              : {me.handle}, {me.role}
            </span>
          ) : null}
        </button>
      }
    >
      {me ? (
        <DropdownMenu.Label className="px-2.5 pt-1.5 pb-2 text-12 text-ink-2">
          <b className="block font-semibold text-13 text-ink-1">{me.handle}</b>
          {me.name}, {me.role}
        </DropdownMenu.Label>
      ) : null}
      <MenuItem
        title={
          <>
            <next.icon size={14} aria-hidden /> {next.label}
          </>
        }
        onSelect={() => chooseTheme(next.theme)}
      />
      <MenuItem
        title={
          <>
            <Search size={14} aria-hidden /> Search and go to…
          </>
        }
        onSelect={openPalette}
      />
      <MenuItem
        title={
          <>
            <Bell size={14} aria-hidden /> Notifications and sounds
          </>
        }
        onSelect={() => router.push("/settings/notifications")}
      />
      <MenuItem
        title={
          <>
            <CircleHelp size={14} aria-hidden /> Help and shortcuts
          </>
        }
        onSelect={openHelp}
      />
      <MenuItem
        title={
          <>
            <LogOut size={14} aria-hidden /> Sign out
          </>
        }
        onSelect={() => void leave()}
      />
    </Menu>
  );
}
