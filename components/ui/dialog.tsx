"use client";
import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { CSSProperties, ReactNode } from "react";

type Props = {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  description?: ReactNode;
  /** The square before the title: a level's number or an icon. */
  lead?: ReactNode;
  tone?: "accent" | "crit" | "mute";
  width?: number;
  /** Keeps its full height, so that the foot never moves under a hand while the body fills. */
  tall?: boolean;
  children: ReactNode;
  footer: ReactNode;
  /** Where the focus goes: the element with `data-first-focus`, else the dialog. */
  alert?: boolean;
};

/** A modal dialog with a head, a body that scrolls and a foot that stays. Focus goes to `data-first-focus` and back to the opener. */
export function Dialog({ open, onClose, title, description, lead, tone = "accent", width = 480, ...rest }: Props) {
  return (
    <Radix.Root open={open} onOpenChange={(next) => (next ? undefined : onClose())}>
      <Radix.Portal>
        <Radix.Overlay className="scrim" />
        <Radix.Content
          className={`dialog ${width < 520 ? "small" : ""} ${rest.tall ? "tall" : ""}`}
          style={{ "--w": `${width}px` } as CSSProperties}
          role={rest.alert ? "alertdialog" : "dialog"}
          {...(description ? {} : { "aria-describedby": undefined })}
          onOpenAutoFocus={(event) => {
            const first = (event.currentTarget as HTMLElement).querySelector<HTMLElement>("[data-first-focus]");
            if (!first) return;
            event.preventDefault();
            first.focus();
          }}
        >
          <header>
            {lead === undefined ? null : (
              <span className={`lead ${tone === "accent" ? "" : tone}`} aria-hidden>
                {lead}
              </span>
            )}
            <div className="min-w-0">
              <Radix.Title asChild>
                <h2>{title}</h2>
              </Radix.Title>
              {description ? (
                <Radix.Description asChild>
                  <p>{description}</p>
                </Radix.Description>
              ) : null}
            </div>
            <Radix.Close className="close" aria-label="Close">
              <X size={16} aria-hidden />
            </Radix.Close>
          </header>
          <div className="body">{rest.children}</div>
          <footer>{rest.footer}</footer>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
