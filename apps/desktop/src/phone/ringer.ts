/** The sound of an offer: two soft notes, again every two seconds, made here so that nothing has to be loaded. */

const NOTES = [
  { hz: 659, atS: 0 },
  { hz: 880, atS: 0.18 },
] as const;
const NOTE_S = 0.32;
const EVERY_MS = 2000;
const LOUD = 0.16;

/** Rings until what it returns is called. `onBlocked`: the browser lets no page sound that nobody has touched. */
export function ring(onBlocked: () => void): () => void {
  const context = new AudioContext();
  const play = (): void => {
    if (context.state === "suspended") onBlocked();
    for (const note of NOTES) playNote(context, note);
  };
  void context.resume().then(play, onBlocked);
  const timer = setInterval(play, EVERY_MS);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}

function playNote(context: AudioContext, { hz, atS }: { hz: number; atS: number }): void {
  const from = context.currentTime + atS;
  const tone = new OscillatorNode(context, { type: "sine", frequency: hz });
  const gain = new GainNode(context, { gain: 0 });
  gain.gain.setValueAtTime(0, from);
  gain.gain.linearRampToValueAtTime(LOUD, from + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.001, from + NOTE_S);
  tone.connect(gain).connect(context.destination);
  tone.start(from);
  tone.stop(from + NOTE_S);
}
