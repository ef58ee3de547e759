// Runs in a page before its own scripts: opening the microphone fails while a fault is set, and it can be unplugged.
(() => {
  const { mediaDevices } = navigator; // absent on an insecure origin
  if (mediaDevices === undefined) return;
  const open = mediaDevices.getUserMedia.bind(mediaDevices);
  let fault;
  let tracks = [];
  mediaDevices.getUserMedia = async (constraints) => {
    if (fault !== undefined) throw new DOMException("as a test wants it", fault);
    const stream = await open(constraints);
    tracks = stream.getTracks();
    return stream;
  };
  globalThis.legroomMicrophone = {
    setFault: (name) => {
      fault = name;
    },
    // What a browser does then: every track ends.
    unplug: () => {
      for (const track of tracks) {
        track.stop();
        track.dispatchEvent(new Event("ended"));
      }
    },
    plugIn: () => mediaDevices.dispatchEvent(new Event("devicechange")),
  };
})();
