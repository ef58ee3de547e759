import type { ReactNode } from "react";
import { Empty } from "../../parts/Empty.tsx";
import { words } from "../../words/index.ts";

export function SignInPage(): ReactNode {
  return <Empty title={words.shell.loading} />;
}
