/** Who calls: the directory first, then the CRM if there is one; never later than the question's deadline. */
import { after, asId, UNKNOWN_CALLER_CLASS } from "@legroom/model";
import type { CallerFacts, CallerQuestion, UnixMs } from "@legroom/model";
import type { CallerAnswer, CallerLookup, Clock, ContactDirectory, Log, Vault } from "@legroom/engine/ports";
import { Breaker } from "./breaker.ts";
import { askCrm } from "./crm-client.ts";
import type { CrmAnswer, CrmQuestion, CrmSettings } from "./crm-client.ts";

export type CallerLookupOptions = {
  readonly directory: Pick<ContactDirectory, "identify">;
  readonly vault: Pick<Vault, "describe">;
  readonly clock: Clock;
  readonly log: Log;
  readonly crm?: CrmSettings;
  /** Milliseconds that never run backwards; this process's own unless told. */
  readonly nowMs?: () => number;
};

export type CountingLookup = CallerLookup & {
  /** Since the start: asked, answered, late, failed, passed over while the CRM was not asked. */
  readonly counters: () => Readonly<Record<string, number>>;
};

const FAILURES_MAX = 5;
const OPEN_MS = 30_000;
/** For the way back of the answer to the machine. */
const MARGIN_MS = 20;

export function createCallerLookup(options: CallerLookupOptions): CountingLookup {
  const { directory, clock, log, crm } = options;
  const breaker = new Breaker({
    failuresMax: FAILURES_MAX,
    openMs: OPEN_MS,
    nowMs: options.nowMs ?? (() => performance.now()),
  });
  const count = { asked: 0, answered: 0, late: 0, failed: 0, passedOver: 0 };

  async function askedOfCrm(settings: CrmSettings, question: CallerQuestion): Promise<CrmAnswer | "late" | "failed"> {
    const now = clock.now();
    const withinMs = Math.min(question.untilAt - now - MARGIN_MS, settings.deadlineMs ?? Infinity);
    if (withinMs <= 0) return "late";
    if (!breaker.mayAsk()) {
      count.passedOver += 1;
      return "failed";
    }
    count.asked += 1;
    const ending = new AbortController();
    const late = alarmOf(clock, after(now, withinMs));
    try {
      const answer = await Promise.race([
        askCrm(settings, questionOf(options.vault, question), ending.signal),
        late.passed,
      ]);
      breaker.went(answer !== "late");
      count[answer === "late" ? "late" : "answered"] += 1;
      return answer;
    } catch (error) {
      breaker.went(false);
      count.failed += 1;
      log.debug("the CRM did not answer well", { why: error instanceof Error ? error.message : "unknown" });
      return "failed";
    } finally {
      late.stop();
      ending.abort();
    }
  }

  return {
    counters: () => ({ ...count }),
    identify: async (question) => {
      const known = await knownIn(directory, question, clock.now());
      if (known === "failed") return { source: "failed" };
      if (crm === undefined) return ofDirectory(known);
      const said = await askedOfCrm(crm, question);
      if (typeof said === "string") return known === undefined ? { source: said } : { source: said, caller: known };
      return said.known ? { source: "crm", caller: merged(known, said, question) } : ofDirectory(known);
    },
  };
}

async function knownIn(
  directory: Pick<ContactDirectory, "identify">,
  { person, contactId }: CallerQuestion,
  at: ReturnType<Clock["now"]>,
): Promise<CallerFacts | undefined | "failed"> {
  try {
    return await directory.identify({ person, at, ...(contactId === undefined ? {} : { contactId }) });
  } catch {
    return "failed";
  }
}

function ofDirectory(caller: CallerFacts | undefined): CallerAnswer {
  return caller === undefined ? { source: "none" } : { source: "directory", caller };
}

/** Whom the CRM knows and the directory does not is the proven contact, if one is proven. */
function merged(known: CallerFacts | undefined, said: CrmAnswer, { contactId }: CallerQuestion): CallerFacts {
  const { customerClass, language, blocked } = said;
  const id = known?.contactId ?? contactId;
  const isBlocked = known?.blocked ?? blocked;
  return {
    ...known,
    ...(id === undefined ? {} : { contactId: id }),
    customerClass: customerClass ?? known?.customerClass ?? UNKNOWN_CALLER_CLASS,
    ...(language === undefined ? {} : { language }),
    ...agentsIn(said),
    ...(isBlocked === undefined ? {} : { blocked: isBlocked }),
  };
}

/** Who is to serve them, as far as the CRM says. */
function agentsIn({ preferredAgent, owner }: CrmAnswer): Pick<CallerFacts, "preferredAgentId" | "ownedBy"> {
  return {
    ...(preferredAgent === undefined ? {} : { preferredAgentId: asId<"agent">(preferredAgent) }),
    ...(owner === undefined ? {} : { ownedBy: { agentId: asId<"agent">(owner.agent), waitMs: owner.waitMs } }),
  };
}

function questionOf(vault: Pick<Vault, "describe">, { person, to }: CallerQuestion): CrmQuestion {
  const details = vault.describe(person);
  const first = (kind: "tel" | "sip") => details?.identities.find((one) => one.kind === kind)?.value;
  const [number, sip, name] = [first("tel"), first("sip"), details?.name];
  return {
    to,
    ...(number === undefined ? {} : { number }),
    ...(sip === undefined ? {} : { sip }),
    ...(name === undefined ? {} : { name }),
  };
}

function alarmOf(clock: Clock, at: UnixMs): { readonly passed: Promise<"late">; stop(): void } {
  let stop = (): void => undefined;
  const passed = new Promise<"late">((resolve) => {
    stop = clock.alarm(at, () => resolve("late"));
  });
  return { passed, stop };
}
