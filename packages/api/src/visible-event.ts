/** What an event shows to whoever may read events: never effects, nothing sealed, no configuration (L12). */
import type { Event, EventBody, JsonValue, Sealed } from "@legroom/model";

/** Left out of every event. Configuration is read at `/centre`, by its own capability. */
const hidden = ["memo", "secret", "binding", "note", "hash", "config"] as const;

/** Each field of any event that holds sealed text; one that is not named above does not compile. */
type SealedField = {
  [Type in EventBody["type"]]: SealedIn<Extract<EventBody, { type: Type }>>;
}[Exclude<EventBody["type"], "effect.requested">];
type SealedIn<Body> = {
  [Field in keyof Body]-?: Sealed extends NonNullable<Body[Field]>
    ? string extends Body[Field]
      ? never
      : Field
    : never;
}[keyof Body];
const everySealedFieldIsHidden: Exclude<SealedField, (typeof hidden)[number]> extends never ? true : never = true;

/** As `eventWire` has it. */
export type VisibleEvent = {
  readonly seq: number;
  readonly at: number;
  readonly v: 1;
  readonly type: string;
  readonly inputId: string;
  readonly [field: string]: unknown;
};

const hiddenFields: ReadonlySet<string> = new Set(everySealedFieldIsHidden ? hidden : []);

/** The event as it is shown, or undefined for one that is not. */
export function visibleEvent(event: Event): VisibleEvent | undefined {
  if (event.type === "effect.requested" || event.type === "effect.settled") return undefined;
  const shown = Object.entries(event as Readonly<Record<string, JsonValue>>).filter(
    ([name]) => !hiddenFields.has(name),
  );
  return Object.fromEntries(shown) as VisibleEvent; // a header is in every event and hides nothing
}
