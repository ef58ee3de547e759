// Runs in every page before its own scripts: remembers its connections, listens to what they bring, and looks at the page.
(() => {
  const BLACKMAN_MEAN = 0.42;
  const connections = [];
  const firstAudioAt = [];
  const ears = new Map();
  const Native = globalThis.RTCPeerConnection;
  globalThis.RTCPeerConnection = class extends Native {
    constructor(configuration) {
      super(configuration);
      connections.push(this);
      const index = connections.length - 1;
      firstAudioAt[index] = undefined;
      this.addEventListener("track", ({ track }) => {
        awaitAudio(track, index);
        if (recordings !== undefined) void record(track);
      });
    }
  };

  // When something that is not silence first comes: looked at every 5 ms in pieces of 5 ms.
  function awaitAudio(track, index) {
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 256;
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    const timer = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
      if (power < 0.003 && track.readyState === "live") return;
      clearInterval(timer);
      if (power >= 0.003) firstAudioAt[index] ??= performance.timeOrigin + performance.now();
      void context.close();
    }, 5);
  }

  function earOf(track) {
    const known = ears.get(track);
    if (known !== undefined) return known;
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 32_768;
    analyser.smoothingTimeConstant = 0;
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const made = { context, analyser };
    ears.set(track, made);
    return made;
  }

  // dBov, by the browser's own transform (a Blackman window) over the last two thirds of a second: of a pure tone its
  // nearest bin shows the amplitude halved, weighted by the window's mean.
  function levelOf({ context, analyser }, hz) {
    const bins = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(bins);
    const nearest = Math.round((hz * analyser.fftSize) / context.sampleRate);
    const halved = Math.max(...bins.subarray(nearest - 1, nearest + 2));
    return Math.max(-200, halved + 20 * Math.log10(2 / BLACKMAN_MEAN / Math.SQRT2));
  }

  const live = () => connections.filter((each) => each.connectionState !== "closed");
  const tracks = () =>
    live()
      .flatMap((each) => each.getReceivers().map((receiver) => receiver.track))
      .filter(({ kind }) => kind === "audio");
  globalThis.legroomFirstAudioAt = () => firstAudioAt;
  // From now on keeps all that comes: it is collected beside the page's own thread, which may stand still meanwhile.
  const KEPT_PIECES = 12_000; // of 10 ms
  let recordings;
  async function record(track) {
    const samples = [];
    recordings.push(samples);
    const reader = new MediaStreamTrackProcessor({ track, maxBufferSize: KEPT_PIECES }).readable.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const piece = new Float32Array(value.numberOfFrames);
      value.copyTo(piece, { planeIndex: 0, format: "f32-planar" });
      samples.push({ piece, rate: value.sampleRate });
      value.close();
    }
  }
  globalThis.legroomRecord = () => {
    recordings = [];
    for (const track of tracks()) void record(track);
  };

  // Whether a tone is in what was kept, louder than this, or comes to be.
  globalThis.legroomRecorded = async (hz, dbov, withinMs) => {
    const endAt = performance.now() + withinMs;
    while (performance.now() < endAt) {
      for (const pieces of recordings) if (loudest(pieces, hz) > dbov) return true;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    return false;
  };

  // dBov of a tone where it is loudest, in windows of a tenth of a second; −200 while there is nothing.
  function loudest(pieces, hz) {
    let amplitude = 1e-10;
    for (let from = 0; from + 10 <= pieces.length; from += 5) {
      let [real, imaginary, size] = [0, 0, 0];
      for (const { piece, rate } of pieces.slice(from, from + 10))
        for (const sample of piece) {
          const angle = (2 * Math.PI * hz * size) / rate;
          real += sample * Math.cos(angle);
          imaginary -= sample * Math.sin(angle);
          size += 1;
        }
      amplitude = Math.max(amplitude, (2 * Math.hypot(real, imaginary)) / size);
    }
    return 20 * Math.log10(amplitude / Math.SQRT2);
  }

  // When a text stands on the page (ms since 1970), earlier by what the page stood still until then.
  globalThis.legroomTells = (text, withinMs) => {
    const everyMs = 50;
    const beganAt = performance.now();
    let [lastAt, stoodStillMs] = [beganAt, 0];
    return new Promise((done, fail) => {
      const timer = setInterval(() => {
        const now = performance.now();
        stoodStillMs += Math.max(0, now - lastAt - 2 * everyMs);
        lastAt = now;
        const isThere = document.body.innerText.includes(text);
        if (!isThere && now - beganAt < withinMs) return;
        clearInterval(timer);
        if (isThere) done(performance.timeOrigin + now - stoodStillMs);
        else fail(new Error(`the page did not say ${text}`));
      }, everyMs);
    });
  };
  globalThis.legroomConnections = () => live().length;
  globalThis.legroomLevel = (hz) => {
    const levels = tracks().map((track) => levelOf(earOf(track), hz));
    return Math.max(-200, ...levels);
  };
})();
