/** Which room may open which door (ARCHITECTURE.md shows the same table). A room that is missing here may not exist. */
export type Room = {
  /** Rooms, or `room/door`, that its source may import. */
  readonly mayImport: readonly string[];
  /** No clock, chance or I/O: Node's own modules do not even compile there (law L1). */
  readonly pure?: true;
};

export const rooms: Readonly<Record<string, Room>> = {
  "packages/model": { mayImport: [], pure: true },
  "packages/routing": { mayImport: ["model"], pure: true },
  "packages/engine": { mayImport: ["model", "routing"] },
  "packages/sip": { mayImport: [] },
  "packages/media": { mayImport: [] },
  "packages/telephony": { mayImport: ["model", "engine/ports", "sip", "media"] },
  "packages/store": { mayImport: ["model", "engine/ports"] },
  "packages/crm": { mayImport: ["model", "engine/ports"] },
  "packages/analytics": { mayImport: ["model", "routing"] },
  "packages/api": { mayImport: ["model", "engine", "engine/ports", "analytics"] },
  "packages/sdk": { mayImport: ["model"] },
  "packages/sim": { mayImport: ["model", "routing", "engine", "engine/ports"] },
  "apps/desktop": { mayImport: ["model", "sdk"] },
  "apps/server": {
    mayImport: [
      "model",
      "routing",
      "engine",
      "engine/ports",
      "sip",
      "media",
      "telephony",
      "store",
      "crm",
      "analytics",
      "api",
      "sim",
    ],
  },
};
