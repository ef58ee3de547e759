/** English of the phone in the page: what happened to line and microphone, and what to do. */
import type { MicrophoneState } from "@legroom/sdk";

export type Told = { readonly title: string; readonly todo: string };

export const phoneWords = {
  /** Microphone: only what is wrong needs telling. */
  microphone: {
    insecure: {
      title: "This page may not use a microphone.",
      todo: "Browsers allow it only over HTTPS, or on the machine itself (localhost). Open the page by its https address.",
    },
    refused: {
      title: "The microphone is not allowed.",
      todo: "Allow it for this page: press the sign left of the address, choose Microphone, Allow. Then try again.",
    },
    missing: {
      title: "No microphone is found.",
      todo: "Plug one in or turn it on. It is noticed by itself.",
    },
    taken: {
      title: "Another program is using the microphone.",
      todo: "Close the other call or program, or choose another microphone. It is tried again by itself.",
    },
  } satisfies Record<Exclude<MicrophoneState, "ready" | "closed">, Told>,
  microphoneTry: "Try the microphone again",
  microphoneClosed: "The microphone is closed.",
  microphoneHears: "The microphone hears you.",
  microphoneQuiet: "The microphone is open. It hears nothing now.",
  microphoneLevel: "Level of the microphone",
} as const;
