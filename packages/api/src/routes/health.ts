/** Whether the centre is up, and what was counted. */
import { healthWire } from "@legroom/model";
import * as z from "zod";
import { answer, jsonRoute } from "../route.ts";

export const healthRoutes = [
  jsonRoute({
    method: "GET",
    path: "/health",
    summary: "Whether SIP, media and journal are up; 503 names the part that is not",
    tag: "centre",
    needs: "open",
    reach: "self",
    status: 200,
    otherStatuses: [503],
    response: healthWire,
    handle: async ({ parts }) => {
      const { status, parts: up } = parts.centre.health();
      const failing = Object.keys(up).filter((part) => up[part] !== true);
      if (status === "ok" && failing.length === 0) return answer({ status: "ok" as const });
      return { ok: true, status: 503, body: { status: "failing" as const, failing } };
    },
  }),
  jsonRoute({
    method: "GET",
    path: "/counters",
    summary: "What was counted since the start: messages dropped, refused or sent again, strangers' audio, commits",
    tag: "centre",
    needs: "centre.read",
    reach: "centre",
    status: 200,
    response: z.record(z.string(), z.number()),
    handle: async ({ parts }) => answer(parts.counters()),
  }),
];
