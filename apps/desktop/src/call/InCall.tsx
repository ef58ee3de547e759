/** The call itself: where it is, the keys, mute and end. */
import { useState } from "react";
import type { ReactNode } from "react";
import { noteServerTime, useServerNow } from "../clock.ts";
import { Button } from "../parts/Button.tsx";
import { clockText } from "../parts/duration.ts";
import { Icon } from "../parts/Icon.tsx";
import { Name } from "../parts/Name.tsx";
import { callWords as say } from "../words/en-call.ts";
import type { CallScene, VisitorView } from "./call-scene.ts";
import { KeyPad } from "./KeyPad.tsx";
import type { VisitorPhone } from "./visitor-phone.ts";

export type CalledScene = Extract<CallScene, { at: "connecting" | "greeted" | "waiting" | "talking" }>;

export function InCall(props: { scene: CalledScene; view: VisitorView; phone: VisitorPhone }): ReactNode {
  const { scene, view, phone } = props;
  const [isPadOpen, setPadOpen] = useState(false);
  const isMuted = "isMuted" in view.call && view.call.isMuted;
  if (view.visit !== undefined) noteServerTime(view.visit.at);
  return (
    <div className="stack">
      <div role="status">
        <Where scene={scene} visit={view.visit} />
      </div>
      <Clock scene={scene} visit={view.visit} />
      {(scene.at === "greeted" || isPadOpen) && (
        <KeyPad named={scene.at === "greeted" ? scene.keys : []} onKey={(key) => phone.sendKey(key)} />
      )}
      {isMuted && <p role="status">{say.muted}</p>}
      <div className="call-controls">
        <Button isLarge isPressed={isMuted} onPress={() => phone.setMuted(!isMuted)}>
          <Icon name={isMuted ? "mic-off" : "mic"} />
          {isMuted ? say.unmute : say.mute}
        </Button>
        <Button tone="danger" isLarge onPress={() => phone.end()}>
          <Icon name="end" />
          {say.end}
        </Button>
      </div>
      {scene.at === "talking" && (
        <Button tone="plain" onPress={() => setPadOpen(!isPadOpen)}>
          <Icon name="keyboard" />
          {isPadOpen ? say.hideKeys : say.showKeys}
        </Button>
      )}
    </div>
  );
}

/** Said aloud when it changes; what ticks stands apart. */
function Where({ scene, visit }: { scene: CalledScene; visit: VisitorView["visit"] }): ReactNode {
  switch (scene.at) {
    case "connecting":
      return <p className="call-state">{say.connecting}</p>;
    case "greeted":
      return <p className="call-state">{scene.keys.length === 0 ? say.listening : say.greeting}</p>;
    case "waiting":
      return (
        <>
          <p className="call-state">
            {visit?.queueName === undefined ? say.waiting : <Name text={say.waitingIn(visit.queueName)} />}
          </p>
          {visit?.position !== undefined && <p>{say.position(visit.position)}</p>}
          {scene.isOffered && <p className="quiet">{say.offering}</p>}
        </>
      );
    case "talking":
      return (
        <p className="call-state">
          <Name text={say.talking(visit?.agentName)} />
        </p>
      );
  }
}

function Clock({ scene, visit }: { scene: CalledScene; visit: VisitorView["visit"] }): ReactNode {
  const now = useServerNow();
  const sinceAt = scene.at === "waiting" ? visit?.waitingSinceAt : undefined;
  if (sinceAt === undefined) return null;
  return (
    <p className="quiet figures" role="timer">
      {say.waitingSince} {clockText(now - sinceAt)}
    </p>
  );
}
