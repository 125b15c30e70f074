"use client";
import { useQuery } from "@tanstack/react-query";
import { BookOpen, LayoutGrid, PhoneCall, Server, Siren, Target } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { queries } from "#lib/client/queries.ts";
import { Logo } from "./logo.tsx";
import { UserMenu } from "./user-menu.tsx";

const PLACES = [
  { href: "/", label: "Board", icon: LayoutGrid },
  { href: "/incidents", label: "Incidents", icon: Siren },
  { href: "/drills", label: "Drills", icon: Target },
  { href: "/playbooks", label: "Playbooks", icon: BookOpen },
  { href: "/targets", label: "Targets", icon: Server },
  { href: "/settings/communication", label: "Contacts", icon: PhoneCall },
] as const;

/** The way between places: a rail on the left, tabs at the bottom of a phone. */
export function Rail() {
  const path = usePathname();
  const active = useQuery(queries.activeIncidents()).data?.filter((i) => i.drill === null).length ?? 0;
  return (
    <nav className="rail" aria-label="Main">
      <Link className="logo" href="/" aria-label="Backout, to the board">
        <Logo />
      </Link>
      {PLACES.map(({ href, label, icon: Icon }) => {
        const isHere =
          href === "/" ? path === "/" : path.startsWith(href) || (href === "/incidents" && path === "/assess");
        return (
          <Link key={href} href={href} aria-current={isHere ? "page" : undefined}>
            <Icon size={17} aria-hidden strokeWidth={1.8} />
            {label}
            {href === "/incidents" && active > 0 ? (
              <span className="badge">
                {active}
                <span className="sr-only"> active</span>
              </span>
            ) : null}
          </Link>
        );
      })}
      <span className="spacer flex-1" />
      <UserMenu />
    </nav>
  );
}
