/** The tables of states against journals: nothing happens that is not in them, and all that is in them does. */
import { expect, test } from "vitest";
import { MoveWatch, noMoves } from "../test/moves.ts";
import { movingHistory } from "../test/moving-history.ts";
import {
  availabilityTransitions,
  conferenceTransitions,
  interactionTransitions,
  offerTransitions,
  recordingTransitions,
  seatTransitions,
  wrapUpTransitions,
} from "./transitions.ts";

/** Chosen so that each move is in some of them: the rarest come once in a thousand. */
const SEEDS = [
  11, 34, 137, 249, 253, 267, 321, 357, 530, 539, 567, 570, 617, 622, 629, 744, 754, 775, 849, 866, 939, 1148, 1177,
  1331, 1485, 1581, 1643, 1813, 1889, 2002, 2009, 2011, 2358, 2489,
];

const seen = noMoves();
for (const seed of SEEDS) new MoveWatch(seen).follow(movingHistory(seed));

const moves = (table: { readonly [state: string]: readonly string[] }): string[] =>
  Object.entries(table).flatMap(([from, states]) => states.map((to) => `${from} > ${to}`));

test.each([
  ["an interaction's phases [R-ROUTE-160]", interactionTransitions, seen.interaction],
  ["an offer's phases and outcomes [R-ROUTE-161]", offerTransitions, seen.offer],
  ["an agent's availability [R-ROUTE-162]", availabilityTransitions, seen.availability],
  ["a seat with its legs [R-ROUTE-163]", seatTransitions, seen.seat],
  ["a conference's status [R-ROUTE-164]", conferenceTransitions, seen.conference],
  ["a recording's status [R-ROUTE-165]", recordingTransitions, seen.recording],
  ["a wrap-up's states [R-ROUTE-166]", wrapUpTransitions, seen.wrapUp],
])("%s: what happens is what the table says, all of it", (_, table, happened) => {
  expect([...happened].toSorted()).toEqual(moves(table).toSorted());
});
