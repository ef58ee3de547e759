/** All routes below `/api/v1`, and below it in the path of each sign-in. What is not here does not exist. */
import type { Route } from "./route.ts";
import { agentRoutes } from "./routes/agents.ts";
import { apiKeyRoutes } from "./routes/api-keys.ts";
import { centreRoutes } from "./routes/centre.ts";
import { conferenceRoutes } from "./routes/conferences.ts";
import { contactRoutes } from "./routes/contacts.ts";
import { deviceRoutes } from "./routes/devices.ts";
import { eventRoutes } from "./routes/events.ts";
import { flowRoutes } from "./routes/flow.ts";
import { healthRoutes } from "./routes/health.ts";
import { interactionRoutes } from "./routes/interactions.ts";
import { meRoutes } from "./routes/me.ts";
import { offerRoutes } from "./routes/offers.ts";
import { peopleRoutes } from "./routes/people.ts";
import { queueRoutes } from "./routes/queues.ts";
import { recordingRoutes } from "./routes/recordings.ts";
import { signInRoutes } from "./routes/sign-in.ts";
import { statsRoutes } from "./routes/stats.ts";
import { visitorCallRoutes } from "./routes/visitor-calls.ts";
import { wallRoutes } from "./routes/wall.ts";
import { whyRoutes } from "./routes/why.ts";

export const PREFIX = "/api/v1";

export const routes: readonly Route[] = [
  ...healthRoutes,
  ...signInRoutes,
  ...meRoutes,
  ...peopleRoutes,
  ...wallRoutes,
  ...agentRoutes,
  ...deviceRoutes,
  ...interactionRoutes,
  ...flowRoutes,
  ...whyRoutes,
  ...recordingRoutes,
  ...conferenceRoutes,
  ...contactRoutes,
  ...queueRoutes,
  ...statsRoutes,
  ...offerRoutes,
  ...centreRoutes,
  ...apiKeyRoutes,
  ...eventRoutes,
  ...visitorCallRoutes,
];
