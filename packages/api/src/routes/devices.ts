/** Phones: the accounts they sign in with, where they are now, and the secrets that let them. */
import { randomInt } from "node:crypto";
import { asId, deviceSecretWire, deviceWire, endpointWire, handleField, listOf, refuse } from "@legroom/model";
import type { DeviceConfig, DeviceId, DeviceSecretWire } from "@legroom/model";
import * as z from "zod";
import type { Call } from "../call.ts";
import { ownsDevice } from "../own.ts";
import { answer, jsonRoute } from "../route.ts";
import type { Answer } from "../route.ts";

/** Letters and digits that nobody confuses when typing them into a phone; 24 of them carry 138 bits. */
const ALPHABET = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789".replaceAll(/[lo]/g, "");
const SECRET_LENGTH = 24;

export const deviceRoutes = [
  jsonRoute({
    method: "GET",
    path: "/devices",
    summary: "The accounts that phones sign in with, and the phones signed in",
    tag: "phones",
    needs: "agents.read",
    reach: "list",
    status: 200,
    response: z.object({ items: listOf(deviceWire) }),
    handle: async (call) =>
      answer(
        await call.ask((now) => {
          const { agentId } = call.principal;
          const endpoints = now.agents().flatMap((agent) => agent.endpoints);
          const { config } = now.config();
          const mine = config.devices.filter(({ id }) => agentId === undefined || ownsDevice(config, agentId, id));
          const items = mine.map(({ id, owner }) => ({
            id,
            owner,
            hasSecret: now.hasSecret(id),
            endpoints: endpoints.filter(({ deviceId }) => deviceId === id),
          }));
          return { items };
        }),
      ),
  }),
  jsonRoute({
    method: "GET",
    path: "/endpoints",
    summary: "The agents' phones and pages that are registered now",
    tag: "phones",
    needs: "agents.read",
    reach: "list",
    status: 200,
    response: z.object({ items: listOf(endpointWire) }),
    handle: async (call) => {
      const { agentId } = call.principal;
      const agents = await call.ask((now) => now.agents());
      const shown = agentId === undefined ? agents : agents.filter(({ id }) => id === agentId);
      return answer({ items: shown.flatMap((agent) => agent.endpoints) });
    },
  }),
  jsonRoute({
    method: "POST",
    path: "/devices/{id}/secret",
    summary: "Make the account's secret, or a new one; what a SIP phone needs is shown this once",
    tag: "phones",
    needs: "phones.write",
    reach: "device",
    audit: { act: "device.secret", subject: ({ params }) => `device/${params.id}` },
    params: z.strictObject({ id: handleField }),
    status: 201,
    response: deviceSecretWire,
    handle: (call, { params }) => call.once(() => makeSecret(call, asId<"device">(params.id))),
  }),
];

async function makeSecret(call: Call, deviceId: DeviceId): Promise<Answer<DeviceSecretWire>> {
  const { vault, settings } = call.parts;
  const devices: readonly DeviceConfig[] = await call.ask((now) => now.config().config.devices);
  if (!devices.some(({ id }) => id === deviceId)) return refuse("device.unknown", `there is no device ${deviceId}`);
  const secret = Array.from({ length: SECRET_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
  const done = await call.freshCommand({ type: "device.set-secret", deviceId, secret: vault.seal("centre", secret) });
  if (!done.ok) return done;
  const { host, port, transports } = settings.sipAddress;
  return answer({
    deviceId,
    user: deviceId,
    secret,
    host,
    port,
    transports,
    address: sipUri({ user: deviceId, host, port }),
  });
}

function sipUri({ user, host, port }: { user: string; host: string; port: number }): string {
  return `sip:${user}@${host.includes(":") ? `[${host}]` : host}:${port}`;
}
