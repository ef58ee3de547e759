/** Phones: the accounts that they sign in with, where they are, and secrets for them. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { Device, DeviceSecret } from "@legroom/sdk";
import { useState } from "react";
import type { ReactNode } from "react";
import { errorSentence } from "../../error-sentence.ts";
import { Badge } from "../../parts/Badge.tsx";
import { Banner } from "../../parts/Banner.tsx";
import { Button } from "../../parts/Button.tsx";
import { Dialog } from "../../parts/Dialog.tsx";
import { Empty } from "../../parts/Empty.tsx";
import { Panel } from "../../parts/Panel.tsx";
import { useClient } from "../../session.ts";
import { keys } from "../../state-keys.ts";
import { adminWords as words } from "../../words/en-admin.ts";
import { words as all } from "../../words/index.ts";
import { shown } from "../../words/shown.ts";
import { useDirectory } from "../interaction/names.ts";
import { Facts } from "../wall/Facts.tsx";
import { Cell, Row, RowHead, Rows } from "../wall/Rows.tsx";
import { lostText } from "../wall/show.ts";
import { CopyText } from "./CopyText.tsx";
import { Filtered } from "./Filtered.tsx";
import { Loaded } from "./Loaded.tsx";

export function PhonesPart(): ReactNode {
  const client = useClient();
  const { agent } = useDirectory();
  const devices = useQuery({ queryKey: keys.devices, queryFn: ({ signal }) => client.devices({ signal }) });
  const [asked, setAsked] = useState<Device>();
  const ownerOf = ({ owner }: Device): string =>
    "agent" in owner ? words.ofAgent(shown(agent(owner.agent))) : words.ofContact(shown(owner.contact));
  return (
    <Panel title={words.phones}>
      <p className="quiet">{words.phonesMore}</p>
      <Loaded query={devices}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={words.noDevices} />
          ) : (
            <Filtered items={items} textOf={(device) => `${device.id} ${ownerOf(device)}`}>
              {(shownDevices) => <DeviceTable devices={shownDevices} ownerOf={ownerOf} onSecret={setAsked} />}
            </Filtered>
          )
        }
      </Loaded>
      {asked !== undefined && <SecretDialog key={asked.id} device={asked} onClose={() => setAsked(undefined)} />}
    </Panel>
  );
}

function DeviceTable(props: {
  devices: readonly Device[];
  ownerOf: (device: Device) => string;
  onSecret: (device: Device) => void;
}): ReactNode {
  return (
    <Rows kind="phones" amount={props.devices.length} label={words.allAccounts} heads={HEADS}>
      {props.devices.map((device) => (
        <Row key={device.id}>
          <RowHead>{device.id}</RowHead>
          <Cell label={words.owner}>{props.ownerOf(device)}</Cell>
          <Cell label={words.registered}>
            <Registered device={device} />
          </Cell>
          <Cell label={words.secret}>{device.hasSecret ? words.hasSecret : words.noSecret}</Cell>
          <Cell label={words.actions}>
            <Button
              label={device.hasSecret ? words.newSecretFor(device.id) : words.secretFor(device.id)}
              onPress={() => props.onSecret(device)}
            >
              {device.hasSecret ? words.newSecret : words.makeSecret}
            </Button>
          </Cell>
        </Row>
      ))}
    </Rows>
  );
}

const HEADS = [words.device, words.owner, words.registered, words.secret, words.actions];

function Registered({ device: { endpoints, owner } }: { device: Device }): ReactNode {
  if (endpoints.length === 0)
    return <span className="quiet">{"contact" in owner ? words.notKnown : words.noPhone}</span>;
  return endpoints.map(({ endpointId, alive, lostCause }) => (
    <Badge key={endpointId} tone={alive ? "good" : "bad"}>
      {alive ? words.reached : words.lost(lostText(lostCause ?? ""))}
    </Badge>
  ));
}

/** Asks before a secret is replaced; shows the new one once. */
function SecretDialog({ device, onClose }: { device: Device; onClose: () => void }): ReactNode {
  const client = useClient();
  const queries = useQueryClient();
  const [made, setMade] = useState<DeviceSecret>();
  const [refusal, setRefusal] = useState<string>();
  const make = (): Promise<void> =>
    client.phoneSecret(device.id).then(
      (secret) => {
        setMade(secret);
        void queries.invalidateQueries({ queryKey: keys.devices });
      },
      (error: unknown) => setRefusal(errorSentence(error)),
    );
  if (made !== undefined)
    return (
      <Dialog title={words.secretTitle(device.id)} isOpen onClose={onClose} closeLabel={all.shell.close}>
        <p>{words.secretMore}</p>
        <CopyText label={words.user} text={made.user} />
        <CopyText label={words.secret} text={made.secret} />
        <CopyText label={words.address} text={made.address} />
        <Facts
          facts={[
            [words.server, made.host],
            [words.port, made.port],
            [words.transports, made.transports.join(", ").toUpperCase()],
          ]}
        />
      </Dialog>
    );
  return (
    <Dialog
      title={device.hasSecret ? words.newSecretTitle(device.id) : words.secretTitle(device.id)}
      isOpen
      onClose={onClose}
      closeLabel={device.hasSecret ? words.keep : all.shell.close}
      actions={
        <Button tone={device.hasSecret ? "danger" : "primary"} onPress={make}>
          {device.hasSecret ? words.newSecret : words.makeSecret}
        </Button>
      }
    >
      <p>{device.hasSecret ? words.newSecretMore : words.secretMore}</p>
      {refusal !== undefined && (
        <Banner tone="bad" isUrgent>
          {refusal}
        </Banner>
      )}
    </Dialog>
  );
}
