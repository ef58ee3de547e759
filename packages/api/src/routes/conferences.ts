/** Conferences: who is together now, and who was. */
import { asId, conferenceWire, idField, listOf } from "@legroom/model";
import * as z from "zod";
import { pageQuery, truth } from "../paging.ts";
import { answer, jsonRoute } from "../route.ts";

export const conferenceRoutes = [
  jsonRoute({
    method: "GET",
    path: "/conferences",
    summary: "Conferences, the newest first: the open ones, or those of one interaction",
    tag: "conferences",
    needs: "conferences.read",
    reach: "centre",
    query: pageQuery.omit({ beforeSeq: true }).extend({ interactionId: idField.optional(), open: truth.optional() }),
    status: 200,
    response: z.object({ items: listOf(conferenceWire) }),
    handle: async (call, { query: { limit, interactionId, open } }) => {
      const records = await call.parts.queries.conferences({
        limit,
        ...(interactionId === undefined ? {} : { interactionId: asId<"interaction">(interactionId) }),
        ...(open === undefined ? {} : { open }),
      });
      const now = new Map((await call.ask((asked) => asked.conferences())).map((view) => [view.id, view]));
      const items = records.map((record) => {
        const view = now.get(record.id);
        if (view === undefined || record.status === "closed") return record;
        const { status, version, appliedVersion, seats } = view;
        return { ...record, status, version, appliedVersion, seats };
      });
      return answer({ items });
    },
  }),
];
