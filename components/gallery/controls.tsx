"use client";
import { Ellipsis, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/field.tsx";
import { HoldButton } from "#components/ui/hold-button.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { Switch } from "#components/ui/switch.tsx";
import { Specimens } from "./specimens.tsx";

const LOOKS = ["default", "primary", "quiet", "danger", "final"] as const;
const nothing = () => {};

export function Controls() {
  const [isOn, setOn] = useState(true);
  const [choice, setChoice] = useState<"one" | "two">("one");
  return (
    <>
      <Specimens title="Buttons">
        {LOOKS.map((look) => (
          <Button key={look} look={look}>
            Look: {look}
          </Button>
        ))}
        <Button off="It is off for this reason.">Off, says why</Button>
        <Button look="primary" busy="Starting">
          Start
        </Button>
        <Button size="sm">Small</Button>
        <Button size="lg" look="primary">
          Large
        </Button>
        <button type="button" className="btn icon" aria-label="More actions">
          <Ellipsis size={15} aria-hidden />
        </button>
        <HoldButton label="Hold to stop" onHeld={nothing} onPress={nothing} />
        <HoldButton label="Hold to stop" busy="Stopping" onHeld={nothing} onPress={nothing} />
      </Specimens>
      <Specimens title="Inputs">
        <TextField label="Field" hint="What it is for." />
        <TextField label="Wrong field" error="Say at least three letters." defaultValue="x" />
        <Switch checked={isOn} onChange={setOn}>
          Switch
        </Switch>
        <Segmented
          label="Choice"
          value={choice}
          options={[
            { value: "one", label: "One" },
            { value: "two", label: "Two" },
          ]}
          onChange={setChoice}
        />
        <kbd className="kbd">Ctrl K</kbd>
      </Specimens>
      <Specimens title="Banners">
        {(["", "warn", "crit"] as const).map((tone) => (
          <div key={tone} className={`banner ${tone} w-full`}>
            <TriangleAlert size={15} aria-hidden />
            <span>
              <b>What is true.</b> What was not done. What is safe next.
            </span>
          </div>
        ))}
      </Specimens>
    </>
  );
}
