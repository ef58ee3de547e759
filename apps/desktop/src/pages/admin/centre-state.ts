/** The centre's file and its version, as the server holds it now. */
import { useQuery } from "@tanstack/react-query";
import type { UseQueryResult } from "@tanstack/react-query";
import type { VersionedCentre } from "@legroom/sdk";
import { useClient } from "../../session.ts";
import { keys } from "../../state-keys.ts";

export function useCentre(): UseQueryResult<VersionedCentre> {
  const client = useClient();
  return useQuery({ queryKey: keys.centre, queryFn: ({ signal }) => client.centre({ signal }) });
}
