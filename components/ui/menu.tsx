"use client";
import { DropdownMenu as Radix } from "radix-ui";
import type { ReactNode } from "react";

export function Menu({ trigger, children }: { trigger: ReactNode; children: ReactNode }) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className="menu" align="end" sideOffset={6} collisionPadding={12}>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

type ItemProps = { title: ReactNode; detail?: ReactNode; disabled?: boolean; onSelect: () => void };
export function MenuItem({ title, detail, disabled = false, onSelect }: ItemProps) {
  return (
    <Radix.Item className="menu-item" disabled={disabled} onSelect={onSelect}>
      <span className={`flex items-center gap-1.5 font-medium ${disabled ? "text-ink-3" : ""}`}>{title}</span>
      {detail ? <span className="text-11 text-ink-2 leading-normal">{detail}</span> : null}
    </Radix.Item>
  );
}
