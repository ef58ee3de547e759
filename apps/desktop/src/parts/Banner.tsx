/** What happened, and what to do: across the page, until it is over. */
import type { ReactNode } from "react";
import type { Tone } from "./Badge.tsx";

export type BannerProps = {
  readonly tone?: Tone;
  readonly title?: string;
  readonly children?: ReactNode;
  /** What can be done about it. */
  readonly action?: ReactNode;
  /** Said at once, over whatever is being read. */
  readonly isUrgent?: boolean;
};

export function Banner({ tone = "accent", title, children, action, isUrgent = false }: BannerProps): ReactNode {
  return (
    <div className={`banner banner-${tone}`} role={isUrgent ? "alert" : "status"}>
      <div className="banner-text">
        {title !== undefined && <strong>{title} </strong>}
        {children}
      </div>
      {action}
    </div>
  );
}
