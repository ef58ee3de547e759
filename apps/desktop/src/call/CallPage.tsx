/** "Call us": one screen at a time, from the first press to why it is over. */
import { useEffect, useState, useSyncExternalStore } from "react";
import type { ReactNode } from "react";
import { Banner } from "../parts/Banner.tsx";
import { plainText } from "../words/shown.ts";
import { callWords as say } from "../words/en-call.ts";
import { phoneWords } from "../words/en-phone.ts";
import { sceneOf, troubleOf } from "./call-scene.ts";
import type { CallTrouble, VisitorView } from "./call-scene.ts";
import { InCall } from "./InCall.tsx";
import type { VisitorHere } from "./open-visitor-phone.ts";
import { MicrophoneHelp, Over, Quiet } from "./screens.tsx";
import { Start } from "./Start.tsx";
import type { Asked } from "./Start.tsx";

export function CallPage({ here }: { here: VisitorHere }): ReactNode {
  const { phone } = here;
  const view = useSyncExternalStore(phone.view.watch, phone.view.get);
  const centre = useNumbers(here);
  const [asked, setAsked] = useState<Asked>({ to: new URLSearchParams(location.search).get("to") ?? "", name: "" });
  const call = (): Promise<void> => {
    const name = plainText(asked.name);
    return phone.call({ ...(asked.to === "" ? {} : { to: asked.to }), ...(name === "" ? {} : { name }) });
  };
  return (
    <main className="call">
      <h1 className="call-title">{say.title(centre?.centreName)}</h1>
      <Trouble view={view} />
      <Screen>
        {(() => {
          const scene = sceneOf(view);
          switch (scene.at) {
            case "start":
              return (
                <Start asked={asked} onChange={setAsked} onCall={call} numbers={numbersOf(centre)} error={view.error} />
              );
            case "asking-microphone":
              return <Quiet title={say.askingMicrophone} more={say.askingMicrophoneMore} />;
            case "microphone":
              return <MicrophoneHelp why={scene.why} onTryAgain={call} />;
            case "over":
              return <Over cause={scene.cause} end={scene.end} onAgain={call} />;
            default:
              return <InCall scene={scene} view={view} phone={phone} />;
          }
        })()}
      </Screen>
    </main>
  );
}

function Screen({ children }: { children: ReactNode }): ReactNode {
  return <div className="call-screen">{children}</div>;
}

function Trouble({ view }: { view: VisitorView }): ReactNode {
  const trouble = troubleOf(view, useOnline());
  if (trouble === undefined) return null;
  const { title, more } = toldOf(trouble, view);
  return (
    <Banner tone="warn" title={title} isUrgent>
      {more}
    </Banner>
  );
}

function toldOf(trouble: CallTrouble, { microphone }: VisitorView): { title: string; more?: string } {
  switch (trouble) {
    case "offline":
      return { title: say.offline, more: say.offlineMore };
    case "returning":
      return { title: say.returning, more: say.returningMore };
    case "quiet":
      return { title: say.quiet, more: say.quietMore };
    case "line-lost":
      return { title: say.lineLost };
    case "agent-away":
      return { title: say.agentAway };
    case "microphone": {
      if (microphone === "ready" || microphone === "closed") return { title: say.quiet };
      const { title, todo } = phoneWords.microphone[microphone];
      return { title, more: todo };
    }
  }
}

type Centre = Awaited<ReturnType<VisitorHere["numbers"]>>;

/** The front line has the centre's name, which says nothing here: there the menu asks. */
function numbersOf(centre: Centre | undefined): Centre["numbers"] {
  return (centre?.numbers ?? []).map(({ number, name }) => ({
    number,
    name: name === centre?.centreName ? say.menu : name,
  }));
}

/** The centre's name and its numbers; without them one can still call the front line. */
function useNumbers({ numbers }: VisitorHere): Centre | undefined {
  const [centre, setCentre] = useState<Centre | undefined>(undefined);
  useEffect(() => {
    numbers().then(setCentre, () => undefined);
  }, [numbers]);
  return centre;
}

function useOnline(): boolean {
  return useSyncExternalStore(
    (watcher) => {
      window.addEventListener("online", watcher);
      window.addEventListener("offline", watcher);
      return () => {
        window.removeEventListener("online", watcher);
        window.removeEventListener("offline", watcher);
      };
    },
    () => navigator.onLine,
  );
}
