import type { ReactNode } from "react";
import { Link } from "wouter";
import { Empty } from "./parts/Empty.tsx";
import { words } from "./words/index.ts";

export function NotFound(): ReactNode {
  return (
    <Empty title={words.shell.notFound}>
      <p>{words.shell.notFoundMore}</p>
      <p>
        <Link href="/">{words.shell.toStart}</Link>
      </p>
    </Empty>
  );
}
