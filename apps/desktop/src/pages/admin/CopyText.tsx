/** Text that is shown once, to be taken elsewhere. */
import { useRef, useState } from "react";
import type { ReactNode } from "react";
import { Button } from "../../parts/Button.tsx";
import { Field } from "../../parts/Field.tsx";
import { Icon } from "../../parts/Icon.tsx";
import { adminWords as words } from "../../words/en-admin.ts";

export function CopyText({ label, text }: { label: string; text: string }): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  const [said, setSaid] = useState("");
  const copy = async (): Promise<void> => {
    place.current?.querySelector("input")?.select();
    // Insecure origins have no clipboard: then the text is marked, and one key copies it.
    const isDone = await (navigator.clipboard as Clipboard | undefined)?.writeText(text).then(
      () => true,
      () => false,
    );
    setSaid(isDone === true ? words.copied : words.copyByHand);
  };
  return (
    <div className="copy" ref={place}>
      <Field label={label} value={text} readOnly onChange={() => undefined} />
      <Button onPress={copy} label={`${words.copy}: ${label}`}>
        <Icon name="copy" />
        {words.copy}
      </Button>
      <span role="status" className="quiet small">
        {said}
      </span>
    </div>
  );
}
