import type { ReactNode } from "react";
import { Logo } from "#components/shell/logo.tsx";

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <main className="grid min-h-dvh place-items-center p-5">
      <div className="w-full max-w-[380px]">
        <div className="mb-5 flex items-center gap-2.5 font-semibold text-16">
          <Logo />
          Backout
        </div>
        {children}
      </div>
    </main>
  );
}
