/** Text to take along: shown whole, and copied by one press. */
import { useState } from "react";
import type { ReactNode } from "react";
import { words } from "../words/index.ts";
import { Button } from "./Button.tsx";
import { Icon } from "./Icon.tsx";

export function CopyText({ text, what }: { text: string; what: string }): ReactNode {
  const [isCopied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    // Absent on an insecure origin: there it can still be marked and copied by hand.
    const clipboard = navigator.clipboard as Clipboard | undefined;
    await clipboard?.writeText(text);
    setCopied(clipboard !== undefined);
  };
  return (
    <span className="copy-text">
      <code className="foreign">{text}</code>
      <Button tone="plain" onPress={copy} label={words.shell.copyOf(what)}>
        <Icon name={isCopied ? "check" : "copy"} />
        {isCopied ? words.shell.copied : words.shell.copy}
      </Button>
    </span>
  );
}
