/** What a question brought; until then that it is loading, or why it could not be. What was there before stays in view. */
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { errorSentence } from "../../error-sentence.ts";
import { Failure } from "../../Failure.tsx";
import { Banner } from "../../parts/Banner.tsx";
import { words as all } from "../../words/index.ts";

export type LoadedProps<Data> = {
  readonly query: UseQueryResult<Data>;
  readonly children: (data: Data) => ReactNode;
};

export function Loaded<Data>({ query, children }: LoadedProps<Data>): ReactNode {
  const { data, error } = query;
  if (data !== undefined)
    return (
      <>
        {error !== null && <Banner tone="warn">{errorSentence(error)}</Banner>}
        {children(data)}
      </>
    );
  if (error !== null) return <Failure error={error} onTryAgain={() => query.refetch()} />;
  return (
    <div className="loading" role="status">
      {all.shell.loading}
    </div>
  );
}
