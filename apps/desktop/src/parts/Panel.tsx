/** A region of a page with a heading of its own. */
import { useId } from "react";
import type { ReactNode } from "react";

export type PanelProps = {
  readonly title: ReactNode;
  readonly children: ReactNode;
  /** Beside the heading: a badge, a button. */
  readonly aside?: ReactNode;
  readonly level?: 2 | 3;
  /** The heading is said, not shown. */
  readonly isTitleHidden?: boolean;
  readonly className?: string;
};

export function Panel({
  title,
  children,
  aside,
  level = 2,
  isTitleHidden = false,
  className = "",
}: PanelProps): ReactNode {
  const id = useId();
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <section className={`panel ${className}`} aria-labelledby={id}>
      <div className={isTitleHidden && aside === undefined ? "said" : "panel-head"}>
        <Heading id={id} className={isTitleHidden ? "said" : undefined}>
          {title}
        </Heading>
        {aside}
      </div>
      {children}
    </section>
  );
}
