"use client";
import { LoaderCircle } from "lucide-react";
import type { ButtonHTMLAttributes, ReactNode, Ref } from "react";
import { useId } from "react";

export type ButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, "disabled"> & {
  look?: "default" | "primary" | "quiet" | "danger" | "final";
  size?: "sm" | "md" | "lg";
  /** The sentence that says why it cannot be pressed; null when it can. It stays focusable, so that the reason can be heard. */
  off?: string | null | undefined;
  /** Shown instead of the label while it works: the verb in progress. */
  busy?: string | false | undefined;
  ref?: Ref<HTMLButtonElement>;
  children: ReactNode;
};

/** The one button. Off and busy buttons take the press and do nothing. */
export function Button({ look = "default", size = "md", off, busy, className = "", children, ...rest }: ButtonProps) {
  const id = useId();
  const blocked = Boolean(off) || Boolean(busy);
  const classes = `btn ${look === "default" ? "" : look} ${size === "md" ? "" : size} ${className}`;
  return (
    <>
      <button
        type="button"
        title={off ?? undefined}
        {...rest}
        className={classes}
        aria-disabled={blocked || undefined}
        aria-busy={Boolean(busy) || undefined}
        aria-describedby={off ? id : rest["aria-describedby"]}
        onClick={blocked ? (event) => event.preventDefault() : rest.onClick}
      >
        {busy ? <LoaderCircle className="spin" size={14} aria-hidden /> : null}
        {busy ? busy : children}
      </button>
      {off ? (
        <span id={id} className="sr-only">
          {off}
        </span>
      ) : null}
    </>
  );
}
