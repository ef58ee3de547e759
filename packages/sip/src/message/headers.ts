/**
 * Header fields in their order, found by name in any case or compact form.
 *
 * Values are kept as text and parsed where they are used: most headers of most messages are never looked at.
 */
export class Headers {
  readonly #values = new Map<string, string[]>();

  /** The first value, or undefined. */
  get(name: string): string | undefined {
    return this.#values.get(name.toLowerCase())?.[0];
  }
}
