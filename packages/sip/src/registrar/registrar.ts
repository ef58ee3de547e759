import type { Binding, BindingEvent } from "./binding.ts";

/** Who can be reached where (RFC 3261 10). */
export class Registrar {
  /** What stands now, best q first, then newest. Never expired ones. */
  bindings(_aor: string): readonly Binding[] {
    return [];
  }

  /** All of them, in no order. */
  all(): readonly Binding[] {
    return [];
  }

  /** Takes a binding away as if the phone had, durably. */
  remove(_binding: Binding): Promise<void> {
    return Promise.resolve();
  }

  /** Tells of every change from now on; the returned function ends that. */
  onChange(_listener: (event: BindingEvent) => void): () => void {
    return () => undefined;
  }
}
