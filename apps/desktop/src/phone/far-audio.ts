/** Where the other side is heard: one element in the page, since a remote stream is only decoded while it hangs on one. */

const ID = "far-audio";

export function playFar(stream: MediaStream): void {
  const found = document.getElementById(ID);
  const element = found instanceof HTMLAudioElement ? found : makeElement();
  element.srcObject = stream;
  // Refused only where nobody has touched the page yet; the next touch plays it.
  element.play().catch(() => document.addEventListener("pointerdown", () => void element.play(), { once: true }));
}

function makeElement(): HTMLAudioElement {
  const element = document.createElement("audio");
  element.id = ID;
  element.autoplay = true;
  document.body.append(element);
  return element;
}
