"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Siren } from "lucide-react";
import { useState } from "react";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { At } from "#components/common/time.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { AreaField } from "#components/ui/field.tsx";
import { api } from "#lib/client/http.ts";
import { keys } from "#lib/client/keys.ts";
import { whyNot } from "#lib/client/permission.ts";
import { queries } from "#lib/client/queries.ts";
import type { BrokenGlassView } from "#lib/contract/incident.ts";
import { useRoom } from "./room-context.tsx";

const MIN_REVIEW = 10;

/** Runs that one person armed alone and nobody has reviewed yet: in everybody's sight until somebody does. */
export function BrokenGlass() {
  const { incident } = useRoom();
  const [reviewing, setReviewing] = useState<BrokenGlassView | null>(null);
  const me = useQuery(queries.me()).data;
  return (
    <>
      {incident.brokenGlass
        .filter((glass) => glass.reviewedAt === null)
        .map((glass) => (
          <div key={glass.runId} className="banner crit mx-4 my-2" role="status">
            <Siren size={15} aria-hidden />
            <span className="min-w-0">
              <b>Armed without a second person:</b> “{glass.title}” by {glass.by.name}, <At at={glass.at} />:{" "}
              {glass.reason}
            </span>
            <Button
              off={
                me && glass.by.name === me.handle
                  ? "You broke it yourself: another person has to review it."
                  : whyNot(me, "run.review-glass", "Reviewing")
              }
              onClick={() => setReviewing(glass)}
            >
              Review
            </Button>
          </div>
        ))}
      {reviewing ? <ReviewDialog glass={reviewing} onClose={() => setReviewing(null)} /> : null}
    </>
  );
}

function ReviewDialog({ glass, onClose }: { glass: BrokenGlassView; onClose: () => void }) {
  const { incident } = useRoom();
  const client = useQueryClient();
  const [review, setReview] = useState("");
  const send = useMutation({
    mutationFn: () => api.post(`/runs/${glass.runId}/break-glass/review`, { review }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.incidents.detail(incident.number) });
      onClose();
    },
  });
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Review “${glass.title}”`}
      description={`${glass.by.name} armed it alone: ${glass.reason}`}
      footer={
        <>
          <p>The incident can be closed after this.</p>
          <Button data-first-focus onClick={onClose}>
            Cancel
          </Button>
          <Button
            look="primary"
            busy={send.isPending && "Saving"}
            off={
              review.trim().length < MIN_REVIEW ? `Say what you make of it, in ${MIN_REVIEW} characters or more.` : null
            }
            onClick={() => send.mutate()}
          >
            Save review
          </Button>
        </>
      }
    >
      <ProblemBanner error={send.error} lead="Not saved." />
      <AreaField
        label="What you make of it"
        name="review"
        value={review}
        maxLength={4000}
        onChange={(e) => setReview(e.target.value)}
      />
    </Dialog>
  );
}
