/**
 * Puts a "Call us" button on a company's own page: `<script src="https://CENTRE/call-us.js" async></script>`, with
 * `data-label` for what stands on it and `data-to` for the number it calls. It opens `/call` in a frame that may use the
 * microphone. One classic script without imports, since other people's pages load it; nothing of it stands outside.
 */
(() => {
  const script = document.currentScript;
  if (!(script instanceof HTMLScriptElement)) return;
  const label = script.dataset["label"] ?? "Call us";
  const address = new URL("/call", script.src);
  const to = script.dataset["to"];
  if (to !== undefined) address.searchParams.set("to", to);

  let frame: HTMLIFrameElement | undefined;
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = label;
  button.setAttribute("aria-expanded", "false");
  style(button, {
    position: "fixed",
    insetBlockEnd: "16px",
    insetInlineEnd: "16px",
    zIndex: "2147483000",
    minBlockSize: "44px",
    padding: "10px 20px",
    border: "0",
    borderRadius: "999px",
    background: "#12703f",
    color: "#ffffff",
    font: "600 16px/1.2 system-ui, sans-serif",
    boxShadow: "0 4px 16px rgb(0 0 0 / 30%)",
    cursor: "pointer",
  });
  button.addEventListener("click", () => {
    frame ??= open();
    // Hidden, not taken away: that would end the call.
    const isShown = frame.style.display !== "none" && frame.dataset["isOpen"] === "yes";
    frame.style.display = isShown ? "none" : "block";
    frame.dataset["isOpen"] = isShown ? "no" : "yes";
    button.setAttribute("aria-expanded", String(!isShown));
    if (!isShown) frame.focus();
  });
  if (document.body === null) document.addEventListener("DOMContentLoaded", () => document.body.append(button));
  else document.body.append(button);

  function open(): HTMLIFrameElement {
    const opened = document.createElement("iframe");
    opened.src = address.href;
    opened.title = label;
    opened.allow = "microphone; autoplay";
    style(opened, {
      position: "fixed",
      insetBlockEnd: "76px",
      insetInlineEnd: "16px",
      zIndex: "2147483000",
      inlineSize: "min(380px, calc(100vw - 32px))",
      blockSize: "min(640px, calc(100vh - 100px))",
      border: "0",
      borderRadius: "16px",
      boxShadow: "0 8px 32px rgb(0 0 0 / 35%)",
      background: "#ffffff",
    });
    document.body.append(opened);
    return opened;
  }

  function style(element: HTMLElement, rules: Readonly<Record<string, string>>): void {
    Object.assign(element.style, rules);
  }
})();

export {};
