// Runs in every page before its own scripts: remembers its connections, and listens to what they bring.
(() => {
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
      this.addEventListener("track", ({ track }) => awaitAudio(track, index));
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
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const made = { context, analyser };
    ears.set(track, made);
    return made;
  }

  // dBov, by a Hann window over the last two thirds of a second.
  function levelOf({ context, analyser }, hz) {
    const samples = new Float32Array(analyser.fftSize);
    analyser.getFloatTimeDomainData(samples);
    let [real, imaginary] = [0, 0];
    for (const [index, sample] of samples.entries()) {
      const weighted = sample * (0.5 - 0.5 * Math.cos((2 * Math.PI * index) / samples.length));
      const angle = (2 * Math.PI * hz * index) / context.sampleRate;
      real += weighted * Math.cos(angle);
      imaginary -= weighted * Math.sin(angle);
    }
    const amplitude = (4 * Math.hypot(real, imaginary)) / samples.length;
    return amplitude === 0 ? -200 : Math.max(-200, 20 * Math.log10(amplitude / Math.SQRT2));
  }

  const live = () => connections.filter((each) => each.connectionState !== "closed");
  globalThis.legroomFirstAudioAt = () => firstAudioAt;
  globalThis.legroomConnections = () => live().length;
  globalThis.legroomLevel = (hz) => {
    const tracks = live().flatMap((each) => each.getReceivers().map((receiver) => receiver.track));
    const levels = tracks.filter(({ kind }) => kind === "audio").map((track) => levelOf(earOf(track), hz));
    return Math.max(-200, ...levels);
  };
})();
