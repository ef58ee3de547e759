/** A control that starts a pool and then is killed: the test looks at what becomes of its media process. */
import { MediaPool, RtpPeer } from "../src/index.ts";

const [directory = "", firstPort = "0", survivalMs = "0"] = process.argv.slice(2);
const pool = new MediaPool({
  processes: 1,
  host: "127.0.0.1",
  publicAddress: "127.0.0.1",
  ports: { from: Number(firstPort), to: Number(firstPort) + 9 },
  directory,
  epoch: 5,
  survivalMs: Number(survivalMs),
  // Never acknowledged: the next control is to get them again.
  onEvent: () => undefined,
});
await pool.start();
const peer = await RtpPeer.open();
const created = await pool.createEndpoint({ endpointId: "leg" });
if (!created.ok) throw new Error(created.refusal.message);
await pool.setRemote("leg", peer.remote());
peer.sendTo(created.value);
await peer.untilReceived(5, 5_000);
process.stdout.write(`${pool.pids()[0]}\n`);
