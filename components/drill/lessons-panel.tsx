"use client";
import { useState } from "react";
import { ProblemBanner } from "#components/common/problem-banner.tsx";
import { At } from "#components/common/time.tsx";
import { Button } from "#components/ui/button.tsx";
import { AreaField } from "#components/ui/field.tsx";
import { useWriteOff } from "#lib/client/use-write-off.ts";
import type { DrillView } from "#lib/contract/drill.ts";
import { useDrillVerb } from "./use-drill-verb.ts";

export function LessonsPanel({ drill }: { drill: DrillView }) {
  const verb = useDrillVerb(drill.number);
  const off = useWriteOff("drill.take-part", "Writing down a lesson");
  const [text, setText] = useState("");
  const isOver = drill.status === "done" || drill.status === "cancelled";
  return (
    <section className="panel" aria-label="Lessons">
      <div className="panel-head">
        <h2>Lessons</h2>
      </div>
      {drill.lessons.length === 0 && isOver ? (
        <p className="p-3.5 text-12 text-ink-2">None were written down.</p>
      ) : null}
      <ul className="drill-lessons">
        {drill.lessons.map((lesson) => (
          <li key={lesson.id}>
            <span className="text-12 text-ink-3">
              <At at={lesson.at} />
            </span>
            <span className="min-w-0">
              {lesson.text} <span className="text-12 text-ink-3">{lesson.by}</span>
            </span>
          </li>
        ))}
      </ul>
      {isOver ? null : (
        <form
          className="grid gap-2 p-3.5 pt-2"
          onSubmit={(event) => {
            event.preventDefault();
            verb.mutate({ path: "lessons", body: { text } }, { onSuccess: () => setText("") });
          }}
        >
          <ProblemBanner error={verb.error} lead="Not written down." />
          <AreaField
            label="What should be different next time?"
            value={text}
            maxLength={2000}
            onChange={(event) => setText(event.target.value)}
          />
          <div>
            <Button
              type="submit"
              off={off ?? (text.trim().length < 3 ? "Write a few words first." : null)}
              busy={verb.isPending && "Writing"}
            >
              Add lesson
            </Button>
          </div>
        </form>
      )}
    </section>
  );
}
