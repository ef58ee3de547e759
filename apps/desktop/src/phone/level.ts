/** How loud a microphone is, for a meter that shows a person that it works. */
import { useEffect, useState } from "react";

const LOOK_MS = 100;
/** About −46 dBov: a voice is far above it, a quiet room below. */
export const HEARD_LEVEL = 0.005;

/** Root mean square of samples from −1 to 1. */
export function levelOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return samples.length === 0 ? 0 : Math.sqrt(sum / samples.length);
}

/** For the length of a bar, 0 to 1: ears hear in decibels, here from −60 to 0. */
export function meterOf(level: number): number {
  return level <= 0 ? 0 : Math.min(1, Math.max(0, (20 * Math.log10(level) + 60) / 60));
}

/** Of a stream that is open; 0 without one. */
export function useLevel(stream: MediaStream | undefined): number {
  const [level, setLevel] = useState(0);
  useEffect(() => {
    if (stream === undefined) return setLevel(0);
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 1024;
    context.createMediaStreamSource(stream).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      setLevel(levelOf(samples));
    }, LOOK_MS);
    return () => {
      clearInterval(timer);
      void context.close();
    };
  }, [stream]);
  return level;
}
