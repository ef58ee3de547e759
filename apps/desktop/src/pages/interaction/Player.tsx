/** Listens to a recording: all voices together, each of which can be muted. */
import { useEffect, useRef, useState } from "react";
import type { ReactNode } from "react";
import type { Recording } from "@legroom/sdk";
import { Banner } from "../../parts/Banner.tsx";
import { Button } from "../../parts/Button.tsx";
import { clockText } from "../../parts/duration.ts";
import { Icon } from "../../parts/Icon.tsx";
import { useClient } from "../../session.ts";
import { interactionWords as words } from "../../words/en-interaction.ts";
import { loadTracks } from "./load-tracks.ts";
import type { LoadedTracks } from "./load-tracks.ts";
import { TrackPlayer } from "./track-player.ts";
import type { PlayerState } from "./track-player.ts";
import { keyedSeek } from "./transport.ts";

export type PlayerProps = {
  readonly recording: Recording;
  /** Whose voice a track is. */
  readonly nameOf: (seatId: string) => string;
};

export function Player({ recording, nameOf }: PlayerProps): ReactNode {
  const client = useClient();
  const [loaded, setLoaded] = useState<LoadedTracks>();
  const leaving = useRef<AbortController>(undefined);
  useEffect(() => {
    leaving.current = new AbortController();
    return () => leaving.current?.abort();
  }, []);
  useEffect(
    () => () => {
      for (const { url } of loaded?.tracks ?? []) URL.revokeObjectURL(url);
    },
    [loaded],
  );
  if (recording.status === "failed") return <p>{words.recordingFailed}</p>;
  if (recording.status !== "finished") return <p>{words.recordingRuns}</p>;
  if (recording.tracks.length === 0) return <p>{words.gone}</p>;

  const longestMs = Math.max(...recording.tracks.map(({ durationMs }) => durationMs));
  const load = async (): Promise<void> => {
    const { signal } = (leaving.current ??= new AbortController());
    const wanted = recording.tracks.map(({ seatId, durationMs }) => ({
      seatId,
      durationMs,
      from: client.recordingUrl(recording.id, seatId),
    }));
    // Left the page meanwhile: nobody is there to be told.
    await loadTracks(wanted, { signal }).then(setLoaded, () => undefined);
  };
  return (
    <div className="stack-tight">
      {loaded !== undefined && loaded.problems.length > 0 && (
        <Banner tone="bad" title={loaded.tracks.length > 0 ? words.partly : ""}>
          {loaded.problems.join(" ")}
        </Banner>
      )}
      {loaded === undefined || loaded.tracks.length === 0 ? (
        <>
          <Button onPress={load}>
            <Icon name="play" />
            {words.load(recording.tracks.length, longestMs)}
          </Button>
          <p className="quiet small">{words.audited}</p>
        </>
      ) : (
        <Transport loaded={loaded} nameOf={nameOf} />
      )}
    </div>
  );
}

function Transport({ loaded, nameOf }: { loaded: LoadedTracks; nameOf: PlayerProps["nameOf"] }): ReactNode {
  const [player, setPlayer] = useState<TrackPlayer>();
  const [state, setState] = useState<PlayerState>();
  useEffect(() => {
    const tracks = loaded.tracks.map((track) => ({ ...track, sound: new Audio(track.url) }));
    const made = new TrackPlayer({ tracks, onChange: setState });
    setPlayer(made);
    setState(made.state);
    return () => made.close();
  }, [loaded]);
  if (player === undefined || state === undefined) return null;
  return (
    <div className="player" role="group" aria-label={words.recording}>
      <div className="player-line">
        <Button tone="primary" onPress={() => (state.isPlaying ? player.pause() : player.play())}>
          <Icon name={state.isPlaying ? "pause" : "play"} />
          {state.isPlaying ? words.pause : words.play}
        </Button>
        <Seek state={state} player={player} />
        <span className="figures">{words.placeOf(clockText(state.atS * 1000), clockText(state.lengthS * 1000))}</span>
      </div>
      {state.blocked !== undefined && (
        <p role="alert">{state.blocked === "not-allowed" ? words.blocked : words.unplayable}</p>
      )}
      <ul className="player-tracks" aria-label={words.tracks}>
        {loaded.tracks.map(({ seatId }) => (
          <li key={seatId}>
            <Button isPressed={state.muted.has(seatId)} onPress={() => player.toggleMute(seatId)}>
              <Icon name={state.muted.has(seatId) ? "mic-off" : "mic"} />
              {words.mute(nameOf(seatId))}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Seek({ state, player }: { state: PlayerState; player: TrackPlayer }): ReactNode {
  const { atS, lengthS } = state;
  return (
    <input
      type="range"
      className="player-seek"
      aria-label={words.seek}
      aria-valuetext={words.placeOf(clockText(atS * 1000), clockText(lengthS * 1000))}
      min={0}
      max={lengthS}
      step={0.1}
      value={atS}
      onChange={(event) => player.seek(event.target.valueAsNumber)}
      onKeyDown={(event) => {
        const place = keyedSeek(event.key, atS, lengthS);
        if (place === undefined) return;
        event.preventDefault();
        player.seek(place);
      }}
    />
  );
}
