/** The agent's own SIP phones: what is connected, and what to type into one; a secret is shown once. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { Device, DeviceSecret } from "@legroom/sdk";
import { useState } from "react";
import type { ReactNode } from "react";
import { errorSentence } from "../../error-sentence.ts";
import { Badge } from "../../parts/Badge.tsx";
import { Button } from "../../parts/Button.tsx";
import { CopyText } from "../../parts/CopyText.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { Name } from "../../parts/Name.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { toast } from "../../parts/toast.tsx";
import type { LinePhase } from "../../phone/line-state.ts";
import { usePhone } from "../../phone/PhoneProvider.tsx";
import { useClient } from "../../session.ts";
import { keys } from "../../state-keys.ts";
import { words } from "../../words/index.ts";

const say = words.desk.phone;

/** Devices that a secret can be made for: those of this agent that are no browser. */
export function phonesOf(devices: readonly Device[], agentId: string): readonly Device[] {
  return devices.filter(({ id, owner }) => "agent" in owner && owner.agent === agentId && !id.endsWith(".browser"));
}

export function MyPhonePanel({ agentId }: { agentId: string }): ReactNode {
  const client = useClient();
  const { view } = usePhone();
  const devices = useQuery({ queryKey: keys.devices, queryFn: () => client.devices() });
  const phones = phonesOf(devices.data?.items ?? [], agentId);
  return (
    <Panel title={say.title}>
      <p className="quiet small">{say.about}</p>
      <ul className="stack-tight">
        <li className="row row-apart">
          <span>{say.page}</span>
          <Badge tone={view.line === "ready" ? "good" : "plain"}>{pageText(view.line)}</Badge>
        </li>
        {phones.map((device) => (
          <Phone key={device.id} device={device} />
        ))}
      </ul>
      {devices.isError && <p className="small">{errorSentence(devices.error)}</p>}
      {devices.isSuccess && phones.length === 0 && <p className="small quiet">{say.none}</p>}
    </Panel>
  );
}

function pageText(line: LinePhase): string {
  return say.pageStates[line === "starting" || line === "registering" ? "connecting" : line];
}

function Phone({ device }: { device: Device }): ReactNode {
  const client = useClient();
  const queries = useQueryClient();
  const [isAsked, setAsked] = useState(false);
  const [made, setMade] = useState<DeviceSecret | undefined>(undefined);
  const alive = device.endpoints.filter((endpoint) => endpoint.alive).length;
  const make = async (): Promise<void> => {
    try {
      setMade(await client.phoneSecret(device.id));
    } catch (error) {
      toast("bad", errorSentence(error));
    }
    setAsked(false);
    await queries.invalidateQueries({ queryKey: keys.devices });
  };
  return (
    <li className="stack-tight">
      <div className="row row-apart">
        <Name text={device.id} />
        <Badge tone={alive > 0 ? "good" : "plain"}>{say.registered(alive)}</Badge>
      </div>
      <Button onPress={() => (device.hasSecret ? setAsked(true) : make())}>
        {device.hasSecret ? say.rotate : say.show}
      </Button>
      <Dialog
        title={say.rotate}
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        closeLabel={words.shell.close}
        actions={
          <Button tone="primary" onPress={make}>
            {say.rotate}
          </Button>
        }
      >
        <p>{say.rotateAsk}</p>
      </Dialog>
      <Dialog
        title={say.title}
        isOpen={made !== undefined}
        onClose={() => setMade(undefined)}
        closeLabel={words.shell.close}
      >
        {made !== undefined && <Secret made={made} />}
      </Dialog>
    </li>
  );
}

function Secret({ made }: { made: DeviceSecret }): ReactNode {
  return (
    <>
      <p>{say.once}</p>
      <dl className="facts">
        <dt>{say.user}</dt>
        <dd>
          <CopyText text={made.user} what={say.user} />
        </dd>
        <dt>{say.secret}</dt>
        <dd>
          <CopyText text={made.secret} what={say.secret} />
        </dd>
        <dt>{say.server}</dt>
        <dd>
          <CopyText text={`${made.host}:${made.port}`} what={say.server} />
        </dd>
        <dt>{say.address}</dt>
        <dd>
          <CopyText text={made.address} what={say.address} />
        </dd>
        <dt>{say.transports}</dt>
        <dd>{made.transports.map((transport) => transport.toUpperCase()).join(", ")}</dd>
      </dl>
    </>
  );
}
