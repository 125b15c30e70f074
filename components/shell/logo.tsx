export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 28 28" aria-hidden="true">
      <rect width="28" height="28" rx="7" fill="var(--fg-1)" />
      <path
        d="M12.5 8 7 13.5l5.5 5.5M7.5 13.5H17a4 4 0 0 1 4 4V20"
        fill="none"
        stroke="var(--bg-1)"
        strokeWidth="2.4"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
