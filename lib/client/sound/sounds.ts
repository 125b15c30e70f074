import { storedSwitch } from "../stored-switch.ts";

/** Off until somebody wants them: an office at three in the morning is quiet, an open-plan one is not. */
export const sounds = storedSwitch("backout.sounds", false);

/** Two short tones, made here: no file to load when the network is slow. Silent where the browser does not allow it yet. */
export function beep() {
  const context = new AudioContext();
  const gain = context.createGain();
  gain.connect(context.destination);
  gain.gain.value = 0.12;
  for (const [frequency, at] of [
    [880, 0],
    [660, 0.18],
  ] as const) {
    const tone = context.createOscillator();
    tone.frequency.value = frequency;
    tone.connect(gain);
    tone.start(context.currentTime + at);
    tone.stop(context.currentTime + at + 0.14);
    tone.onended = at > 0 ? () => void context.close() : null;
  }
}
