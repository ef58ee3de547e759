/** What moves would change for those who wait: asked before a person moves anybody (R-ROUTE-129). */
import type { InteractionId, MovePreview, QueueId, Refused } from "@legroom/model";
import { refuse } from "@legroom/model";
import { waitingKey } from "./compare-waiting.ts";
import { compareWaiting } from "./compare-waiting.ts";
import { defined } from "./defined.ts";
import { middleOf } from "./estimate.ts";
import { mayMoveAll } from "./moving.ts";
import type { Move } from "./moving.ts";
import type { Waiting } from "./places.ts";
import { rankIn } from "./taking-place.ts";
import type { Interaction, World } from "./world.ts";

export type MoveAsked = { readonly interactionId: InteractionId; readonly queueId: QueueId };
type Change = MovePreview["changes"][number];

/** More are not shown: those who are moved, and then those nearest to the front. */
const CHANGES_MAX = 500;

export function previewMoves(world: World, asked: readonly MoveAsked[]): MovePreview | Refused {
  const moves: Move[] = [];
  for (const { interactionId, queueId } of asked) {
    const interaction = world.interactions.get(interactionId);
    if (interaction === undefined) return refuse("interaction.unknown", `there is no interaction ${interactionId}`);
    if (interaction.entry === undefined || (interaction.phase !== "queued" && interaction.phase !== "offering"))
      return refuse("interaction.not-waiting", `"${interactionId}" waits in no queue now`);
    moves.push({ interaction, queueId });
  }
  const refused = mayMoveAll(world, moves);
  if (refused !== undefined) return refused;
  const moved = new Map(moves.map(({ interaction, queueId }) => [interaction.id, queueId]));
  const queueIds = new Set(
    moves.flatMap(({ interaction, queueId }) => [interaction.entry?.queueId ?? queueId, queueId]),
  );
  const before = new Map([...queueIds].map((id) => [id, [...(world.derived.queues.get(id)?.line ?? [])]]));
  const changes = changesOf(world, { before, moved });
  const isMoved = (change: Change): boolean => moved.has(change.interactionId);
  const shown = [...changes.filter(isMoved), ...changes.filter((change) => !isMoved(change))].slice(0, CHANGES_MAX);
  return { changes: shown };
}

type Lines = ReadonlyMap<QueueId, readonly Waiting[]>;

function changesOf(
  world: World,
  { before, moved }: { readonly before: Lines; readonly moved: ReadonlyMap<InteractionId, QueueId> },
): readonly Change[] {
  const placeAfter = new Map<InteractionId, { readonly queueId: QueueId; readonly position: number }>();
  for (const [queueId, line] of before) {
    const coming = [...moved].flatMap(([id, to]) => (to === queueId ? (keyIn(world, id, queueId) ?? []) : []));
    const after = [...line.filter(({ id }) => !moved.has(id)), ...coming].toSorted(compareWaiting);
    for (const [i, { id }] of after.entries()) placeAfter.set(id, { queueId, position: i + 1 });
  }
  return [...before].flatMap(([queueId, line]) =>
    line.flatMap(({ id }, i) => {
      const then = placeAfter.get(id) ?? { queueId, position: i + 1 };
      const positionBefore = i + 1;
      if (then.queueId === queueId && then.position === positionBefore) return [];
      const middles = [middleOf(world, queueId, positionBefore), middleOf(world, then.queueId, then.position)];
      const [now, later] = middles;
      const longerByMs = now === undefined || later === undefined ? undefined : later - now;
      const change = { interactionId: id, queueId, toQueueId: then.queueId, positionBefore };
      return [{ ...change, positionAfter: then.position, ...defined({ longerByMs }) }];
    }),
  );
}

function keyIn(world: World, id: InteractionId, queueId: QueueId): Waiting | undefined {
  const interaction: Interaction | undefined = world.interactions.get(id);
  const queue = world.derived.lookup.queues.get(queueId);
  if (interaction?.entry === undefined || queue === undefined) return undefined;
  const { band, virtualEntryAt } = rankIn({ world, at: world.at }, interaction, queue);
  return waitingKey(id, { ...interaction.entry, band, virtualEntryAt });
}
