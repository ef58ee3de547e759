/** Class × topic → queue, points, requirement: the centre's `entries`, of which the first row that fits decides (R-ROUTE-2). */
import type { CentreConfig, CustomerClass, EntryRow, TopicId } from "@legroom/model";

export function rowFor(
  config: CentreConfig,
  customerClass: CustomerClass,
  topic: TopicId | undefined,
): EntryRow | undefined {
  return config.entries.find(
    (row) =>
      (row.customerClass === "any" || row.customerClass === customerClass) &&
      (row.topic === "any" || row.topic === topic),
  );
}
