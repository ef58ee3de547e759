/** All routes below `/api/v1`. What is not here does not exist. */
import type { Route } from "./route.ts";
import { agentRoutes } from "./routes/agents.ts";
import { apiKeyRoutes } from "./routes/api-keys.ts";
import { centreRoutes } from "./routes/centre.ts";
import { conferenceRoutes } from "./routes/conferences.ts";
import { deviceRoutes } from "./routes/devices.ts";
import { eventRoutes } from "./routes/events.ts";
import { healthRoutes } from "./routes/health.ts";
import { interactionRoutes } from "./routes/interactions.ts";
import { offerRoutes } from "./routes/offers.ts";
import { queueRoutes } from "./routes/queues.ts";
import { recordingRoutes } from "./routes/recordings.ts";

export const PREFIX = "/api/v1";

export const routes: readonly Route[] = [
  ...healthRoutes,
  ...agentRoutes,
  ...deviceRoutes,
  ...interactionRoutes,
  ...recordingRoutes,
  ...conferenceRoutes,
  ...queueRoutes,
  ...offerRoutes,
  ...centreRoutes,
  ...apiKeyRoutes,
  ...eventRoutes,
];
