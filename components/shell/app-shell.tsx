"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type ReactNode, useEffect } from "react";
import { Toaster } from "sonner";
import { Failed } from "#components/common/panel-state.tsx";
import { statusOf } from "#lib/client/http.ts";
import { queries } from "#lib/client/queries.ts";
import { AlarmSound } from "./alarm-sound.tsx";
import { ConnectionBanner } from "./connection-banner.tsx";
import { HelpDialog } from "./help-dialog.tsx";
import { LiveBridge } from "./live-bridge.tsx";
import { Palette } from "./palette/palette.tsx";
import { Rail } from "./rail.tsx";
import { ServiceWorker } from "./service-worker.tsx";
import { Shortcuts } from "./shortcuts.tsx";
import { TabTitle } from "./tab-title.tsx";

/** Frame of every page for someone who is signed in; sends everyone else to the sign-in page and back. */
export function AppShell({ children }: { children: ReactNode }) {
  const router = useRouter();
  const me = useQuery(queries.me());
  const isStranger = statusOf(me.error) === 401;
  useEffect(() => {
    if (isStranger)
      router.replace(`/sign-in?next=${encodeURIComponent(window.location.pathname + window.location.search)}`);
  }, [isStranger, router]);

  if (!me.data && me.isError && !isStranger) return <Failed what="account" error={me.error} onRetry={me.refetch} />;
  if (!me.data) {
    return (
      <p className="late p-6 text-ink-2" role="status">
        {isStranger ? "Going to the sign-in page…" : "Loading Backout…"}
      </p>
    );
  }
  return (
    <>
      <LiveBridge />
      <div className="shell" data-ready>
        <Rail />
        <main className="screen">
          <ConnectionBanner />
          {children}
        </main>
      </div>
      <HelpDialog />
      <Palette />
      <Shortcuts />
      <TabTitle />
      <AlarmSound />
      <ServiceWorker />
      <Toaster
        containerAriaLabel="Messages of this page"
        position="bottom-right"
        toastOptions={{ unstyled: true, className: "toast" }}
      />
    </>
  );
}
