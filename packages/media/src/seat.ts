/** A party's place: the key of roster, voices and recording. Its leg may change, and it may be without one. */
import type { Endpoint } from "./endpoint.ts";
import type { Prompt } from "./prompt.ts";
import type { SoundSource, Voice } from "./voice.ts";

export class Seat implements SoundSource {
  readonly id: string;
  endpoint: Endpoint | undefined;
  /** The conference it sits in; undefined for one that is only still recorded. */
  conferenceId: string | undefined;
  voice: Voice | undefined;
  prompt: Prompt | undefined;

  constructor(id: string) {
    this.id = id;
  }

  frame(): Int16Array | undefined {
    const { endpoint } = this;
    return endpoint?.voiced === true ? endpoint.frame : undefined;
  }
}
