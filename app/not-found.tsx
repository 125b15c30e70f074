import Link from "next/link";

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-content-center gap-3 p-6 text-center">
      <h1 className="font-semibold text-20">There is nothing at this address</h1>
      <p className="text-ink-2">The link may be old or cut short. Nothing was changed.</p>
      <p>
        <Link className="link" href="/">
          To the board
        </Link>
      </p>
    </main>
  );
}
