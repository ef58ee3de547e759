import { queryOptions } from "@tanstack/react-query";
import { noteServerTime } from "../../clock.ts";
import { useClient } from "../../session.ts";
import { keys } from "../../state-keys.ts";

/** The desk's state: asked for once, shown in several places. */
export function useDeskQuery() {
  const client = useClient();
  return queryOptions({
    queryKey: keys.desk,
    queryFn: async () => {
      const desk = await client.desk();
      noteServerTime(desk.at);
      return desk;
    },
  });
}
