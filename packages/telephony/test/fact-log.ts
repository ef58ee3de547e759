/** The centre's side of the port in tests: keeps every fact, and lets a test wait for one. */
import type { TelephonyFact } from "@legroom/model";

type FactType = TelephonyFact["type"];
type FactOf<Type extends FactType> = Extract<TelephonyFact, { type: Type }>;

const WAIT_MS_MAX = 30_000;

export class FactLog {
  readonly facts: TelephonyFact[] = [];
  /** While set, facts become durable only when it resolves. */
  gate: Promise<void> | undefined;
  readonly #waiting = new Set<() => void>();

  readonly deliver = async (fact: TelephonyFact): Promise<void> => {
    this.facts.push(fact);
    for (const look of this.#waiting) look();
    await this.gate;
  };

  all<Type extends FactType>(type: Type): FactOf<Type>[] {
    return this.facts.filter((fact): fact is FactOf<Type> => fact.type === type);
  }

  /** The first fact of this type that fits, from now or before. */
  wait<Type extends FactType>(type: Type, fits: (fact: FactOf<Type>) => boolean = () => true): Promise<FactOf<Type>> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = this.all(type).find(fits);
        if (found === undefined) return;
        this.#waiting.delete(look);
        clearTimeout(timer);
        resolve(found);
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        const types = this.facts.map((fact) => fact.type).join(", ");
        reject(new Error(`no ${type} came; there were: ${types}`));
      }, WAIT_MS_MAX);
      this.#waiting.add(look);
      look();
    });
  }

  forget(): void {
    this.facts.length = 0;
  }
}
